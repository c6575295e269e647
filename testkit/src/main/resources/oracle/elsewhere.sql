-- note: Statements that no rule concerns, although they look as if; the same for every session.

-- name: a column of that name in another table
SELECT fulfillment_status FROM shipments;

-- name: a column of that name in another table, aliased like the table
SELECT orders.fulfillment_status FROM shipments AS orders;

-- name: the names in a string
SELECT 'SELECT fulfillment_status FROM orders' AS text;

-- name: the names in a comment
SELECT 1 /* SELECT fulfillment_status FROM orders */ -- orders
;

-- name: the names as aliases
SELECT 1 AS orders, 2 AS fulfillment_status;

-- name: a table with quoted names
SELECT "Id", "Fulfillment_Status", "order" FROM "Mixed Case";

-- name: stars of other tables
SELECT * FROM shipments s JOIN archive a ON a.id = s.order_id;

-- name: a view over the table
-- ordered
SELECT * FROM customer_totals ORDER BY customer_id;

-- name: typmods of other columns
SELECT * FROM labels;

-- name: write to a column of that name in another table
INSERT INTO archive (id, fulfillment_status) VALUES (9, 'anything') RETURNING *;

-- name: no column of the table
SELECT count(*), max(id) FROM orders;

-- name: other columns of the table, by parameters
-- params: 'gift', int4 2
SELECT id, note, amount, created, code FROM orders WHERE note = $1 AND id = $2;

-- name: settings
SHOW search_path;

-- name: catalog
SELECT relname, relkind FROM pg_class WHERE relname = 'shipments';

-- name: an empty statement
;

-- name: a syntax error without the table
-- error: 42601
SELECT FROM nowhere WHERE AND;

-- name: insert that names other columns only
INSERT INTO orders (id, customer_id, amount, note) VALUES (50, 1, 2, 'x') RETURNING id, note;

-- name: update of other columns
UPDATE orders SET amount = amount + 1 WHERE id < 4 RETURNING id, amount;

-- name: delete by another column
DELETE FROM orders WHERE note = 'gift' RETURNING id;

-- name: join without the column
SELECT c.name, o.note FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;
