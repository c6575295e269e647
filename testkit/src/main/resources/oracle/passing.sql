-- note: untreatable: pass. What is marked as refused (but for TR002) is answered by the database itself instead.

-- name: an XML function that names its arguments
-- refused: TR001 in absent, readable, writable
SELECT xmlforest(o.fulfillment_status) FROM orders o WHERE id = 1;

-- name: a held write is refused all the same
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'shipped');

-- name: a held write by a parameter is refused all the same
-- params: 'shipped'
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = $1 WHERE id = 1;

-- name: what can be treated is treated
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending') RETURNING *;
UPDATE orders SET note = fulfillment_status WHERE fulfillment_status IS NOT NULL RETURNING *;
