-- note: Sessions whose search_path has a schema before pg_catalog that captures what is not qualified.

-- name: functions, operators and types are captured
SET LOCAL search_path = hostile, pg_catalog, public;
SELECT lower('A'::pg_catalog.text), 'a'::pg_catalog.text = 'a'::pg_catalog.text, 'long'::text;

-- name: the column
SET LOCAL search_path = hostile, pg_catalog, public;
SELECT id, extra FROM orders;

-- name: the column on the nullable side
SET LOCAL search_path = hostile, pg_catalog, public;
SELECT c.id, o.extra FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: star, and the whole row
SET LOCAL search_path = hostile, pg_catalog, public;
SELECT *, pg_typeof(extra) FROM orders;
SELECT row_to_json(o) FROM orders o;

-- name: an aggregate over the column
SET LOCAL search_path = hostile, pg_catalog, public;
SELECT max(extra), count(extra) FROM orders;

-- name: grouped
SET LOCAL search_path = hostile, pg_catalog, public;
SELECT extra, count(*) FROM orders GROUP BY extra;

-- name: ordered
-- ordered
SET LOCAL search_path = hostile, pg_catalog, public;
SELECT id, extra FROM orders ORDER BY extra, id;

-- name: insert without the column
SET LOCAL search_path = hostile, pg_catalog, public;
INSERT INTO orders (id, note, amount) VALUES (50, 'Some', 30) RETURNING id, extra;

-- name: insert with DEFAULT
SET LOCAL search_path = hostile, pg_catalog, public;
INSERT INTO orders (id, note, amount, extra) VALUES (50, 'Some', 30, DEFAULT) RETURNING id, extra;

-- name: update of what a computed value reads
SET LOCAL search_path = hostile, pg_catalog, public;
UPDATE orders SET note = 'Other', amount = 7, code = id::pg_catalog.text WHERE id < 5 RETURNING id, extra;

-- name: upsert
SET LOCAL search_path = hostile, pg_catalog, public;
INSERT INTO orders (id, note) VALUES (1, 'x'), (50, 'y') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, code = EXCLUDED.extra || 'z' RETURNING id, note, code, extra;

-- name: set once for the session
SET search_path = hostile, pg_catalog, public;
SELECT id, extra FROM orders WHERE extra IS NOT NULL;
RESET search_path;
