-- note: Row assignments.

-- name: the column last
UPDATE orders SET (note, fulfillment_status) = ('x', 'pending') WHERE id < 3 RETURNING *;

-- name: the column first
UPDATE orders SET (fulfillment_status, note) = ('pending', 'x') WHERE id < 3 RETURNING *;

-- name: the column between
UPDATE orders SET (amount, fulfillment_status, note) = (1, DEFAULT, 'x') WHERE id < 3 RETURNING *;

-- name: the column alone
UPDATE orders SET (fulfillment_status) = ROW('pending') WHERE id < 3 RETURNING *;

-- name: the column alone without ROW
-- error: 0A000
UPDATE orders SET (fulfillment_status) = ('pending') WHERE id < 3;

-- name: ROW
UPDATE orders SET (note, fulfillment_status) = ROW('x', 'pending') WHERE id = 1;

-- name: another value
-- refused: TR002 in absent, readable
UPDATE orders SET (note, fulfillment_status) = ('x', 'shipped') WHERE id = 1 RETURNING *;

-- name: NULL
-- error: 23502
UPDATE orders SET (note, fulfillment_status) = ('x', NULL) WHERE id = 1;

-- name: NULL, no row
UPDATE orders SET (note, fulfillment_status) = ('x', NULL) WHERE id = 99;

-- name: from other columns
-- refused: TR002 in absent, readable
UPDATE orders SET (note, fulfillment_status) = (code, note) WHERE id = 1 RETURNING *;

-- name: itself
UPDATE orders SET (note, fulfillment_status) = (fulfillment_status, fulfillment_status) WHERE id < 6 RETURNING *;

-- name: a parameter
-- params: 'x', 'pending'
UPDATE orders SET (note, fulfillment_status) = ($1, $2) WHERE id = 1 RETURNING *;

-- name: beside others
UPDATE orders SET code = 'k', (note, fulfillment_status) = ('x', 'pending'), amount = 2 WHERE id = 1 RETURNING *;

-- name: twice
-- error: 42601
UPDATE orders SET fulfillment_status = 'pending', (note, fulfillment_status) = ('x', 'pending') WHERE id = 1;

-- name: too few
-- error: 42601
UPDATE orders SET (note, fulfillment_status) = ('x', 'pending', 1) WHERE id = 1;

-- name: from a query
-- refused: TR002 in absent, readable
UPDATE orders SET (note, fulfillment_status) = (SELECT city, name FROM customers c WHERE c.id = customer_id) WHERE customer_id < 4 RETURNING *;

-- name: from a query without a row
-- error: 23502
-- refused: TR002 in absent, readable
UPDATE orders SET (note, fulfillment_status) = (SELECT city, name FROM customers c WHERE c.id = 77) WHERE id = 1;

-- name: from a query with NULL
-- error: 23502
-- refused: TR002 in absent, readable
UPDATE orders SET (fulfillment_status, note) = (SELECT city, name FROM customers c WHERE c.id = 4) WHERE id = 1;

-- name: from a query with too many rows
-- error: 21000
-- refused: TR002 in absent, readable
UPDATE orders SET (fulfillment_status, note) = (SELECT name, city FROM customers) WHERE id = 1;

-- name: other columns from a query that reads the column
UPDATE orders o SET (note, code) = (SELECT x.fulfillment_status, o.fulfillment_status FROM orders x WHERE x.id = 2) WHERE id = 1 RETURNING *;

-- name: other columns from expressions of the column
UPDATE orders SET (note, code) = (upper(fulfillment_status), DEFAULT) WHERE id = 1 RETURNING *;

-- name: with subqueries among the values
UPDATE orders SET (note, amount) = ((SELECT fulfillment_status FROM orders WHERE id = 3), 5) WHERE id = 1 RETURNING *;

-- name: on conflict
INSERT INTO orders (id, fulfillment_status) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET (note, fulfillment_status) = (EXCLUDED.fulfillment_status, EXCLUDED.fulfillment_status) RETURNING *;

-- name: on conflict as a row
INSERT INTO orders (id, note) VALUES (1, 'q') ON CONFLICT (id) DO UPDATE SET (fulfillment_status, note) = ROW(DEFAULT, EXCLUDED.note) RETURNING *;
