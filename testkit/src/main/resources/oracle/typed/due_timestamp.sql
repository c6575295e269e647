-- note: Cases for the type of scenario due_timestamp.

-- name: equals V
SELECT id FROM orders WHERE extra = '2026-01-01 00:00:00+00';

-- name: equals another value
SELECT id FROM orders WHERE extra = '2026-06-01 12:00:00+00';

-- name: compared with a parameter
-- params: '2026-01-01 00:00:00+00'
SELECT id, extra FROM orders WHERE extra = $1;

-- name: in a list
SELECT id FROM orders WHERE extra IN ('2026-01-01 00:00:00+00', '2026-06-01 12:00:00+00');

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, '2026-01-01 00:00:00+00') RETURNING *;

-- name: insert V by a parameter
-- params: 50, '2026-01-01 00:00:00+00'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: positional insert of V
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', '2026-01-01 00:00:00+00') RETURNING *;

-- name: insert another value by a parameter
-- params: 50, '2026-06-01 12:00:00+00'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update to V
UPDATE orders SET extra = '2026-01-01 00:00:00+00' WHERE id < 5 RETURNING *;

-- name: update to V by a parameter
-- params: '2026-01-01 00:00:00+00', 3
UPDATE orders SET extra = $1, note = 'x' WHERE id < $2 RETURNING extra;

-- name: upsert of V
INSERT INTO orders (id, extra) VALUES (1, '2026-01-01 00:00:00+00') ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING *;

-- name: CASE with V
SELECT CASE WHEN extra = '2026-01-01 00:00:00+00' THEN 'same' ELSE 'other' END FROM orders;

-- name: COALESCE on the nullable side
SELECT c.id, coalesce(o.extra, '2026-06-01 12:00:00+00') FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: compared with another column
SELECT id FROM orders WHERE extra > created;

-- name: under another time zone
SET LOCAL TimeZone = 'America/New_York';
SELECT id, extra, extra::date FROM orders;
SELECT id FROM orders WHERE extra = '2025-12-31 19:00:00';

-- name: under another date style
SET LOCAL DateStyle = 'German, DMY';
SELECT id, extra FROM orders;

-- name: extract
SELECT extract(year FROM extra), date_trunc('month', extra), extra + interval '1 day' FROM orders;

-- name: difference
SELECT extra - created FROM orders;

-- name: at time zone
SELECT extra AT TIME ZONE 'UTC' FROM orders;

-- name: insert V under another time zone
SET LOCAL TimeZone = 'Asia/Tokyo';
INSERT INTO orders (id, extra) VALUES (50, DEFAULT) RETURNING extra;

-- name: at local
-- since: 17
SELECT extra AT LOCAL, o.extra AT LOCAL AS x FROM orders o WHERE extra AT LOCAL > '2020-01-01' ORDER BY extra AT LOCAL, id;

-- name: insert of a literal with a cast to a type without zone
SET LOCAL TimeZone = 'America/New_York';
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES (50, '2026-01-01 00:00:00+00'::timestamp) RETURNING *;

-- name: insert of a parameter with a cast to a type without zone
-- modes: extended
SET LOCAL TimeZone = 'America/New_York';
-- refused: TR002 in absent, readable
-- params: '2026-01-01 00:00:00+00'
INSERT INTO orders (id, extra) VALUES (50, $1::timestamp without time zone) RETURNING *;

-- name: update to a parameter with a cast to a type without zone
SET LOCAL TimeZone = 'America/New_York';
-- params: '2025-12-31 19:00:00'
UPDATE orders SET extra = $1::timestamp WHERE id = 1 RETURNING *;

-- name: insert a query with a parameter that has a cast to a type without zone
SET LOCAL TimeZone = 'America/New_York';
-- refused: TR002 in absent, readable
-- params: '2026-02-03 00:00:00+00'
INSERT INTO orders (id, extra) SELECT 50, $1::timestamp RETURNING *;

-- name: spellings of the type
-- params: '2026-01-01 00:00:00+00'
INSERT INTO orders (id, extra) VALUES (50, $1::timestamptz) RETURNING extra;
INSERT INTO orders (id, extra) VALUES (51, '2026-01-01 00:00:00+00'::timestamptz(3)), (52, '2026-01-01 00:00:00+00'::timestamp with time zone), (53, '2026-01-01 00:00:00+00'::timestamp(3) with time zone), (54, timestamptz '2026-01-01 00:00:00+00');
