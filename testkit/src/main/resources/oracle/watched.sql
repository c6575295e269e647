-- note: Triggers are for UPDATE OF code and created: nothing that Trestle does may fire them.

-- name: the column alone
UPDATE orders SET fulfillment_status = 'pending' WHERE id < 4 RETURNING *;

-- name: the column alone, by a parameter
-- params: 'pending'
UPDATE orders SET fulfillment_status = $1 WHERE id < 4 RETURNING *;

-- name: the column by a parameter, beside others
-- params: 'pending', 7
UPDATE orders SET fulfillment_status = $1, customer_id = $2 WHERE id < 4 RETURNING *;

-- name: the column to NULL, of no row
UPDATE orders SET fulfillment_status = NULL WHERE id < 0 RETURNING *;

-- name: the column to itself
UPDATE orders SET fulfillment_status = fulfillment_status WHERE id < 4 RETURNING *;

-- name: upsert of the column
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET fulfillment_status = 'pending' RETURNING *;

-- name: a watched column
UPDATE orders SET code = 'Z', fulfillment_status = 'pending' WHERE id = 1 RETURNING *;

-- name: a function that gives whatever it is given, as a field of the row
-- refused: TR001 in absent, readable, writable
SELECT to_jsonb(o.same) FROM orders o WHERE id < 4;
