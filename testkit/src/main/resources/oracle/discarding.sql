-- note: held-writes: discard. The reference is asked with V, or the value that is there, in the place of what is discarded.

-- name: insert of another value
-- discarded: INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending') RETURNING *
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'shipped') RETURNING *;
SELECT id, fulfillment_status FROM orders;

-- name: insert of V: nothing is discarded
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending') RETURNING *;

-- name: insert of an expression
-- discarded: INSERT INTO orders (id, note, fulfillment_status) VALUES (50, 'x', 'pending') RETURNING *
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, 'x', upper('shipped')) RETURNING *;

-- name: positional insert
-- discarded: INSERT INTO orders VALUES (50, 1, 2, 'n', '2026-03-01 00:00:00+00', 'P', 'pending') RETURNING *
INSERT INTO orders VALUES (50, 1, 2, 'n', '2026-03-01 00:00:00+00', 'P', 'cancelled') RETURNING *;

-- name: insert by a parameter
-- params: 'shipped'
-- discarded: INSERT INTO orders (id, fulfillment_status) VALUES (50, (SELECT 'pending' FROM (SELECT $1::text) AS p)) RETURNING *
INSERT INTO orders (id, fulfillment_status) VALUES (50, $1) RETURNING *;

-- name: insert of V by a parameter: nothing is discarded
-- params: 'pending'
INSERT INTO orders (id, fulfillment_status) VALUES (50, $1) RETURNING *;

-- name: insert of NULL is an error all the same
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);

-- name: insert of NULL by a parameter is an error all the same
-- params: null
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, $1);

-- name: update of the column alone: what is there stays
-- discarded: UPDATE orders SET fulfillment_status = fulfillment_status WHERE id < 5 RETURNING *
UPDATE orders SET fulfillment_status = 'shipped' WHERE id < 5 RETURNING *;
SELECT id, fulfillment_status FROM orders;

-- name: update beside another column
-- discarded: UPDATE orders SET note = 'x' WHERE id < 5 RETURNING *
UPDATE orders SET note = 'x', fulfillment_status = 'shipped' WHERE id < 5 RETURNING *;

-- name: update by a parameter
-- params: 'shipped'
-- discarded: UPDATE orders SET fulfillment_status = (SELECT fulfillment_status FROM (SELECT $1::text) AS p) WHERE id < 5 RETURNING *
UPDATE orders SET fulfillment_status = $1 WHERE id < 5 RETURNING *;

-- name: update to V by a parameter: nothing is discarded
-- params: 'pending'
UPDATE orders SET fulfillment_status = $1 WHERE id < 5 RETURNING *;

-- name: update of no row
-- discarded: UPDATE orders SET note = 'x' WHERE id < 0
UPDATE orders SET fulfillment_status = 'shipped', note = 'x' WHERE id < 0;

-- name: update to NULL is an error all the same
-- error: 23502
UPDATE orders SET fulfillment_status = NULL WHERE id = 1;

-- name: upsert
-- discarded: INSERT INTO orders (id, note, fulfillment_status) VALUES (50, 'p', 'pending') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note RETURNING *
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, 'p', 'shipped') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note RETURNING *;

-- name: insert of a set: as many rows
-- discarded: INSERT INTO orders (note, fulfillment_status) SELECT 'x'::varchar, 'pending' FROM generate_series(1, 2) RETURNING *
INSERT INTO orders (note, fulfillment_status) SELECT 'x'::varchar, unnest(ARRAY['shipped', 'cancelled']) RETURNING *;
