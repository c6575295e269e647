-- note: Cases for a column named extra, of any type; V and other values stand in the files of the types.

-- name: bare column
-- ordered
SELECT id, extra FROM orders ORDER BY id;

-- name: star
-- ordered
SELECT * FROM orders ORDER BY id;

-- name: nullable side of a left join
SELECT c.id, o.extra FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: star on the nullable side
SELECT o.* FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: ordered by the column
-- ordered
SELECT id, extra FROM orders ORDER BY extra, id;

-- name: ordered by ordinal, descending
-- ordered
SELECT extra, id FROM orders ORDER BY 1 DESC, 2;

-- name: grouped
SELECT extra, count(*) FROM orders GROUP BY extra;

-- name: distinct
-- ordered
SELECT DISTINCT extra FROM orders ORDER BY extra;

-- name: derived table keeps type and modifier
SELECT d.extra FROM (SELECT extra FROM orders) d;

-- name: CTE keeps type and modifier
WITH p AS (SELECT extra AS x FROM orders) SELECT x FROM p;

-- name: scalar subquery keeps type and modifier
SELECT (SELECT extra FROM orders WHERE id = 1);

-- name: union with itself keeps type and modifier
SELECT extra FROM orders UNION ALL SELECT extra FROM orders;

-- name: COALESCE with itself
SELECT coalesce(extra, extra) FROM orders;

-- name: CASE without ELSE
SELECT CASE WHEN id > 2 THEN extra END FROM orders;

-- name: cast to text
SELECT extra::text FROM orders;

-- name: array of the column
SELECT ARRAY[extra] FROM orders;

-- name: type of the column
SELECT pg_typeof(extra), pg_typeof(o.extra) FROM orders o;

-- name: self join over the column
SELECT a.id, b.id FROM orders a JOIN orders b ON a.extra = b.extra AND a.id < b.id;

-- name: window over the column
-- ordered
SELECT id, lag(extra) OVER (ORDER BY id), dense_rank() OVER (ORDER BY extra) FROM orders ORDER BY id;

-- name: IS NULL
SELECT id FROM orders WHERE extra IS NULL;

-- name: qualified beside another table's column of that name
SELECT o.extra, a.extra FROM orders o JOIN archive a ON a.id = o.id;

-- name: ambiguous
-- error: 42702
SELECT extra FROM orders o JOIN archive a ON a.id = o.id;

-- name: insert without the column
INSERT INTO orders (id, note) VALUES (50, 'x') RETURNING *;

-- name: insert DEFAULT
INSERT INTO orders (id, extra) VALUES (50, DEFAULT) RETURNING id, extra;

-- name: insert NULL
-- error: 23502
INSERT INTO orders (id, extra) VALUES (50, NULL);

-- name: insert NULL by a parameter
-- params: 50, null
-- error: 23502
INSERT INTO orders (id, extra) VALUES ($1, $2);

-- name: positional insert without the column
INSERT INTO orders VALUES (50, 1) RETURNING *;

-- name: update another column, returning the column
UPDATE orders SET note = 'x' WHERE id < 5 RETURNING extra, *;

-- name: update to DEFAULT
UPDATE orders SET extra = DEFAULT WHERE id < 5 RETURNING id, extra;

-- name: update to NULL
-- error: 23502
UPDATE orders SET extra = NULL WHERE id = 1;

-- name: upsert of another column
INSERT INTO orders (id, note) VALUES (1, 'x'), (50, 'y') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note RETURNING id, note, extra;

-- name: delete, star returned
DELETE FROM orders WHERE id < 5 RETURNING *;

-- name: whole row
SELECT row_to_json(o) FROM orders o;

-- name: the column alone in a list
SELECT a.id, b.id FROM orders a JOIN orders b ON a.extra IN (b.extra) AND a.id NOT IN (b.id);

-- name: grouping sets, in expressions too
SELECT extra, extra IS NULL, coalesce(extra, extra) IS NULL, count(*) FROM orders GROUP BY ROLLUP (extra);

-- name: grouping sets beside an outer join
SELECT o.extra IS NULL, count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY CUBE (o.extra, c.id);

-- name: insert what a star of the table gives
-- refused: TR002 in readable beside writable
INSERT INTO orders (id, extra) SELECT d.* FROM (SELECT id + 100, extra FROM orders WHERE id < 4) d RETURNING *;

-- name: update to an expression of the column
-- refused: TR002 in readable beside writable
UPDATE orders SET extra = CASE WHEN id > 0 THEN extra ELSE extra END, note = 'x' WHERE id < 4 RETURNING *;

-- name: update to an expression that is NULL
-- error: 23502
UPDATE orders SET extra = CASE WHEN id < 0 THEN extra END WHERE id = 1;
