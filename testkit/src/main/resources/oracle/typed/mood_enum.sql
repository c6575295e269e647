-- note: Cases for the type of scenario mood_enum.

-- name: equals V
SELECT id FROM orders WHERE extra = 'calm';

-- name: equals another value
SELECT id FROM orders WHERE extra = 'glad';

-- name: compared with a parameter
-- params: 'calm'
SELECT id, extra FROM orders WHERE extra = $1;

-- name: in a list
SELECT id FROM orders WHERE extra IN ('calm', 'glad');

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, 'calm') RETURNING *;

-- name: insert V by a parameter
-- params: 50, 'calm'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: positional insert of V
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 'calm') RETURNING *;

-- name: insert another value by a parameter
-- params: 50, 'glad'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update to V
UPDATE orders SET extra = 'calm' WHERE id < 5 RETURNING *;

-- name: update to V by a parameter
-- params: 'calm', 3
UPDATE orders SET extra = $1, note = 'x' WHERE id < $2 RETURNING extra;

-- name: upsert of V
INSERT INTO orders (id, extra) VALUES (1, 'calm') ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING *;

-- name: CASE with V
SELECT CASE WHEN extra = 'calm' THEN 'same' ELSE 'other' END FROM orders;

-- name: COALESCE on the nullable side
SELECT c.id, coalesce(o.extra, 'glad') FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: ordered as the enum is
-- ordered
SELECT id, extra FROM orders ORDER BY extra DESC, id;

-- name: compared as the enum is
SELECT id FROM orders WHERE extra > 'sad';

-- name: a label that is none
-- error: 22P02
SELECT id FROM orders WHERE extra = 'angry';

-- name: insert a label that is none
-- error: 22P02
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES (50, 'angry');

-- name: insert V with a cast
INSERT INTO orders (id, extra) VALUES (50, 'calm'::mood) RETURNING extra;

-- name: enum functions
SELECT enum_range(extra), enum_first(extra) FROM orders;

-- name: with a search_path that does not hold the type
SET LOCAL search_path = pg_catalog;
SELECT o.id, o.extra FROM public.orders o;

-- name: compared with text
-- error: 42883
SELECT id FROM orders WHERE extra = note;

-- name: copied in and out
-- data: 50→calm
COPY orders (id, extra) FROM STDIN WHERE extra > 'sad';
COPY orders (id, extra) TO STDOUT (FORMAT binary);

-- name: the type in quotes
-- params: 'calm'
INSERT INTO orders (id, extra) VALUES (50, CAST($1::text AS "public"."mood")) RETURNING extra;
INSERT INTO orders (id, extra) VALUES (51, 'calm'::"public"."mood"), (52, CAST('calm' AS "mood")), (53, "mood" 'calm');
-- params: 'calm'
INSERT INTO orders (id, extra) VALUES (54, $1::"mood");
