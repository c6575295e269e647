-- note: Sessions that do not know the column, over partitions.

-- name: all columns of the parent
SELECT * FROM orders;

-- name: all columns of a partition
SELECT * FROM parts.orders_rest;

-- name: all columns of a partition of a partition
SELECT m.*, t.* FROM parts.orders_middle m JOIN parts.orders_ten t USING (id);

-- name: the column is not there
-- error: 42703
SELECT fulfillment_status FROM orders_low;

-- name: the column of another table
SELECT fulfillment_status, l.id FROM orders_low l JOIN shipments ON order_id = l.id;

-- name: a row
SELECT to_jsonb(r) FROM parts.orders_rest r;

-- name: insert by position
INSERT INTO parts.orders_rest VALUES ('note', 500, 1.5, 7) RETURNING *;

-- name: insert by position through the parent
INSERT INTO orders VALUES (5, 1, 2.5, 'x'), (500, 1, 2.5, 'y') RETURNING *;

-- name: insert by position, too many
-- error: 42601
INSERT INTO orders_low VALUES (5, 1, 2.5, 'x', 'pending');

-- name: update returning all
UPDATE orders_low SET note = 'changed' RETURNING *;

-- name: natural join
SELECT * FROM orders_low NATURAL JOIN parts.orders_rest;

-- name: natural join with a table that has the column
SELECT * FROM orders_low NATURAL JOIN shipments;
