-- note: Cases for a column named extra whose value is computed from columns among amount, customer_id, note and code.

-- name: bare column
-- ordered
SELECT id, extra FROM orders ORDER BY id;

-- name: star
-- ordered
SELECT * FROM orders ORDER BY id;

-- name: qualified by alias, by table, by schema
SELECT o.extra FROM orders o;
SELECT orders.extra FROM orders;
SELECT public.orders.extra FROM public.orders;

-- name: nullable side of a left join
SELECT c.id, o.extra, o.extra IS NULL FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: star on the nullable side
SELECT o.* FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: both sides of a full join
SELECT a.id, b.id, a.extra, b.extra FROM orders a FULL JOIN orders b ON a.id = b.customer_id;

-- name: in ON of a left join
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.extra IS NOT NULL;

-- name: self join over the column
SELECT a.id, b.id FROM orders a JOIN orders b ON a.extra = b.extra AND a.id < b.id;

-- name: join using the column
SELECT count(*) FROM orders a JOIN orders b USING (extra);

-- name: natural join
SELECT id, extra FROM orders NATURAL JOIN orders b;

-- name: ordered by the column
-- ordered
SELECT id, extra FROM orders ORDER BY extra, id;

-- name: ordered by the column descending, not in the output
-- ordered
SELECT id FROM orders ORDER BY extra DESC, id;

-- name: grouped
SELECT extra, count(*) FROM orders GROUP BY extra;

-- name: grouped by its number, having
SELECT extra, count(*) FROM orders GROUP BY 1 HAVING count(*) > 1 AND min(extra::text) IS NOT NULL;

-- name: grouped by the key
SELECT id, extra FROM orders GROUP BY id;

-- name: grouped by the columns that V reads
-- error: 42803
SELECT amount, note, code, customer_id, extra FROM orders GROUP BY amount, note, code, customer_id;

-- name: columns that V reads, grouped by the column
-- error: 42803
SELECT amount, extra FROM orders GROUP BY extra;

-- name: ungrouped beside an aggregate
-- error: 42803
SELECT extra, count(*) FROM orders;

-- name: grouping sets
SELECT extra, customer_id, count(*) FROM orders GROUP BY GROUPING SETS ((extra), (customer_id), ());

-- name: distinct
-- ordered
SELECT DISTINCT extra FROM orders ORDER BY extra;

-- name: distinct on
-- ordered
SELECT DISTINCT ON (extra) extra, id FROM orders ORDER BY extra, id;

-- name: aggregates
SELECT count(extra), count(DISTINCT extra), min(extra::text), array_agg(extra ORDER BY id) FROM orders;

-- name: an aggregate of an outer row
-- error: 42803
SELECT (SELECT max(o.extra::text)) FROM orders o WHERE id > 1 ORDER BY id;

-- name: an aggregate in a subquery that belongs to the query around it
SELECT (SELECT count(o.extra) FROM customers c WHERE c.id = 1) FROM orders o;

-- name: a filter and an order inside an aggregate
SELECT string_agg(id::text, ',' ORDER BY extra, id) FILTER (WHERE extra IS NOT NULL) FROM orders;

-- name: window over the column
-- ordered
SELECT id, lag(extra) OVER (ORDER BY id), dense_rank() OVER (ORDER BY extra) FROM orders ORDER BY id;

-- name: scalar subquery
SELECT id, (SELECT i.extra FROM orders i WHERE i.id = o.id) FROM orders o;

-- name: correlated subquery over the column
SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM orders i WHERE i.extra = o.extra AND i.id <> o.id);

-- name: IN over a subquery
SELECT id FROM orders WHERE extra IN (SELECT extra FROM orders WHERE id < 4);

-- name: lateral
SELECT c.id, l.extra FROM customers c CROSS JOIN LATERAL (SELECT extra FROM orders o WHERE o.customer_id = c.id ORDER BY id LIMIT 1) l;

-- name: derived table and CTE keep type and modifier
SELECT d.extra FROM (SELECT extra FROM orders) d;
WITH p AS (SELECT extra AS x FROM orders) SELECT x FROM p;
WITH p AS MATERIALIZED (SELECT * FROM orders) SELECT extra FROM p;

-- name: union keeps type and modifier
SELECT extra FROM orders UNION ALL SELECT extra FROM orders;
SELECT extra FROM orders UNION SELECT extra FROM orders;

-- name: type of the column
SELECT pg_typeof(extra), pg_typeof(o.extra) FROM orders o;

-- name: row, record, json
SELECT row_to_json(o) FROM orders o;
SELECT (o).extra FROM orders o;
SELECT count(o) FROM orders o;

-- name: column alias list
SELECT a, g FROM orders AS o (a, b, c, d, e, f, g);

-- name: the column of that name in another table
SELECT o.extra, a.extra FROM orders o JOIN archive a ON a.id = o.id;

-- name: ambiguous
-- error: 42702
SELECT extra FROM orders o JOIN archive a ON a.id = o.id;

-- name: locked
SELECT extra FROM orders WHERE id = 1 FOR UPDATE;

-- name: compared with a parameter
-- params: int4 3
SELECT id, extra FROM orders WHERE extra IS NOT NULL AND id < $1;

-- name: insert without the column
INSERT INTO orders (id, customer_id, amount, note, code) VALUES (50, 3, 30, 'Some', 'X1') RETURNING *;

-- name: insert without what V reads
INSERT INTO orders (id) VALUES (50), (51) RETURNING id, extra;

-- name: insert DEFAULT
INSERT INTO orders (id, amount, note, extra) VALUES (50, 30, 'A', DEFAULT), (51, 40, 'B', DEFAULT) RETURNING id, extra;

-- name: insert NULL, which is as good as DEFAULT
INSERT INTO orders (id, amount, note, extra) VALUES (50, 30, 'A', NULL) RETURNING id, extra;

-- name: insert NULL by a parameter
-- params: 50, null
INSERT INTO orders (id, amount, extra) VALUES ($1, 12, $2) RETURNING extra;

-- name: insert default values
INSERT INTO orders DEFAULT VALUES RETURNING id, extra;

-- name: insert from a select, without the column
INSERT INTO orders (id, amount, note, customer_id) SELECT id + 50, amount, note, customer_id FROM orders RETURNING id, extra;

-- name: insert from a select that reads the column
INSERT INTO orders (id, amount, note) SELECT id + 50, amount, extra::text FROM orders RETURNING id, note, extra;

-- name: insert from a select, with the column
-- refused: TR002 in absent, readable
INSERT INTO orders (id, amount, extra) SELECT id + 50, amount, extra FROM orders RETURNING id, extra;

-- name: positional insert without the column
INSERT INTO orders VALUES (50, 1) RETURNING *;

-- name: positional insert with DEFAULT
INSERT INTO orders VALUES (50, 1, 20, 'pos', DEFAULT, 'P', DEFAULT) RETURNING *;

-- name: update of what V reads
UPDATE orders SET amount = amount + 30, note = 'Changed' WHERE id < 7 RETURNING id, extra, amount;

-- name: update of what V reads, twice, and read
UPDATE orders SET amount = 1, customer_id = 2 WHERE id < 7;
UPDATE orders SET note = upper(note), code = id::text WHERE id < 9;
SELECT id, extra FROM orders;

-- name: update of what V reads, of a row inserted before
INSERT INTO orders (id, amount, note, customer_id) VALUES (50, 30, 'Some', 3);
SELECT id, extra FROM orders WHERE id = 50;

-- name: update in which expressions read the column
UPDATE orders SET note = extra::text, amount = 77 WHERE extra IS NOT NULL RETURNING id, note, extra;

-- name: update of what V reads, by a row assignment
UPDATE orders SET (amount, note) = (3, 'row') WHERE id < 5 RETURNING extra;
UPDATE orders SET (amount, note) = (SELECT 4, 'query') WHERE id < 5 RETURNING extra;

-- name: update with an alias, from another table
UPDATE orders AS o SET note = c.name FROM customers c WHERE c.id = o.customer_id RETURNING o.id, o.extra, c.name;

-- name: update of what V reads, by parameters
-- params: 'param', 3
UPDATE orders SET note = $1 WHERE id = $2 RETURNING extra;

-- name: update of another column
UPDATE orders SET created = '2027-01-01 00:00:00+00' WHERE id < 5 RETURNING extra, *;

-- name: update to itself
UPDATE orders SET extra = extra WHERE id < 5 RETURNING id, extra;

-- name: update to itself beside what V reads
UPDATE orders SET extra = extra, note = 'Beside', amount = 500 WHERE id < 5 RETURNING id, extra;

-- name: update to DEFAULT, which an update takes for NULL
-- error: 23502
UPDATE orders SET extra = DEFAULT WHERE id < 5;

-- name: update to DEFAULT of no row
UPDATE orders SET extra = DEFAULT WHERE id < 0;

-- name: update to NULL
-- error: 23502
UPDATE orders SET extra = NULL WHERE id = 1;

-- name: update to NULL by a parameter
-- params: null
-- error: 23502
UPDATE orders SET extra = $1 WHERE id = 1;

-- name: update to NULL beside what V reads
-- error: 23502
UPDATE orders SET note = 'x', extra = NULL WHERE id = 1;

-- name: upsert of another column
INSERT INTO orders (id, created) VALUES (1, '2027-01-01 00:00:00+00'), (50, '2027-01-01 00:00:00+00') ON CONFLICT (id) DO UPDATE SET created = EXCLUDED.created RETURNING id, extra;

-- name: upsert of what V reads
INSERT INTO orders (id, note, amount) VALUES (1, 'Upserted', 99), (4, 'Too', 98), (50, 'New', 97) ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, amount = EXCLUDED.amount RETURNING id, note, extra;
SELECT id, extra FROM orders;

-- name: upsert with an alias, reading the old and the proposed value
INSERT INTO orders AS o (id, amount, note) VALUES (1, 60, 'P'), (4, 1, 'Q') ON CONFLICT (id) DO UPDATE SET note = left(o.extra::text || ' ' || EXCLUDED.extra::text, 40), amount = EXCLUDED.amount WHERE o.extra IS DISTINCT FROM EXCLUDED.extra RETURNING o.id, o.note, o.extra;

-- name: upsert, DEFAULT proposed
INSERT INTO orders (id, note, extra) VALUES (2, 'Proposed', DEFAULT) ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.extra::text RETURNING note, extra;

-- name: upsert to the proposed value
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note) VALUES (2, 'Proposed') ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING note, extra;

-- name: upsert to DEFAULT
-- error: 23502
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET extra = DEFAULT;

-- name: upsert that does nothing
INSERT INTO orders (id, note, extra) VALUES (1, 'x', DEFAULT), (50, 'y', DEFAULT) ON CONFLICT DO NOTHING RETURNING id, extra;

-- name: merge
-- since: 15
MERGE INTO orders o USING (VALUES (1, 'Merged', 5.0), (60, 'New', 44.0)) AS s (id, note, amount) ON o.id = s.id WHEN MATCHED THEN UPDATE SET note = s.note, amount = s.amount WHEN NOT MATCHED THEN INSERT (id, note, amount) VALUES (s.id, s.note, s.amount);
SELECT id, note, extra FROM orders;

-- name: merge that reads the column
-- since: 15
MERGE INTO orders o USING customers c ON o.customer_id = c.id WHEN MATCHED AND o.extra IS NOT NULL AND o.id < 6 THEN UPDATE SET note = 'm', code = NULL WHEN MATCHED THEN DELETE;
SELECT id, note, extra FROM orders;

-- name: delete by the column, star returned
DELETE FROM orders WHERE extra IS NOT NULL AND id < 5 RETURNING *;

-- name: data-modifying WITH
WITH changed AS (UPDATE orders SET amount = 1000, note = 'w' WHERE id < 4 RETURNING id, extra) SELECT * FROM changed;

-- name: state after an update, autocommit
-- autocommit
UPDATE orders SET note = 'kept', amount = 2 WHERE id < 6;
SELECT id, extra FROM orders;

-- name: full join of the table with itself
SELECT a.id, b.id, a.extra, b.extra FROM orders a FULL JOIN orders b ON a.id = b.id + 6 AND a.extra IS NOT DISTINCT FROM b.extra;

-- name: column aliases that swap the names of what the value reads
SELECT extra, note, amount, customer_id FROM orders AS o (id, note, customer_id, amount, code, created);

-- name: an alias that is called like a column the value reads
SELECT note.extra, amount.extra FROM orders note JOIN orders amount ON amount.id = note.id;

-- name: a table in scope that has columns of those names
SELECT o.extra, a.note, (SELECT o.extra FROM archive x WHERE x.id = a.id) FROM orders o, archive a WHERE a.id = o.id;

-- name: a join USING a column that the value reads
SELECT o.extra, note, o.amount, x.five FROM orders o LEFT JOIN (SELECT note, 5 AS five FROM orders WHERE id < 4) x USING (note);

-- name: a natural join that merges what the value reads
SELECT extra, id FROM orders NATURAL LEFT JOIN (SELECT id, note, amount, customer_id FROM orders WHERE id < 4) x;

-- name: on conflict, the row's and the proposed
INSERT INTO orders AS t (id, note, amount, customer_id, code) VALUES (1, 'proposed', 50, 7, 'P1'), (50, 'new', 60, 8, 'P2') ON CONFLICT (id) DO UPDATE SET code = t.extra::text || '/' || EXCLUDED.extra::text RETURNING id, extra, code;

-- name: update from itself, reading the value of the other
UPDATE orders o SET code = p.extra::text || o.id FROM orders p WHERE p.id = o.id + 1 AND o.id < 4 RETURNING o.id, o.extra, p.extra, o.code;

-- name: merge over itself
-- since: 15
MERGE INTO orders t USING (SELECT * FROM orders WHERE id < 4) s ON t.id = s.id + 1 WHEN MATCHED AND t.extra IS DISTINCT FROM s.extra THEN UPDATE SET code = s.extra::text || s.id;

-- name: rollup and its aggregate
SELECT extra, customer_id, count(*), max(extra::text) FROM orders GROUP BY ROLLUP (extra, customer_id);

-- name: recursive over the value
WITH RECURSIVE r AS (SELECT id, extra FROM orders WHERE id = 1 UNION ALL SELECT o.id, o.extra FROM orders o JOIN r ON o.id = r.id + 1 AND o.extra IS NOT DISTINCT FROM o.extra) SELECT * FROM r;

-- name: a row to JSON, returned by an update of what V reads
UPDATE orders o SET amount = 77, note = 'Changed', customer_id = 2, code = NULL WHERE id = 1 RETURNING to_jsonb(o), o.extra;

-- name: grouping sets, in expressions too
SELECT extra, extra IS NULL, coalesce(extra, extra) IS NULL, count(*) FROM orders GROUP BY ROLLUP (extra);
