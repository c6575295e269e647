-- note: The same, by sessions that know the column.

-- name: DEFAULT
INSERT INTO orders (id, fulfillment_status) VALUES (50, DEFAULT), (51, 'pending') RETURNING *;

-- name: returned
INSERT INTO orders (id) VALUES (50) RETURNING fulfillment_status;

-- name: NULL
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);

-- name: another value beside none
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'shipped'), (51, DEFAULT) RETURNING *;

-- name: update to the default
UPDATE orders SET fulfillment_status = DEFAULT WHERE id < 3 RETURNING *;

-- name: proposed
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET fulfillment_status = EXCLUDED.fulfillment_status RETURNING *;
