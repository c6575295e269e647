-- note: Cases for the type of scenario grade_domain.

-- name: equals V
SELECT id FROM orders WHERE extra = 'b';

-- name: equals another value
SELECT id FROM orders WHERE extra = 'a';

-- name: compared with a parameter
-- params: 'b'
SELECT id, extra FROM orders WHERE extra = $1;

-- name: in a list
SELECT id FROM orders WHERE extra IN ('b', 'a');

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, 'b') RETURNING *;

-- name: insert V by a parameter
-- params: 50, 'b'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: positional insert of V
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 'b') RETURNING *;

-- name: insert another value by a parameter
-- params: 50, 'a'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update to V
UPDATE orders SET extra = 'b' WHERE id < 5 RETURNING *;

-- name: update to V by a parameter
-- params: 'b', 3
UPDATE orders SET extra = $1, note = 'x' WHERE id < $2 RETURNING extra;

-- name: upsert of V
INSERT INTO orders (id, extra) VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING *;

-- name: CASE with V
SELECT CASE WHEN extra = 'b' THEN 'same' ELSE 'other' END FROM orders;

-- name: COALESCE on the nullable side
SELECT c.id, coalesce(o.extra, 'a') FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: a value that the domain refuses
-- error: 23514
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES (50, 'A');

-- name: a value that is too long for the domain
-- error: 22001
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES (50, 'abcd');

-- name: cast to the domain
SELECT extra::grade, 'a'::grade FROM orders;

-- name: function of the domain
SELECT upper(extra), length(extra) FROM orders;

-- name: insert V with a cast
INSERT INTO orders (id, extra) VALUES (50, 'b'::grade) RETURNING extra;

-- name: copied in
-- data: 50→b
COPY orders (id, extra) FROM STDIN;

-- name: copied in, what the domain does not take
-- error: 23514
-- refused: TR002 in absent, readable
-- data: 50→B
COPY orders (id, extra) FROM STDIN;

-- name: copied out
COPY orders TO STDOUT (FORMAT binary);

-- name: the type in quotes
-- params: 'b'
INSERT INTO orders (id, extra) VALUES (50, $1::"grade"), (51, 'b'::"public"."grade");
