-- note: Cases for the type of scenario discount_numeric.

-- name: equals V
SELECT id FROM orders WHERE extra = 2.50;

-- name: equals another value
SELECT id FROM orders WHERE extra = 0;

-- name: compared with a parameter
-- params: '2.50'
SELECT id, extra FROM orders WHERE extra = $1;

-- name: in a list
SELECT id FROM orders WHERE extra IN (2.50, 0);

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, 2.50) RETURNING *;

-- name: insert V by a parameter
-- params: 50, '2.50'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: positional insert of V
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 2.50) RETURNING *;

-- name: insert another value by a parameter
-- params: 50, '7.125'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update to V
UPDATE orders SET extra = 2.50 WHERE id < 5 RETURNING *;

-- name: update to V by a parameter
-- params: '2.50', 3
UPDATE orders SET extra = $1, note = 'x' WHERE id < $2 RETURNING extra;

-- name: upsert of V
INSERT INTO orders (id, extra) VALUES (1, 2.50) ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING *;

-- name: CASE with V
SELECT CASE WHEN extra = 2.50 THEN 'same' ELSE 'other' END FROM orders;

-- name: COALESCE on the nullable side
SELECT c.id, coalesce(o.extra, 0) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: V with other digits
INSERT INTO orders (id, extra) VALUES (50, 2.5) RETURNING *;

-- name: V as a string
INSERT INTO orders (id, extra) VALUES (50, '2.500') RETURNING extra;

-- name: V by a parameter with other digits
-- params: 50, 2.5
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING extra;

-- name: arithmetic
SELECT extra * 2, -extra, extra + amount FROM orders;

-- name: minus a minus
SELECT 1 -extra, 1- -extra FROM orders;

-- name: sum and average
SELECT sum(extra), avg(extra), round(sum(extra) FILTER (WHERE extra > 0), 1) FROM orders;

-- name: compared with an integer
SELECT id FROM orders WHERE extra > 2;

-- name: union with another scale
SELECT extra FROM orders UNION ALL SELECT amount FROM orders;

-- name: ordered by a negated column
-- ordered
SELECT id FROM orders ORDER BY -extra, id;

-- name: generated series from the column
SELECT id, g FROM orders, generate_series(0, extra) g WHERE id < 5;

-- name: copied in, V in other spellings
-- data: 50→2.50
-- data: 51→2.5
-- data: 52→ 2.5e0
COPY orders (id, extra) FROM STDIN;

-- name: copied out
COPY orders TO STDOUT (FORMAT binary);
