-- note: Statements that try to mislead the rewriting: joins, aggregates, sets, names, settings.

-- name: full join, nested twice
SELECT c.id, o.id, o.fulfillment_status, s.order_id, s.fulfillment_status FROM (customers c FULL JOIN orders o ON o.customer_id = c.id) FULL JOIN shipments s ON s.order_id = o.id;

-- name: full join of the table with itself
SELECT a.id, b.id, a.fulfillment_status, b.fulfillment_status, coalesce(a.fulfillment_status, b.fulfillment_status) FROM orders a FULL JOIN orders b ON a.id = b.id + 6;

-- name: full join whose condition names the column
SELECT a.id, b.id FROM orders a FULL JOIN orders b ON a.fulfillment_status = b.fulfillment_status AND a.id = b.id;

-- name: null-extended by a right join that is nested in a left join
SELECT x.id, o.id, o.fulfillment_status FROM archive x LEFT JOIN (orders o RIGHT JOIN customers c ON c.id = o.customer_id AND o.id < 3) ON x.id = c.id;

-- name: null-extended, tested for NULL
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.fulfillment_status = 'shipped' WHERE o.fulfillment_status IS NULL;

-- name: null-extended, distinct from V
SELECT c.id, o.fulfillment_status IS DISTINCT FROM 'pending', o.fulfillment_status IS NOT DISTINCT FROM NULL FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: null-extended, in an IN with a subquery
SELECT c.id, o.fulfillment_status IN (SELECT fulfillment_status FROM orders), 'pending' NOT IN (o.fulfillment_status) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: null-extended inside a lateral subquery
SELECT c.id, x.n, x.f FROM customers c CROSS JOIN LATERAL (SELECT count(o.fulfillment_status) AS n, max(o.fulfillment_status) AS f FROM archive a LEFT JOIN orders o ON o.customer_id = c.id AND o.id = a.id) x;

-- name: null-extended and grouped by sets
SELECT c.vip, o.fulfillment_status, count(*), count(o.fulfillment_status), grouping(o.fulfillment_status, c.vip) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY GROUPING SETS ((c.vip, o.fulfillment_status), (o.fulfillment_status), ());

-- name: null-extended in a window
SELECT c.id, o.id, lag(o.fulfillment_status, 1, 'none') OVER (PARTITION BY c.vip ORDER BY c.id, o.id), first_value(o.fulfillment_status) OVER (ORDER BY o.fulfillment_status NULLS FIRST, c.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: null-extended USING the key, then the column
SELECT id, fulfillment_status FROM customers LEFT JOIN orders USING (id);

-- name: null-extended merged column is the other's
SELECT fulfillment_status, o.fulfillment_status, s.fulfillment_status FROM shipments s LEFT JOIN orders o USING (fulfillment_status);

-- name: null-extended, right join USING the column
SELECT fulfillment_status, o.id FROM orders o RIGHT JOIN shipments s USING (fulfillment_status);

-- name: natural full join over the column, counted
SELECT count(*), count(fulfillment_status), count(o.fulfillment_status) FROM orders o NATURAL FULL JOIN shipments s;

-- name: lateral with a limit
SELECT c.id, x.* FROM customers c LEFT JOIN LATERAL (SELECT * FROM orders o WHERE o.customer_id = c.id ORDER BY o.fulfillment_status, o.id LIMIT 1) x ON true;

-- name: lateral VALUES of the column
SELECT o.id, v.k, v.w FROM orders o, LATERAL (VALUES ('f', o.fulfillment_status), ('n', o.note)) AS v (k, w) WHERE o.id < 4;

-- name: lateral function of the column and of V
SELECT o.id, g FROM orders o, generate_series(1, length(o.fulfillment_status)) g WHERE o.id < 3;

-- name: ROWS FROM
SELECT o.id, r.a, r.b FROM orders o, ROWS FROM (regexp_split_to_table(o.fulfillment_status, 'i'), generate_series(1, 2)) AS r (a, b) WHERE o.id < 3;

-- name: lateral over an outer block
SELECT o.id, (SELECT string_agg(x.p, '-' ORDER BY x.p) FROM LATERAL (SELECT o.fulfillment_status || i.product AS p FROM order_items i WHERE i.order_id = o.id) x) FROM orders o;

-- name: tablesample of everything
SELECT id, fulfillment_status FROM orders TABLESAMPLE SYSTEM (100) WHERE fulfillment_status = 'pending';

-- name: tablesample and a star
SELECT * FROM orders TABLESAMPLE SYSTEM (100);

-- name: tablesample in an outer join
SELECT c.id, o.fulfillment_status FROM customers c LEFT JOIN orders o TABLESAMPLE SYSTEM (100) ON o.customer_id = c.id;

-- name: for update of, in a join with a derived table of the column
SELECT o.id, d.n FROM orders o JOIN (SELECT fulfillment_status, count(*) AS n FROM orders GROUP BY 1) d ON d.fulfillment_status = o.fulfillment_status WHERE o.id < 4 FOR UPDATE OF o;

-- name: for update of the nullable side
-- error: 0A000
SELECT o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id FOR UPDATE OF o;

-- name: for update with DISTINCT
-- error: 0A000
SELECT DISTINCT fulfillment_status FROM orders FOR UPDATE;

-- name: for update of an unknown alias
-- error: 42P01
SELECT fulfillment_status FROM orders o FOR UPDATE OF orders;

-- name: for update of a derived table of a star
SELECT * FROM (SELECT * FROM orders WHERE id < 3) x FOR UPDATE;

-- name: for share in a WITH query
WITH x AS (SELECT * FROM orders WHERE fulfillment_status = 'pending' FOR SHARE) SELECT id FROM x;

-- name: grouping sets with the row's key
SELECT o.id, o.fulfillment_status, count(*) FROM orders o GROUP BY GROUPING SETS ((o.id, o.fulfillment_status), (o.fulfillment_status)) ORDER BY 1, 2;

-- name: cube with an expression of the column
SELECT upper(fulfillment_status), vip, count(*) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY CUBE (upper(fulfillment_status), vip);

-- name: rollup by position and alias
SELECT fulfillment_status AS f, count(*) FROM orders GROUP BY ROLLUP (f);

-- name: grouping sets of positions
SELECT fulfillment_status, customer_id, count(*) FROM orders GROUP BY GROUPING SETS (1, (2, 1), ());

-- name: grouping sets and HAVING over grouping
SELECT fulfillment_status, customer_id, count(*) FROM orders GROUP BY ROLLUP (fulfillment_status, customer_id) HAVING grouping(customer_id) = 1;

-- name: grouped by the key only in some sets
-- error: 42803
SELECT id, fulfillment_status FROM orders GROUP BY GROUPING SETS ((id), ());

-- name: grouped by the key in all sets
SELECT id, note, fulfillment_status FROM orders GROUP BY GROUPING SETS ((id, note), (id)) ORDER BY 1, 2;

-- name: empty grouping set
SELECT max(fulfillment_status) FROM orders GROUP BY ();

-- name: group by all in HAVING a subquery over the group
SELECT customer_id FROM orders o GROUP BY customer_id HAVING min(fulfillment_status) = (SELECT min(p.fulfillment_status) FROM orders p WHERE p.customer_id = o.customer_id);

-- name: percentile of an expression of the column
SELECT percentile_disc(ARRAY[0.1, 0.9]) WITHIN GROUP (ORDER BY fulfillment_status COLLATE "C"), percentile_cont(0.5) WITHIN GROUP (ORDER BY length(fulfillment_status)) FROM orders;

-- name: within group, filtered by the column
SELECT mode() WITHIN GROUP (ORDER BY note) FILTER (WHERE fulfillment_status = 'pending') FROM orders;

-- name: hypothetical set by two
SELECT dense_rank('pending', 5) WITHIN GROUP (ORDER BY fulfillment_status, id), cume_dist('pending') WITHIN GROUP (ORDER BY fulfillment_status) FROM orders;

-- name: within group, grouped
SELECT customer_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY fulfillment_status DESC) FROM orders GROUP BY customer_id;

-- name: within group, the direct argument is grouped
SELECT fulfillment_status, rank(fulfillment_status) WITHIN GROUP (ORDER BY note) FROM orders GROUP BY fulfillment_status;

-- name: aggregate of the outer level, with a filter of the outer
SELECT c.id, (SELECT count(*) FILTER (WHERE o.fulfillment_status = 'pending')) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id;

-- name: aggregate of the outer level in the condition of a subquery
SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id HAVING EXISTS (SELECT 1 FROM shipments s WHERE s.fulfillment_status = max(o.fulfillment_status));

-- name: aggregate two levels out
SELECT c.id, (SELECT (SELECT min(o.fulfillment_status) FROM archive LIMIT 1) FROM shipments LIMIT 1) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id;

-- name: aggregate of an inner and an outer column
SELECT o.id, (SELECT max(o.fulfillment_status || s.fulfillment_status) FROM shipments s WHERE s.order_id = o.id) FROM orders o;

-- name: an outer column beside an aggregate of the inner level
SELECT s.order_id, (SELECT s.fulfillment_status || '/' || count(o.fulfillment_status) FROM orders o WHERE o.id = s.order_id) FROM shipments s;

-- name: aggregate of a column that is the outer's, in a group of its own
SELECT s.order_id, (SELECT max(fulfillment_status) FROM customers WHERE customers.id = s.order_id) FROM shipments s GROUP BY s.order_id;

-- name: distinct aggregate ordered by itself
SELECT string_agg(DISTINCT fulfillment_status, ',' ORDER BY fulfillment_status DESC), array_agg(DISTINCT fulfillment_status) FROM orders;

-- name: distinct aggregate ordered by another
-- error: 42P10
SELECT string_agg(DISTINCT fulfillment_status, ',' ORDER BY id) FROM orders;

-- name: aggregate within a window aggregate
SELECT fulfillment_status, sum(count(*)) OVER (ORDER BY fulfillment_status), rank() OVER (ORDER BY max(amount) DESC) FROM orders GROUP BY fulfillment_status;

-- name: window over a grouped column and its subquery
SELECT fulfillment_status, (SELECT count(*) FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status), row_number() OVER (ORDER BY fulfillment_status) FROM orders o GROUP BY fulfillment_status;

-- name: windows with ranges and ties
-- ordered
SELECT id, nth_value(fulfillment_status, 2) OVER w, last_value(fulfillment_status) OVER w, ntile(3) OVER (ORDER BY fulfillment_status, id), percent_rank() OVER (ORDER BY fulfillment_status) FROM orders WINDOW w AS (PARTITION BY fulfillment_status ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id;

-- name: a window in ORDER BY only
-- ordered
SELECT id FROM orders ORDER BY row_number() OVER (PARTITION BY fulfillment_status ORDER BY id DESC), fulfillment_status, id;

-- name: a window filter
SELECT id, count(*) FILTER (WHERE fulfillment_status = 'shipped') OVER (ORDER BY id) FROM orders;

-- name: union ordered by an expression
-- error: 0A000
SELECT fulfillment_status FROM orders UNION SELECT fulfillment_status FROM shipments ORDER BY upper(fulfillment_status);

-- name: intersect binds tighter
SELECT fulfillment_status FROM shipments UNION SELECT fulfillment_status FROM orders INTERSECT SELECT fulfillment_status FROM archive;

-- name: except all
SELECT fulfillment_status FROM orders EXCEPT ALL SELECT fulfillment_status FROM shipments;

-- name: set operations in parentheses with limits
-- ordered
(SELECT id, fulfillment_status FROM orders ORDER BY fulfillment_status DESC, id LIMIT 3) EXCEPT (SELECT order_id, fulfillment_status FROM shipments ORDER BY 1 OFFSET 1) ORDER BY 1;

-- name: union of unlike lengths
SELECT note FROM orders UNION ALL SELECT fulfillment_status FROM orders;

-- name: union with NULL and unknown literals
SELECT NULL, 'a' UNION ALL SELECT fulfillment_status, fulfillment_status FROM orders UNION ALL SELECT 'b', NULL;

-- name: union of stars
SELECT * FROM orders WHERE id < 3 UNION ALL SELECT * FROM orders WHERE fulfillment_status <> 'pending';

-- name: union of a star and a shorter list
-- error: 42601
SELECT * FROM orders UNION ALL SELECT id, customer_id, amount, note, created, code FROM archive;

-- name: VALUES with subqueries of the column
VALUES ((SELECT fulfillment_status FROM orders WHERE id = 1)), ('x'), ((SELECT max(fulfillment_status) FROM orders));

-- name: recursive, depth by the column
WITH RECURSIVE t (id, path, f) AS (SELECT id, fulfillment_status::text, fulfillment_status FROM orders WHERE id = 1 UNION ALL SELECT o.id, t.path || '>' || o.fulfillment_status, o.fulfillment_status FROM t JOIN orders o ON o.id = t.id + 1 WHERE o.id < 6) SELECT * FROM t;

-- name: recursive, search and cycle
WITH RECURSIVE t AS (SELECT id, fulfillment_status FROM orders WHERE id = 1 UNION ALL SELECT o.id, o.fulfillment_status FROM t JOIN orders o ON o.id = t.id % 3 + 1) SEARCH DEPTH FIRST BY id SET ord CYCLE id SET is_cycle USING path SELECT id, fulfillment_status, is_cycle FROM t;

-- name: recursive over stars
WITH RECURSIVE t AS (SELECT * FROM orders WHERE id = 1 UNION SELECT o.* FROM orders o JOIN t ON o.id = t.id + 1 AND o.id < 5) SELECT fulfillment_status, id FROM t;

-- name: recursive with a column list that renames the column
WITH RECURSIVE t (fulfillment_status, note) AS (SELECT 1, fulfillment_status FROM orders WHERE id = 1 UNION ALL SELECT t.fulfillment_status + 1, o.fulfillment_status FROM t JOIN orders o ON o.id = t.fulfillment_status + 1 WHERE t.fulfillment_status < 4) SELECT fulfillment_status, note FROM t;

-- name: WITH, not materialized, used twice
WITH p AS NOT MATERIALIZED (SELECT * FROM orders WHERE fulfillment_status = 'pending') SELECT a.id FROM p a JOIN p b ON a.id = b.id + 1;

-- name: WITH in a subquery that reads the outer row
SELECT o.id, (WITH x AS (SELECT o.fulfillment_status AS y) SELECT y FROM x) FROM orders o WHERE o.id < 3;

-- name: WITH inside WITH, the inner hides the table
WITH a AS (WITH orders AS (SELECT 'hidden' AS fulfillment_status, 1 AS id) SELECT * FROM orders), b AS (SELECT * FROM orders) SELECT a.fulfillment_status, b.fulfillment_status FROM a JOIN b USING (id);

-- name: with hold, scrolled, over the column
-- autocommit
BEGIN;
DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT id, fulfillment_status FROM orders ORDER BY fulfillment_status, id;
COMMIT;
-- ordered
FETCH ABSOLUTE 3 FROM c;
-- ordered
FETCH RELATIVE -1 FROM c;
-- ordered
FETCH BACKWARD ALL FROM c;
CLOSE ALL;

-- name: cursor for a UNION
DECLARE c CURSOR FOR SELECT fulfillment_status FROM orders UNION SELECT fulfillment_status FROM shipments ORDER BY 1;
-- ordered
FETCH ALL c;

-- name: cursor for update of
DECLARE c CURSOR FOR SELECT o.fulfillment_status FROM orders o JOIN customers k ON k.id = o.customer_id WHERE o.id = 3 FOR UPDATE OF o;
FETCH c;
DELETE FROM orders WHERE CURRENT OF c RETURNING fulfillment_status;

-- name: cursor for a writing WITH
-- error: 0A000
DECLARE c CURSOR FOR WITH d AS (DELETE FROM orders RETURNING *) SELECT * FROM d;

-- name: prepared in SQL with a row assignment
-- modes: simple
PREPARE u (text, int) AS UPDATE orders SET (note, fulfillment_status) = ($1, 'pending') WHERE id = $2 RETURNING *;
EXECUTE u ('p', 1);
EXECUTE u ('q', 2);

-- name: prepared in SQL, explained
-- modes: simple
PREPARE s AS SELECT id FROM shipments s JOIN orders o ON o.id = s.order_id AND o.fulfillment_status = 'pending';
EXECUTE s;
DEALLOCATE PREPARE s;

-- name: create table as an EXECUTE over the star
-- modes: simple
PREPARE s (text) AS SELECT * FROM orders WHERE fulfillment_status = $1;
CREATE TEMP TABLE t AS EXECUTE s ('pending');
SELECT * FROM t;

-- name: create table like the table
-- refused: TR007 in absent, readable, writable
CREATE TABLE t (LIKE orders INCLUDING ALL);
INSERT INTO t (id) VALUES (1);
SELECT id, note FROM t;

-- name: create table as a join USING the column
CREATE TEMP TABLE joined AS SELECT * FROM orders o JOIN shipments s USING (fulfillment_status);
SELECT * FROM joined;

-- name: system columns beside the column
SELECT o.tableoid::regclass, o.xmin = o.xmin, o.cmin::text, (o.ctid::text), o.fulfillment_status FROM orders o WHERE o.ctid = '(0,2)' OR o.fulfillment_status = 'none';

-- name: a system column as the whole table's
SELECT count(DISTINCT tableoid), min(fulfillment_status) FROM orders;

-- name: backslashes in plain literals
-- modes: simple, extended
SET LOCAL standard_conforming_strings = off;
SET LOCAL escape_string_warning = off;
SELECT id, fulfillment_status || '\'' || fulfillment_status FROM orders WHERE fulfillment_status = 'pend\x69ng' AND note <> '\' OR fulfillment_status = \'';

-- name: backslashes in plain literals, insert V
-- modes: simple, extended
SET LOCAL standard_conforming_strings = off;
SET LOCAL escape_string_warning = off;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) VALUES (70, 'a\'b', 'pend\151ng') RETURNING *;

-- name: backslashes in plain literals, update to V
-- modes: simple, extended
SET LOCAL standard_conforming_strings = off;
SET LOCAL escape_string_warning = off;
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = 'p\145nding', note = '\\' WHERE id = 1 RETURNING *;

-- name: names in other cases, quoted and not
SELECT O."fulfillment_status", o.FULFILLMENT_STATUS AS "Fulfillment_Status" FROM "orders" O ORDER BY "Fulfillment_Status", O.ID;

-- name: the Mixed Case table and the table
SELECT m."Fulfillment_Status", o.fulfillment_status FROM "Mixed Case" m JOIN orders o ON o.id = m."Id";

-- name: a Turkish I and a Kelvin sign do not fold
-- error: 42703
SELECT FULFİLLMENT_STATUS FROM orders;

-- name: a name of 63 bytes for the column
SELECT fulfillment_status AS äääääääääääääääääääääääääääääääää FROM orders WHERE id = 1;

-- name: an alias with an emoji, quoted with quotes
SELECT "o""😀".fulfillment_status FROM orders "o""😀" WHERE "o""😀".id = 1;

-- name: the column's name as a function's argument name
SELECT make_interval(days => id), fulfillment_status FROM orders WHERE id = 1;

-- name: the column's name as a WITH query's
WITH fulfillment_status AS (SELECT fulfillment_status FROM orders WHERE id = 1) SELECT fulfillment_status FROM fulfillment_status;

-- name: the column's name as a collation or type
-- error: 42704
SELECT note::fulfillment_status FROM orders;

-- name: the column's name as a savepoint and cursor
SAVEPOINT fulfillment_status;
DECLARE fulfillment_status CURSOR FOR SELECT id FROM orders WHERE fulfillment_status = 'pending' ORDER BY id;
FETCH fulfillment_status;
ROLLBACK TO SAVEPOINT fulfillment_status;

-- name: the table's name as a column's
SELECT orders, c.orders FROM (SELECT 1 AS orders) c;

-- name: the table's name as a label and its row
SELECT orders.id AS orders FROM orders ORDER BY orders;

-- name: EXCLUDED as an alias
SELECT excluded.fulfillment_status FROM orders excluded WHERE excluded.id = 1;

-- name: upsert: EXCLUDED of the column against the row's
INSERT INTO orders AS t (id, note) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (70, 'd') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note || t.fulfillment_status || EXCLUDED.fulfillment_status WHERE t.fulfillment_status = EXCLUDED.fulfillment_status RETURNING t.*;

-- name: upsert: the whole EXCLUDED row
-- refused: TR001 in absent, readable, writable
INSERT INTO orders (id, note) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET note = left(to_jsonb(EXCLUDED) ->> 'fulfillment_status', 40) RETURNING note;

-- name: upsert: EXCLUDED in a subquery
INSERT INTO orders (id, note) VALUES (1, 'a'), (3, 'b') ON CONFLICT (id) DO UPDATE SET note = (SELECT count(*)::text FROM orders p WHERE p.fulfillment_status = EXCLUDED.fulfillment_status) RETURNING id, note;

-- name: upsert on a constraint
INSERT INTO orders (id, code, fulfillment_status) VALUES (70, 'A1', DEFAULT) ON CONFLICT ON CONSTRAINT orders_code_key DO UPDATE SET note = EXCLUDED.fulfillment_status WHERE orders.fulfillment_status IN (EXCLUDED.fulfillment_status) RETURNING *;

-- name: upsert: conflict target with a condition
-- refused: TR001 in absent, readable, writable
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) WHERE fulfillment_status = 'pending' DO UPDATE SET fulfillment_status = 'pending';

-- name: upsert: conflict on the column
-- error: 42P10
-- refused: TR001 in absent, readable, writable
INSERT INTO orders (id) VALUES (1) ON CONFLICT (fulfillment_status) DO NOTHING;

-- name: upsert: SET from the row's own column
INSERT INTO orders AS t (id) VALUES (1), (2) ON CONFLICT (id) DO UPDATE SET fulfillment_status = t.fulfillment_status, note = t.fulfillment_status RETURNING *;

-- name: upsert: from a SELECT of the star
-- refused: TR002 in readable beside writable
INSERT INTO orders SELECT * FROM orders WHERE id < 3 ON CONFLICT (id) DO UPDATE SET amount = EXCLUDED.amount + 1 RETURNING *;

-- name: insert: overriding and by position
INSERT INTO orders OVERRIDING USER VALUE VALUES (1, 2, 3, 'n', DEFAULT, 'QQ', 'pending') RETURNING note, fulfillment_status;

-- name: insert: RETURNING a subquery over the table
INSERT INTO orders (id) VALUES (70) RETURNING id, (SELECT count(*) FROM orders p WHERE p.fulfillment_status = orders.fulfillment_status), fulfillment_status;

-- name: delete: USING itself and a WITH query
WITH k AS (SELECT max(id) AS id FROM orders WHERE fulfillment_status = 'pending') DELETE FROM orders o USING orders p, k WHERE p.id = k.id AND o.id = p.id AND o.fulfillment_status = p.fulfillment_status RETURNING o.*, p.fulfillment_status;

-- name: update: FROM a lateral over the target
-- error: 42P10
UPDATE orders o SET note = x.f FROM LATERAL (SELECT o.fulfillment_status AS f) x;

-- name: update: FROM a join and the star
UPDATE orders o SET note = c.name || o.fulfillment_status FROM customers c LEFT JOIN shipments s ON s.order_id = c.id WHERE c.id = o.customer_id AND o.id < 4 RETURNING o.*, s.*;

-- name: update: the column in a subquery of WHERE, ordered
UPDATE orders SET note = 'top' WHERE id = (SELECT id FROM orders WHERE fulfillment_status = 'pending' ORDER BY amount DESC, id FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING id, fulfillment_status;

-- name: copy of a query with a join
COPY (SELECT o.id, o.fulfillment_status, s.* FROM orders o LEFT JOIN shipments s ON s.order_id = o.id ORDER BY o.id) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE (fulfillment_status));

-- name: copy of a writing query
COPY (UPDATE orders SET note = fulfillment_status WHERE id < 3 RETURNING *) TO STDOUT;

-- name: copy of TABLE
COPY (TABLE orders) TO STDOUT;

-- name: copy of VALUES
COPY (VALUES ((SELECT fulfillment_status FROM orders WHERE id = 3))) TO STDOUT;

-- name: overlaps and fetch with ties
-- ordered
SELECT fulfillment_status FROM orders ORDER BY fulfillment_status FETCH FIRST 2 ROWS WITH TIES;

-- name: distinct on two
-- ordered
SELECT DISTINCT ON (customer_id, fulfillment_status) customer_id, fulfillment_status, id FROM orders ORDER BY customer_id, fulfillment_status DESC, id;

-- name: order by using an operator
-- ordered
SELECT id, fulfillment_status FROM orders ORDER BY fulfillment_status USING >, id;

-- name: order by a collation of its own
-- ordered
SELECT id FROM orders ORDER BY fulfillment_status COLLATE "C" DESC NULLS LAST, id;

-- name: select without a list
SELECT FROM orders WHERE fulfillment_status = 'pending';

-- name: select ALL
SELECT ALL fulfillment_status FROM orders;

-- name: an array subquery
SELECT c.id, ARRAY(SELECT o.fulfillment_status FROM orders o WHERE o.customer_id = c.id ORDER BY o.id) FROM customers c;

-- name: comparison with ALL, with an array of the column
SELECT id FROM orders WHERE fulfillment_status <> ALL (SELECT fulfillment_status FROM shipments WHERE fulfillment_status IS NOT NULL) OR fulfillment_status LIKE ANY (ARRAY['pend%', note]);

-- name: comparison of a row with a subquery
SELECT id FROM orders WHERE (fulfillment_status, 1) = (SELECT fulfillment_status, 1 FROM shipments WHERE order_id = 1);

-- name: CASE over several branches of types
SELECT CASE fulfillment_status WHEN note THEN 'same' WHEN 'pending' THEN fulfillment_status WHEN 'shipped' THEN NULL ELSE note END FROM orders;

-- name: nullif, greatest, least
SELECT nullif(fulfillment_status, 'pending'), greatest(fulfillment_status, note), least(note, fulfillment_status, NULL) FROM orders;

-- name: IS DOCUMENT, IS OF
SELECT fulfillment_status::text IS NOT NULL AND NOT fulfillment_status ISNULL, fulfillment_status NOTNULL FROM orders;

-- name: a regular cast operator chain with AT TIME ZONE, COLLATE and subscripts
SELECT ((ARRAY[fulfillment_status COLLATE "C"])[1:1])[1], (string_to_array(fulfillment_status, 'd'))[2], -length(fulfillment_status), NOT fulfillment_status = '' FROM orders WHERE id < 4;

-- name: a comparison of mixed collations
-- error: 42P22
SELECT o.id FROM orders o, labels l WHERE o.fulfillment_status < l.plain AND l.plain > l.posix;

-- name: comparison with an explicit collation column
SELECT o.id FROM orders o JOIN labels l ON l.plain = o.fulfillment_status;

-- name: char(n) compared
SELECT o.id, l.id, o.fulfillment_status = l.fixed, o.fulfillment_status || l.fixed, l.fixed = o.fulfillment_status::char(8) FROM orders o, labels l WHERE o.id = l.id;

-- name: a varchar of length five against the column
SELECT o.id FROM orders o JOIN labels l ON o.fulfillment_status LIKE l.short || '%' OR left(o.fulfillment_status, 1) = l.short;

-- name: numeric literal against text
-- error: 42883
SELECT id FROM orders WHERE fulfillment_status > 1.5;

-- name: a parameter of unknown type beside the column
-- params: 'pending', 'pending'
SELECT $1 || fulfillment_status, $2 = fulfillment_status FROM orders WHERE id < 3;

-- name: a parameter in a list and an array
-- params: 'pending', 'shipped'
SELECT id FROM orders WHERE fulfillment_status IN ($1, $2) AND fulfillment_status = ANY (ARRAY[$2, $1]);

-- name: a parameter as an array of the column's
-- params: '{pending,shipped}'
SELECT id FROM orders WHERE fulfillment_status = ANY ($1);

-- name: a parameter in COALESCE
-- params: null
SELECT id FROM orders WHERE fulfillment_status = coalesce($1, fulfillment_status);

-- name: locking the rows of a WITH query that is not materialized
WITH x AS (SELECT id FROM orders WHERE fulfillment_status = 'pending') SELECT o.* FROM orders o JOIN x USING (id) FOR UPDATE OF o;

-- name: many levels
SELECT id FROM orders a WHERE EXISTS (SELECT 1 FROM orders b WHERE b.id = a.id AND EXISTS (SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM archive d WHERE a.fulfillment_status = b.fulfillment_status AND d.fulfillment_status = a.fulfillment_status AND c.id = d.id)));

-- name: a subquery in LIMIT, OFFSET and a frame
-- ordered
SELECT id FROM orders ORDER BY id LIMIT (SELECT length(fulfillment_status) FROM orders WHERE id = 1) OFFSET (SELECT count(*) FROM orders WHERE fulfillment_status = 'none');
