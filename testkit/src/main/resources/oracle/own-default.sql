-- note: A rule whose default, 'new', is not its value, 'pending'. The database has it from readable on.

-- name: insert without the column
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note) VALUES (50, 'x') RETURNING *;

-- name: insert of DEFAULT
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, DEFAULT), (51, 'pending') RETURNING *;

-- name: insert of the value
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending'), (51, 'pending') RETURNING *;

-- name: insert of the value by a parameter
-- params: int4 50, 'pending'
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2) RETURNING *;

-- name: insert of the default as a value
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'new') RETURNING *;

-- name: positional insert of the value
INSERT INTO orders VALUES (50, 1, 2, 'n', '2026-03-01 00:00:00+00', 'P', 'pending') RETURNING *;

-- name: positional insert that leaves the column out
-- refused: TR002 in absent, readable
INSERT INTO orders VALUES (50, 1, 2, 'n') RETURNING *;

-- name: default values
-- refused: TR002 in absent, readable
INSERT INTO orders DEFAULT VALUES RETURNING fulfillment_status;

-- name: insert of NULL
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);

-- name: insert from a query without the column
-- refused: TR002 in absent, readable
INSERT INTO orders (id) SELECT id + 100 FROM customers;

-- name: insert of the value from a query
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, 'pending' FROM customers;

-- name: on conflict to the proposed value
INSERT INTO orders (id, fulfillment_status) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET fulfillment_status = EXCLUDED.fulfillment_status RETURNING *;

-- name: on conflict to the default
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET fulfillment_status = DEFAULT RETURNING *;

-- name: update to the default
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = DEFAULT WHERE id < 3 RETURNING *;

-- name: update to the value
UPDATE orders SET fulfillment_status = 'pending', note = 'x' WHERE id < 3 RETURNING *;

-- name: update of another column
UPDATE orders SET note = 'x' WHERE id < 3 RETURNING *;

-- name: read
SELECT id, fulfillment_status FROM orders WHERE fulfillment_status <> 'new';
