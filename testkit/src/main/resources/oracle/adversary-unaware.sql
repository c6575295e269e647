-- note: Sessions that do not know the column, misled.

-- name: GROUP BY a parenthesised output name
SELECT note AS fulfillment_status, count(*) FROM orders GROUP BY (fulfillment_status);

-- name: GROUP BY an output name in a subquery
SELECT c.id, (SELECT max(d.n) FROM (SELECT o.note AS fulfillment_status, count(*) AS n FROM orders o WHERE o.customer_id = c.id GROUP BY fulfillment_status) d) FROM customers c;

-- name: merged column of other tables, the table first
SELECT fulfillment_status FROM orders o JOIN archive a ON a.id = o.id JOIN shipments s USING (fulfillment_status);

-- name: natural join of the table
SELECT * FROM orders NATURAL JOIN archive;

-- name: natural join with shipments
SELECT count(*) FROM shipments NATURAL JOIN orders;

-- name: union with star
SELECT * FROM orders UNION SELECT * FROM orders;

-- name: INSERT from itself
INSERT INTO orders SELECT id + 100, customer_id, amount, note, created, NULL FROM orders;

-- name: INSERT star from itself
INSERT INTO orders SELECT * FROM orders ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note || 'x' RETURNING *;

-- name: TABLE
TABLE orders;

-- name: recursive WITH
WITH RECURSIVE r AS (SELECT * FROM orders WHERE id = 1 UNION SELECT o.* FROM orders o JOIN r ON o.id = r.id + 1) SELECT * FROM r;

-- name: writing WITH
WITH d AS (DELETE FROM orders WHERE id = 1 RETURNING *) SELECT * FROM d;

-- name: JSON
SELECT row_to_json(o), to_jsonb(o.*), count(o) OVER () FROM orders o;

-- name: left join of a star
SELECT * FROM customers c LEFT JOIN (SELECT * FROM orders WHERE id = 1) o ON o.customer_id = c.id;

-- name: lateral star
SELECT * FROM customers c LEFT JOIN LATERAL (SELECT * FROM orders o WHERE o.customer_id = c.id ORDER BY id LIMIT 1) o ON true;

-- name: correlated name of an outer table
SELECT s.order_id, (SELECT max(id) FROM orders WHERE note = fulfillment_status OR id = s.order_id) FROM shipments s;

-- name: correlated name of an outer derived table
SELECT d.x, (SELECT count(*) FROM orders WHERE note = fulfillment_status) FROM (SELECT 'pending' AS fulfillment_status, 1 AS x) d;

-- name: correlated name of an outer CTE
WITH d AS (SELECT 'pending' AS fulfillment_status) SELECT (SELECT count(*) FROM orders WHERE note = fulfillment_status) FROM d;

-- name: name of a table beside, in an UPDATE
UPDATE orders SET note = fulfillment_status FROM shipments s WHERE s.order_id = orders.id RETURNING *;

-- name: name of a table beside, in a DELETE
DELETE FROM orders USING shipments WHERE order_id = id AND fulfillment_status = 'shipped' RETURNING *;

-- name: named in a window
SELECT note AS fulfillment_status, row_number() OVER (ORDER BY id) FROM orders ORDER BY fulfillment_status NULLS FIRST;

-- name: scalar subquery star
SELECT (SELECT count(*) FROM (SELECT * FROM orders) x WHERE x.id = 1);

-- name: IN a star with one column too many
-- error: 42601
SELECT 1 WHERE (1, 2) IN (SELECT * FROM orders);

-- name: column count of INSERT TABLE
INSERT INTO archive (id, customer_id, amount, note, created, code) SELECT o.* FROM orders o ON CONFLICT DO NOTHING;

-- name: EXCLUDED row
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET note = 'x' RETURNING orders.*;

-- name: USING beside hidden column
SELECT * FROM orders JOIN customers USING (id);

-- name: GROUP BY ROLLUP of an output name
-- refused: TR001
SELECT note AS fulfillment_status, count(*) FROM orders GROUP BY ROLLUP (fulfillment_status);

-- name: ORDER BY a parenthesised output name
-- ordered
SELECT note AS fulfillment_status, id FROM orders ORDER BY (fulfillment_status), id;

-- name: merged column of other tables
SELECT fulfillment_status FROM archive a JOIN shipments s USING (fulfillment_status) JOIN orders o ON o.id = s.order_id;

-- name: the hidden column by a row's field
-- error: 42703
SELECT (o).fulfillment_status FROM orders o;

-- name: an outer column by the hidden one's name, two levels out
SELECT s.order_id, (SELECT count(*) FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer_id AND fulfillment_status = 'shipped')) FROM shipments s;

-- name: an outer column by the hidden one's name, in an aggregate
SELECT s.order_id, (SELECT max(fulfillment_status || o.note) FROM orders o WHERE o.id = s.order_id) FROM shipments s;

-- name: an outer column by the hidden one's name, lateral
SELECT s.order_id, x.f FROM shipments s CROSS JOIN LATERAL (SELECT fulfillment_status AS f FROM orders o WHERE o.id = s.order_id) x;

-- name: an outer column by the hidden one's name, in ORDER BY
SELECT s.order_id, (SELECT o.id FROM orders o ORDER BY fulfillment_status, o.id DESC LIMIT 1) FROM shipments s;

-- name: an output column by the hidden one's name, grouped by
SELECT upper(note) AS fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status ORDER BY fulfillment_status;

-- name: an output column by the hidden one's name, distinct on
-- ordered
SELECT DISTINCT ON (fulfillment_status) note AS fulfillment_status, id FROM orders ORDER BY fulfillment_status, id;

-- name: merged by a join USING all that both have
SELECT * FROM orders JOIN archive USING (id, customer_id, amount, note, created, code);

-- name: natural full join
SELECT count(*), count(fulfillment_status) FROM orders NATURAL FULL JOIN shipments;

-- name: column aliases for all the columns it knows
SELECT * FROM orders AS o (a, b, c, d, e, f) ORDER BY a;

-- name: one column alias too many
-- error: 42P10
SELECT 1 FROM orders AS o (a, b, c, d, e, f, g);

-- name: rows compared
SELECT count(*) FROM orders o JOIN orders p ON to_jsonb(o) = to_jsonb(p);

-- name: merge by position
-- since: 15
MERGE INTO orders o USING (SELECT 70 AS id) s ON o.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, 1, 2, 'n', '2026-01-01 00:00:00+00', 'Q');

-- name: merge, one value too many
-- since: 15
-- error: 42601
MERGE INTO orders o USING (SELECT 70 AS id) s ON o.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, 1, 2, 'n', '2026-01-01 00:00:00+00', 'Q', 'pending');

-- name: merge, the name is the source's
-- since: 15
MERGE INTO orders USING shipments ON id = order_id WHEN MATCHED AND fulfillment_status = 'shipped' THEN UPDATE SET note = fulfillment_status;

-- name: update from, the name is the other's
UPDATE orders SET note = fulfillment_status FROM shipments WHERE order_id = id AND fulfillment_status IS NOT NULL RETURNING *;

-- name: delete using, the name is the other's
DELETE FROM orders USING shipments WHERE order_id = id AND fulfillment_status = 'pending' RETURNING *;

-- name: cursor, table and copy of a star
DECLARE c CURSOR FOR SELECT * FROM orders ORDER BY id;
-- ordered
FETCH 2 FROM c;
CREATE TEMP TABLE t AS TABLE orders;
SELECT * FROM t;
COPY (SELECT * FROM orders ORDER BY id) TO STDOUT;

-- name: prepared in SQL, a star
-- modes: simple
PREPARE p AS SELECT o.*, s.fulfillment_status FROM orders o LEFT JOIN shipments s ON s.order_id = o.id;
EXECUTE p;

-- name: on conflict, the hidden column as its target
-- error: 42703
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (fulfillment_status) DO NOTHING;

-- name: on conflict, the hidden column among its targets
-- error: 42703
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (id, fulfillment_status) DO UPDATE SET note = 'y';

-- name: on conflict, a constraint called like the column
-- error: 42704
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT ON CONSTRAINT fulfillment_status DO UPDATE SET note = 'y';

-- name: a function called as a field of the row
-- refused: TR001
SELECT o.to_jsonb FROM orders o WHERE id = 1;

-- name: an output name, ordered by
SELECT amount AS fulfillment_status FROM orders ORDER BY fulfillment_status, id;

-- name: a derived table that has a column of the name
SELECT x.fulfillment_status FROM (SELECT amount AS fulfillment_status FROM orders) x;

-- name: an output name, grouped by
SELECT note AS fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status;

-- name: a column of a derived table beside the table
SELECT o.id, fulfillment_status FROM orders o JOIN (SELECT id AS pid, note AS fulfillment_status FROM orders) p ON p.pid=o.id WHERE fulfillment_status IS NOT NULL;

-- name: a WITH query that names it so
WITH w(id, fulfillment_status) AS (SELECT id, note FROM orders) SELECT fulfillment_status, w.* FROM w ORDER BY fulfillment_status;

-- name: a computed output name, grouped and ordered by
SELECT CASE WHEN amount > 5 THEN 'big' ELSE 'small' END AS fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status ORDER BY fulfillment_status DESC;

-- name: a lateral column of the name
SELECT s.fulfillment_status FROM orders o, LATERAL (SELECT o.note AS fulfillment_status) s;

-- name: an alias list with the name
SELECT o.id FROM orders AS o(id, a, fulfillment_status) WHERE fulfillment_status IS NOT NULL;

-- name: a table alias of the name
SELECT fulfillment_status.id FROM orders AS fulfillment_status;

-- name: the row of a table alias of the name
-- refused: TR001
SELECT fulfillment_status FROM orders AS fulfillment_status;

-- name: the row of a table alias of the name, as JSON
SELECT row_to_json(fulfillment_status) FROM orders AS fulfillment_status;

-- name: a column of the name in a nested block
SELECT (SELECT fulfillment_status FROM (SELECT o.note AS fulfillment_status) q) FROM orders o;

-- name: a column of the name in a DELETE
DELETE FROM orders USING (SELECT 1 AS pid, 'q'::text AS fulfillment_status) s WHERE s.pid = orders.id AND fulfillment_status = 'q' RETURNING fulfillment_status;

-- name: an output name in an expression
-- error: 42703
SELECT note AS fulfillment_status, row_number() OVER (ORDER BY note) FROM orders ORDER BY upper(fulfillment_status);
