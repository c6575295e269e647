-- note: extra is text, computed from created, amount, customer_id and note. What is inserted here cannot be computed
-- note: beforehand, so that without a trigger the row stays unfilled: it reads V all the same.

-- name: expressions
INSERT INTO orders (id, amount, note) VALUES (50, 5.005 + 5, upper('expr')), (51, 1 + 0 * random(), 'x') RETURNING id, extra;
SELECT id, extra FROM orders WHERE id = 50;

-- name: a subquery
INSERT INTO orders (id, note) VALUES (50, (SELECT name FROM customers WHERE id = 1)) RETURNING id, extra;

-- name: computable and not, in one list
INSERT INTO orders (id, note) VALUES (50, 'plain'), (51, upper('not')), (52, DEFAULT) RETURNING id, extra;

-- name: a parameter that serves twice
-- params: 50
INSERT INTO orders (id, customer_id) VALUES ($1, $1) RETURNING id, extra;

-- name: a parameter that serves for two types
-- modes: extended, prepared
-- params: 50
-- error: 42P08
INSERT INTO orders (id, note) VALUES ($1, $1);

-- name: from distinct rows
INSERT INTO orders (id, note, amount) SELECT DISTINCT id + 50, note, amount FROM orders RETURNING id, extra;

-- name: from groups
INSERT INTO orders (id, customer_id, amount) SELECT max(id) + 50, customer_id, sum(amount) FROM orders GROUP BY customer_id RETURNING id, extra;

-- name: from a union
INSERT INTO orders (id, note) SELECT 50, 'a' UNION ALL SELECT 51, name FROM customers WHERE id = 1 RETURNING id, extra;

-- name: from a star
INSERT INTO orders (id, note) SELECT v.* FROM (VALUES (50, 'x')) AS v (id, note) RETURNING id, extra;

-- name: in brackets, and by TABLE
INSERT INTO orders (id, note) (SELECT 50, 'x') RETURNING id, extra;

-- name: from a query that reads the column
INSERT INTO orders (id, amount, note) SELECT id + 50, amount, left(extra, 40) FROM orders RETURNING id, note, extra;
INSERT INTO orders (id, amount, note) SELECT id + 80, amount, extra FROM orders WHERE length(extra) < 40 RETURNING id, note, extra;

-- name: overriding an identity
INSERT INTO orders (id, note) OVERRIDING USER VALUE VALUES (50, 'x') RETURNING id, extra;

-- name: a NULL parameter for the column
-- params: null
INSERT INTO orders (id, note, extra) VALUES (50, 'x', $1) RETURNING id, extra;

-- name: merge with an expression
-- since: 15
MERGE INTO orders o USING (VALUES (60, 'New', 44.005)) AS s (id, note, amount) ON o.id = s.id WHEN NOT MATCHED THEN INSERT (id, note, amount) VALUES (s.id, upper(s.note), s.amount);
SELECT id, extra FROM orders WHERE id >= 50;
