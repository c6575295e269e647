-- note: Cases for the type of scenario status_varchar.

-- name: equals V
SELECT id FROM orders WHERE extra = 'pending';

-- name: equals another value
SELECT id FROM orders WHERE extra = 'shipped';

-- name: compared with a parameter
-- params: 'pending'
SELECT id, extra FROM orders WHERE extra = $1;

-- name: in a list
SELECT id FROM orders WHERE extra IN ('pending', 'shipped');

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, 'pending') RETURNING *;

-- name: insert V by a parameter
-- params: 50, 'pending'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: positional insert of V
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 'pending') RETURNING *;

-- name: insert another value by a parameter
-- params: 50, 'shipped'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update to V
UPDATE orders SET extra = 'pending' WHERE id < 5 RETURNING *;

-- name: update to V by a parameter
-- params: 'pending', 3
UPDATE orders SET extra = $1, note = 'x' WHERE id < $2 RETURNING extra;

-- name: upsert of V
INSERT INTO orders (id, extra) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING *;

-- name: CASE with V
SELECT CASE WHEN extra = 'pending' THEN 'same' ELSE 'other' END FROM orders;

-- name: COALESCE on the nullable side
SELECT c.id, coalesce(o.extra, 'shipped') FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: insert a value that is too long
-- error: 22001
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES (50, 'longer than twelve');

-- name: upper gives text
SELECT upper(extra), extra || '' FROM orders;

-- name: union with another length
SELECT extra FROM orders UNION ALL SELECT note FROM orders;

-- name: max gives text
SELECT max(extra), min(extra) FROM orders;

-- name: insert V, declared varchar
-- params: int4 50, varchar 'pending'
INSERT INTO orders (id, extra) VALUES ($1, $2);

-- name: insert V by a parameter with a cast to text
-- params: 50, 'pending'
INSERT INTO orders (id, extra) VALUES ($1, $2::text) RETURNING *;

-- name: update to V by a parameter with a cast to varchar
-- params: 'pending', 3
UPDATE orders SET extra = $1::varchar WHERE id < $2 RETURNING extra;

-- name: update to V by a parameter with a cast to text, declared varchar
-- modes: extended, prepared
-- params: varchar 'pending', int4 3
UPDATE orders SET extra = $1::text WHERE id < $2 RETURNING extra;
