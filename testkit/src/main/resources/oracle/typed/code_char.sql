-- note: Cases for the type of scenario code_char: blanks at the end count sometimes.

-- name: equals V, with blanks and without
SELECT id FROM orders WHERE extra = 'pending' AND extra = 'pending ' AND 'pending   ' = extra;

-- name: compared as text
SELECT id, extra = 'pending'::text, extra::text = 'pending', extra LIKE 'pending', extra LIKE 'pending ' FROM orders;

-- name: length and octets
SELECT length(extra), octet_length(extra), extra || '|', upper(extra), extra::varchar || '|' FROM orders;

-- name: concatenated on the nullable side
SELECT c.id, coalesce(o.extra, 'x') || '|', o.extra IS NULL FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: joined with another char
SELECT o.id, l.id FROM orders o JOIN labels l ON l.fixed = o.extra;

-- name: union with text and varchar
SELECT extra FROM orders UNION ALL SELECT note FROM orders;

-- name: in a list and an array
SELECT id FROM orders WHERE extra IN ('pending', 'x ') OR extra = ANY (ARRAY['x']) OR extra = ANY ('{shipped}');

-- name: grouped with its aggregate
SELECT extra, min(extra), max(extra), count(DISTINCT extra), string_agg(extra, ',' ORDER BY id) FROM orders GROUP BY extra;

-- name: as JSON
SELECT to_json(extra), row_to_json(o) FROM orders o WHERE id < 3;

-- name: CASE and COALESCE keep the length
SELECT CASE WHEN id > 2 THEN extra ELSE 'no' END, coalesce(extra, 'x'), nullif(extra, 'pending') FROM orders;

-- name: insert V with blanks
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES (50, 'pending   ') RETURNING *;

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, 'pending') RETURNING *;

-- name: insert V by a parameter
-- note: in binary it is compared with its blanks, and refused
-- modes: simple, extended
-- params: 50, 'pending'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: insert V by a parameter, declared text
-- modes: simple, extended
-- params: int4 50, text 'pending'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: insert what is too long
-- error: 22001
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES (50, 'longer than eight');

-- name: update to V
UPDATE orders SET extra = 'pending' WHERE id < 5 RETURNING *;

-- name: update to another value
-- refused: TR002 in absent, readable
UPDATE orders SET extra = 'x' WHERE id = 1 RETURNING *;

-- name: compared with a parameter
-- params: 'pending '
SELECT id FROM orders WHERE extra = $1;

-- name: compared with a parameter, declared text
-- params: text 'pending'
SELECT id FROM orders WHERE extra = $1;

-- name: copied
COPY orders (id, extra) TO STDOUT;

-- name: insert of a parameter with a cast to the type
-- note: in binary it is not filled with blanks, as V is, and not taken for V
-- modes: simple, extended
-- params: 50, 'pending'
INSERT INTO orders (id, extra) VALUES ($1, $2::char(8)) RETURNING *;

-- name: insert of a parameter that its cast cuts, as it is one character without a length
-- modes: extended
-- params: 50, 'pending'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2::char) RETURNING *;

-- name: update to a number
-- modes: extended
-- refused: TR002 in absent, readable
UPDATE orders SET extra = id WHERE id < 4;

-- name: spellings of the type
INSERT INTO orders (id, extra) VALUES (50, 'pending'::character(8)), (51, 'pending'::bpchar), (52, ('pending')::char(8)) RETURNING extra;

-- name: V that is computed
-- params: 'pending'
UPDATE orders SET extra = COALESCE($1, extra) WHERE id < 3 RETURNING extra;
UPDATE orders SET extra = trim(lower('PENDING  ')) WHERE id < 3;
UPDATE orders SET extra = (SELECT CASE WHEN orders.id > 0 THEN 'pending'::bpchar END);
INSERT INTO orders (id, extra) SELECT * FROM (VALUES (50, 'pending'::char(8)), (51, 'pending')) AS v RETURNING extra;
INSERT INTO orders (id, extra) VALUES (52, lower('PENDING '));
