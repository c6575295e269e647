-- note: Nothing in the database gives the column a value before complete: the INSERT does.

-- name: insert without the column
INSERT INTO orders (id, note) VALUES (50, 'x'), (51, NULL) RETURNING *;

-- name: positional insert
INSERT INTO orders VALUES (50, 1, 2, 'n') RETURNING id, amount;

-- name: default values
INSERT INTO orders DEFAULT VALUES RETURNING amount;

-- name: from a query
INSERT INTO orders (id, note) SELECT id + 100, name FROM customers WHERE id < 4;

-- name: from a query with parameters
-- params: int4 100, 'x'
INSERT INTO orders (id, note) SELECT id + $1, $2 FROM customers WHERE id < 4;

-- name: by parameters
-- params: int4 50, 'x'
INSERT INTO orders (id, note) VALUES ($1, $2);

-- name: on conflict
INSERT INTO orders (id, note) VALUES (1, 'x'), (50, 'y') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note;

-- name: in WITH
WITH i AS (INSERT INTO orders (id) VALUES (50) RETURNING id) SELECT id FROM i;

-- name: merge
-- since: 15
MERGE INTO orders o USING customers c ON o.id = c.id + 5 WHEN NOT MATCHED THEN INSERT (id, note) VALUES (c.id + 100, c.name) WHEN MATCHED THEN UPDATE SET note = c.name;

-- name: reads
SELECT id, note FROM orders WHERE id < 4;

-- name: items at the end that end with a type
INSERT INTO orders (id, created) SELECT id + 100, created + interval '1' day FROM orders WHERE id < 3;
INSERT INTO orders (id, note) SELECT id + 200, interval '1' day FROM orders WHERE id < 3;

-- name: a query with groups
INSERT INTO orders (id, customer_id) SELECT max(id) + 100, customer_id FROM orders GROUP BY customer_id HAVING count(*) > 0;
