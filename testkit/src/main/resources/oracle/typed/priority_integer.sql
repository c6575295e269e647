-- note: Cases for the type of scenario priority_integer.

-- name: equals V
SELECT id FROM orders WHERE extra = 0;

-- name: equals another value
SELECT id FROM orders WHERE extra = 5;

-- name: compared with a parameter
-- params: 0
SELECT id, extra FROM orders WHERE extra = $1;

-- name: in a list
SELECT id FROM orders WHERE extra IN (0, 5);

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, 0) RETURNING *;

-- name: insert V by a parameter
-- params: 50, 0
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: positional insert of V
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 0) RETURNING *;

-- name: insert another value by a parameter
-- params: 50, 7
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update to V
UPDATE orders SET extra = 0 WHERE id < 5 RETURNING *;

-- name: update to V by a parameter
-- params: 0, 3
UPDATE orders SET extra = $1, note = 'x' WHERE id < $2 RETURNING extra;

-- name: upsert of V
INSERT INTO orders (id, extra) VALUES (1, 0) ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING *;

-- name: CASE with V
SELECT CASE WHEN extra = 0 THEN 'same' ELSE 'other' END FROM orders;

-- name: COALESCE on the nullable side
SELECT c.id, coalesce(o.extra, 5) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: arithmetic
SELECT extra + 1, -extra, - extra, extra % 3, 2*extra FROM orders;

-- name: minus before the column
SELECT 1-extra, 1 - -extra FROM orders;

-- name: ordered by the column: no ordinal
-- ordered
SELECT note, extra FROM orders ORDER BY extra, id;

-- name: grouped by the column: no ordinal
SELECT count(*) FROM orders GROUP BY extra;

-- name: distinct on the column: no ordinal
-- ordered
SELECT DISTINCT ON (extra) id, note FROM orders ORDER BY extra, id;

-- name: window partitioned by the column: no ordinal
-- ordered
SELECT id, count(*) OVER (PARTITION BY extra) FROM orders ORDER BY id;

-- name: sum
SELECT sum(extra), max(extra) FROM orders;

-- name: LIMIT by an aggregate of the column
-- ordered
SELECT id FROM orders ORDER BY id LIMIT (SELECT max(extra) FROM orders);

-- name: division by the column
-- error: 22012
SELECT 1 / (extra - extra) FROM orders;

-- name: subscript by the column
SELECT (ARRAY['a', 'b'])[extra + 1] FROM orders;

-- name: insert V, declared int8
-- not jdbc: pgjdbc goes on to show the type that a parameter had when the server prepared the statement
-- params: int4 50, int8 0
INSERT INTO orders (id, extra) VALUES ($1, $2);

-- name: insert V, declared int4
-- params: int4 50, int4 0
INSERT INTO orders (id, extra) VALUES ($1, $2);

-- name: insert V as a string
INSERT INTO orders (id, extra) VALUES (50, '0') RETURNING extra;

-- name: increment
-- refused: TR002 in absent, readable
UPDATE orders SET extra = extra + 1 WHERE id < 3 RETURNING extra;

-- name: bad number by a literal
-- error: 22P02
SELECT extra FROM orders WHERE extra = 'x';

-- name: parameter in arithmetic with the column
-- params: 2
SELECT extra * $1 FROM orders;

-- name: copied in
-- data: 50→0
-- data: 51→+0
COPY orders (id, extra) FROM STDIN;

-- name: copied in, a value of another width
-- error: 08P01
-- refused: TR002 in absent, readable
-- binary: signature
-- binary: 0002 00000004 00000032 00000002 0000
-- binary: ffff
COPY orders (id, extra) FROM STDIN (FORMAT binary);

-- name: insert V in other spellings that the type reads
INSERT INTO orders (id, extra) VALUES (50, ' 0 '), (51, '-0'), (52, '+00'), (53, 0.0), (54, 0e5), (55, 0::numeric) RETURNING *;

-- name: insert V in spellings that the type does not read
-- refused: TR002 in absent, readable
-- error: 22P02
INSERT INTO orders (id, extra) VALUES (50, '0.0');

-- name: insert V in a spelling that the type does not read, by a parameter
-- not jdbc: the driver judges a held value before the server has read it
-- modes: extended, prepared
-- params: '0e0'
-- error: 22P02
INSERT INTO orders (id, extra) VALUES (50, $1);

-- name: update to V in a spelling that the type does not read
-- refused: TR002 in absent, readable
-- error: 22P02
UPDATE orders SET extra = '0.' WHERE id = 1;

-- name: insert V by a parameter with a cast to a wider type
-- params: 50, 0
INSERT INTO orders (id, extra) VALUES ($1, $2::bigint) RETURNING *;

-- name: update to V by a parameter with a cast to a narrower type
-- params: 0, 3
UPDATE orders SET extra = CAST($1 AS int2), note = 'x' WHERE id < $2 RETURNING extra;

-- name: update to a parameter with a cast that rounds it
-- modes: extended
-- params: '0.3', 3
-- refused: TR002 in absent, readable
UPDATE orders SET extra = $1::numeric WHERE id < $2 RETURNING extra;

-- name: insert V by a parameter in parentheses
-- params: 50, 0
INSERT INTO orders (id, extra) VALUES (($1), ($2)) RETURNING *;

-- name: update to V by a parameter in parentheses
-- params: 0, 3
UPDATE orders SET extra = ($1) WHERE id < $2 RETURNING extra;

-- name: prepared in SQL with a cast to a wider type
-- modes: simple
PREPARE wide AS INSERT INTO orders (id, extra) VALUES ($1, $2::bigint) RETURNING *;
EXECUTE wide (50, 0);

-- name: LIMIT by the column
-- error: 42P10
SELECT id FROM orders LIMIT extra;

-- name: OFFSET by the column in parentheses
-- error: 42P10
SELECT id FROM orders OFFSET (extra);

-- name: FETCH by the column
-- error: 42P10
SELECT id FROM orders FETCH FIRST (extra) ROWS ONLY;

-- name: a window frame of the column
-- error: 42P10
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN extra PRECEDING AND CURRENT ROW) FROM orders;

-- name: distinct, ordered by a cast that changes nothing
SELECT DISTINCT extra FROM orders ORDER BY extra::int;

-- name: grouped, LIMIT by the column
-- error: 42P10
SELECT extra, count(*) FROM orders GROUP BY extra LIMIT extra;

-- name: LIMIT by the column in a subquery
-- error: 42P10
SELECT id FROM orders LIMIT (SELECT extra);

-- name: update to V by an expression of another type
UPDATE orders SET extra = id - id + 0.0 WHERE id < 4 RETURNING *;

-- name: update to a value that would be rounded to V
-- modes: extended
-- refused: TR002 in absent, readable
UPDATE orders SET extra = id - id + 0.3 WHERE id < 4;
