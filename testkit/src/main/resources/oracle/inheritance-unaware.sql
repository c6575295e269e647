-- note: Sessions that do not know the column, over parents, children and views.

-- name: the table with its children
SELECT * FROM orders;

-- name: a child
SELECT * FROM special_orders;

-- name: a child of a child
SELECT to_jsonb(r) FROM other.rare_orders r;

-- name: the column of a child is not there
-- error: 42703
SELECT fulfillment_status FROM special_orders;

-- name: the sibling has its own
SELECT fulfillment_status FROM invoices;

-- name: the sibling's is meant
SELECT fulfillment_status FROM invoices, ONLY orders;

-- name: a view
SELECT * FROM order_list;

-- name: a view over the parent
SELECT * FROM record_list;

-- name: a view with rows of the table
-- refused: TR001 in absent, readable, writable, backfilled, complete
SELECT * FROM order_rows;

-- name: insert into a child by position
INSERT INTO special_orders VALUES (50, 'n', 1, 2, 'blue') RETURNING *;

-- name: insert through a view by position
INSERT INTO order_list VALUES (50, 'through', 1, 2) RETURNING *;

-- name: update a child
UPDATE special_orders SET note = 'n' RETURNING *;
