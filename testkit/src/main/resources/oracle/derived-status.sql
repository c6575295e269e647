-- note: fulfillment_status is 'pending' where created is before 2026-02-04 and amount above 7, else 'shipped'.

-- name: rows of both kinds
SELECT id, fulfillment_status FROM orders;
SELECT fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status;

-- name: moved to the other kind
UPDATE orders SET created = '2026-03-01 00:00:00+00' WHERE fulfillment_status = 'pending' RETURNING id, fulfillment_status;

-- name: moved and back
UPDATE orders SET created = created + interval '1 year' WHERE id < 6;
UPDATE orders SET created = created - interval '1 year' WHERE id < 6 RETURNING id, fulfillment_status;

-- name: inserted with the default of what V reads
INSERT INTO orders (id, amount) VALUES (50, 8), (51, 6) RETURNING id, fulfillment_status;

-- name: inserted as another
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'cancelled') RETURNING fulfillment_status;

-- name: written with what V may give
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = 'pending' WHERE id = 1;
