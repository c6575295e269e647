-- note: orders is partitioned: each partition is the table by another name, with its own columns.

-- name: the parent
SELECT id, fulfillment_status FROM orders;

-- name: all columns of the parent
SELECT * FROM orders;

-- name: a partition
SELECT id, fulfillment_status FROM orders_low;

-- name: all columns of a partition
SELECT * FROM orders_low;

-- name: all columns of a partition with another order
SELECT * FROM parts.orders_rest;

-- name: a partition that is partitioned itself
SELECT o.*, o.fulfillment_status FROM parts.orders_middle o WHERE o.fulfillment_status = 'pending';

-- name: a partition of a partition
SELECT id, fulfillment_status FROM parts.orders_ten ORDER BY fulfillment_status, id;

-- name: table
TABLE parts.orders_rest;

-- name: only the parent
SELECT id, fulfillment_status FROM ONLY orders;

-- name: only a partition
SELECT * FROM ONLY orders_low WHERE fulfillment_status = 'pending';

-- name: which partition
SELECT o.tableoid::regclass, o.id, o.fulfillment_status FROM orders o WHERE o.fulfillment_status <> 'none';

-- name: qualified by the partition's name
SELECT orders_low.fulfillment_status, orders_low.id FROM orders_low;

-- name: qualified by schema and partition
SELECT parts.orders_ten.fulfillment_status, parts.orders_ten.id FROM parts.orders_ten;

-- name: qualified by the parent's name, which is not there
-- error: 42P01
SELECT orders.fulfillment_status FROM orders_low;

-- name: a partition joined to its parent
SELECT o.id, l.fulfillment_status, o.fulfillment_status FROM orders o LEFT JOIN orders_low l ON l.id = o.id;

-- name: a partition joined to another
SELECT a.fulfillment_status, b.fulfillment_status FROM orders_low a, parts.orders_ten b WHERE a.id = 1;

-- name: ambiguous between two partitions
-- error: 42702
SELECT fulfillment_status FROM orders_low, parts.orders_ten;

-- name: a join by that column
SELECT * FROM orders_low JOIN shipments USING (fulfillment_status);

-- name: union of partitions
SELECT fulfillment_status FROM orders_low UNION SELECT fulfillment_status FROM parts.orders_rest;

-- name: a row of a partition
SELECT row_to_json(r) FROM parts.orders_rest r;

-- name: grouped
SELECT fulfillment_status, count(*) FROM orders_low GROUP BY fulfillment_status;

-- name: insert through the parent
INSERT INTO orders (id, fulfillment_status) VALUES (5, 'pending'), (500, 'pending'), (501, DEFAULT) RETURNING *;

-- name: insert into a partition
INSERT INTO orders_low (id, note, fulfillment_status) VALUES (5, 'x', 'pending') RETURNING *;

-- name: insert by position into a partition with another order
INSERT INTO parts.orders_rest VALUES ('note', 500, 1.5, 7, 'pending') RETURNING *;

-- name: insert by position without the last
INSERT INTO parts.orders_rest VALUES ('note', 500, 1.5, 7) RETURNING *;

-- name: insert by position with too many
-- error: 42601
INSERT INTO parts.orders_rest VALUES ('note', 500, 1.5, 7, 'pending', 8);

-- name: insert what belongs elsewhere
-- error: 23514
INSERT INTO orders_low (id, fulfillment_status) VALUES (500, 'pending');

-- name: insert another value into a partition
-- refused: TR002 in absent, readable
INSERT INTO orders_low (id, fulfillment_status) VALUES (5, 'shipped') RETURNING *;

-- name: insert null into a partition
-- error: 23502
INSERT INTO parts.orders_rest (id, fulfillment_status) VALUES (500, NULL);

-- name: insert a null that only the run shows
-- error: 23502
INSERT INTO parts.orders_rest (id, fulfillment_status) SELECT 500, nullif(name, 'Ada') FROM customers WHERE id = 1;

-- name: upsert into a partition
INSERT INTO orders_low (id, fulfillment_status) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.fulfillment_status RETURNING *;

-- name: update a partition
UPDATE orders_low SET note = fulfillment_status WHERE fulfillment_status = 'pending' RETURNING id, note, fulfillment_status;

-- name: update a partition to V
UPDATE parts.orders_rest SET fulfillment_status = 'pending' WHERE id = 200 RETURNING *;

-- name: update through the parent to V
UPDATE orders SET fulfillment_status = 'pending' WHERE id > 5 RETURNING id, fulfillment_status;

-- name: update that moves a row
UPDATE orders SET id = 500 WHERE id = 1 RETURNING *;

-- name: update only
UPDATE ONLY orders SET fulfillment_status = 'pending', note = 'none';

-- name: delete from a partition
DELETE FROM parts.orders_ten WHERE fulfillment_status = 'pending' RETURNING *;

-- name: delete using another
DELETE FROM orders_low l USING parts.orders_rest r WHERE r.fulfillment_status = l.fulfillment_status RETURNING l.id, l.fulfillment_status;

-- name: parameters
-- params: 'pending', int4 2
SELECT id, fulfillment_status FROM orders_low WHERE fulfillment_status = $1 AND id < $2;

-- name: with
WITH low AS (SELECT * FROM orders_low), orders_low AS (SELECT 1 AS fulfillment_status) SELECT low.fulfillment_status, orders_low.fulfillment_status FROM low, orders_low;

-- name: copy a partition
COPY parts.orders_rest TO STDOUT;

-- name: copy the column of a partition of a partition
COPY parts.orders_ten (id, fulfillment_status) TO STDOUT;

-- name: copy into a partition
-- data: note→500→1.5→7→pending
COPY parts.orders_rest FROM STDIN;
SELECT * FROM parts.orders_rest;

-- name: copy through the parent
-- data: 5→pending
-- data: 500→pending
COPY orders (id, fulfillment_status) FROM STDIN;
