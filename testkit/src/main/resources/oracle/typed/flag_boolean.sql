-- note: Cases for the type of scenario flag_boolean.

-- name: equals V
SELECT id FROM orders WHERE extra = false;

-- name: equals another value
SELECT id FROM orders WHERE extra = true;

-- name: compared with a parameter
-- params: 'f'
SELECT id, extra FROM orders WHERE extra = $1;

-- name: in a list
SELECT id FROM orders WHERE extra IN (false, true);

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, false) RETURNING *;

-- name: insert V by a parameter
-- params: 50, 'f'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: positional insert of V
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', false) RETURNING *;

-- name: insert another value by a parameter
-- params: 50, 't'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update to V
UPDATE orders SET extra = false WHERE id < 5 RETURNING *;

-- name: update to V by a parameter
-- params: 'f', 3
UPDATE orders SET extra = $1, note = 'x' WHERE id < $2 RETURNING extra;

-- name: upsert of V
INSERT INTO orders (id, extra) VALUES (1, false) ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING *;

-- name: CASE with V
SELECT CASE WHEN extra = false THEN 'same' ELSE 'other' END FROM orders;

-- name: COALESCE on the nullable side
SELECT c.id, coalesce(o.extra, true) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: as a condition
SELECT id FROM orders WHERE extra;

-- name: negated
SELECT id FROM orders WHERE NOT extra;

-- name: IS tests
SELECT extra IS TRUE, extra IS NOT FALSE, extra IS UNKNOWN FROM orders;

-- name: IS NOT TRUE on the nullable side
SELECT c.id, o.extra IS NOT TRUE FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: in AND and OR
SELECT id FROM orders WHERE extra AND amount > 5 OR NOT extra AND amount < 5;

-- name: CASE over the flag
SELECT CASE WHEN extra THEN 'yes' ELSE 'no' END FROM orders;

-- name: aggregate
SELECT bool_or(extra), bool_and(extra), count(*) FILTER (WHERE extra) FROM orders;

-- name: join condition
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.extra;

-- name: insert V as a string
INSERT INTO orders (id, extra) VALUES (50, 'no') RETURNING extra;

-- name: update by the flag
UPDATE orders SET note = 'flagged' WHERE extra RETURNING id;

-- name: toggled
-- refused: TR002 in absent, readable
UPDATE orders SET extra = NOT extra WHERE id < 4 RETURNING extra;

-- name: having
SELECT customer_id FROM orders GROUP BY customer_id HAVING bool_or(extra);

-- name: copied in, V in other spellings
-- data: 50,f
-- data: 51,off
-- data: 52,"FALSE"
COPY orders (id, extra) FROM STDIN CSV;

-- name: copied in, binary
-- binary: signature
-- binary: 0002 00000004 00000032 00000001 00
-- binary: ffff
COPY orders (id, extra) FROM STDIN BINARY;
