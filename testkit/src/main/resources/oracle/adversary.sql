-- note: Statements that try to mislead the rewriting.

-- name: unicode name, table
SELECT fulfillment_status, U&"fulfillment_st\0061tus" FROM U&"\006Frders" WHERE id = 1;

-- name: join USING with a duplicate column
SELECT o.id FROM orders o JOIN (SELECT id, 1 AS x, 2 AS x FROM customers) c USING (id);

-- name: full join USING, then left join USING
SELECT * FROM orders o FULL JOIN customers c USING (id) LEFT JOIN archive a USING (id);

-- name: full join USING thrice, the column of the last
SELECT id, o.fulfillment_status, a.fulfillment_status FROM customers c FULL JOIN orders o USING (id) FULL JOIN archive a USING (id);

-- name: natural left join
SELECT * FROM orders o NATURAL LEFT JOIN (SELECT id, name FROM customers WHERE id < 3) c;

-- name: natural full join
SELECT * FROM orders o NATURAL FULL JOIN (SELECT id, name FROM customers) c;

-- name: natural right join of the table on the left
SELECT fulfillment_status, id FROM orders o NATURAL RIGHT JOIN (SELECT 99 AS id, 'x' AS name) c;

-- name: natural left join with shipments
SELECT * FROM orders NATURAL LEFT JOIN shipments;

-- name: join USING the column, three tables
SELECT fulfillment_status, o.id FROM orders o JOIN shipments s USING (fulfillment_status) JOIN archive a USING (fulfillment_status);

-- name: full join USING the column
SELECT fulfillment_status, o.id, s.order_id FROM orders o FULL JOIN shipments s USING (fulfillment_status);

-- name: star of a full join USING the column
SELECT * FROM shipments s FULL JOIN orders o USING (fulfillment_status);

-- name: tables merged USING the column beside the table
-- error: 42702
SELECT fulfillment_status FROM archive a JOIN shipments s USING (fulfillment_status) JOIN orders o ON o.id = s.order_id;

-- name: IS DISTINCT FROM inside SET
UPDATE customers c SET vip = o.fulfillment_status IS DISTINCT FROM 'shipped' FROM orders o WHERE o.customer_id = c.id AND o.id IN (1, 3) RETURNING c.id, c.vip;

-- name: IS DISTINCT FROM in ON CONFLICT
INSERT INTO orders AS o (id, note) VALUES (1, 'n') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, code = (o.note IS DISTINCT FROM EXCLUDED.note)::text WHERE o.note IS DISTINCT FROM EXCLUDED.note RETURNING *;

-- name: JSON_ARRAY of the column
-- since: 16
SELECT json_array(fulfillment_status, id) FROM orders WHERE id = 1;

-- name: filter by rows
SELECT count(*) FILTER (WHERE o IS NOT NULL) FROM orders o;

-- name: FROM ONLY in parentheses
SELECT * FROM ONLY (orders) WHERE fulfillment_status IS NOT NULL;

-- name: string_to_array of the column, lateral
SELECT id, p FROM orders o, regexp_split_to_table(o.fulfillment_status, 'i') AS p WHERE id < 3;

-- name: string_to_table with ordinality
SELECT o.id, t.p, t.n FROM orders o CROSS JOIN LATERAL unnest(string_to_array(o.fulfillment_status, 'n')) WITH ORDINALITY AS t(p, n) WHERE id < 3;

-- name: jsonb_to_recordset
SELECT r.fulfillment_status, o.fulfillment_status FROM orders o JOIN jsonb_to_recordset('[{"id":1,"fulfillment_status":"x"}]') AS r(id int, fulfillment_status text) ON r.id = o.id;

-- name: ANY of an array of the column
SELECT id FROM orders WHERE 'pending' = ANY (ARRAY[fulfillment_status, note]);

-- name: ANY of split column
SELECT id FROM orders WHERE 'pending' = ANY (string_to_array(fulfillment_status, ','));

-- name: AT TIME ZONE of a column of that kind
SELECT created AT TIME ZONE 'UTC' AS fulfillment_status, (created AT TIME ZONE 'UTC')::date FROM orders ORDER BY fulfillment_status;

-- name: aliases without AS everywhere
SELECT note fulfillment_status, fulfillment_status note, id + 1 fulfillment_status FROM orders o WHERE o.id = 1;

-- name: alias of the table like the column
SELECT fulfillment_status.fulfillment_status, fulfillment_status.id FROM orders fulfillment_status WHERE id = 1;

-- name: alias of the table like the column, unqualified
SELECT fulfillment_status FROM orders fulfillment_status WHERE fulfillment_status = 'pending';

-- name: alias of another table like the column
SELECT fulfillment_status.name, o.fulfillment_status FROM orders o JOIN customers fulfillment_status ON fulfillment_status.id = o.customer_id;

-- name: alias of another table like the table
SELECT orders.name, o.fulfillment_status FROM orders o JOIN customers orders ON orders.id = o.customer_id;

-- name: nested joins in parentheses
SELECT c.id, o.id, o.fulfillment_status, s.fulfillment_status FROM customers c LEFT JOIN (orders o JOIN shipments s ON s.order_id = o.id) ON o.customer_id = c.id;

-- name: nested joins in parentheses, twice nullable
SELECT c.id, o.fulfillment_status FROM (customers c LEFT JOIN (order_items i LEFT JOIN orders o ON o.id = i.order_id AND o.fulfillment_status = 'pending') ON i.item_id = c.id);

-- name: right join after a comma
SELECT a.id, o.id, o.fulfillment_status, c.id FROM archive a, orders o RIGHT JOIN customers c ON c.id = o.customer_id AND o.id < 3 WHERE a.id = 1;

-- name: cross join then right join
SELECT o.fulfillment_status, c.id FROM shipments s CROSS JOIN orders o RIGHT JOIN customers c ON c.id = o.id + 3 AND s.order_id = 1;

-- name: lateral reads the nullable side
SELECT c.id, x.f FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.id = 1 LEFT JOIN LATERAL (SELECT o.fulfillment_status AS f) x ON true;

-- name: lateral then right join
SELECT x.f, c.id FROM orders o LEFT JOIN LATERAL (SELECT o.fulfillment_status || 'x' AS f) x ON true RIGHT JOIN customers c ON c.id = o.id + 3;

-- name: alias for a join
SELECT j.fulfillment_status, j.name FROM (orders o JOIN customers c ON c.id = o.customer_id) AS j (a, b) WHERE j.a = 1;

-- name: rollup
SELECT fulfillment_status, customer_id, count(*), grouping(fulfillment_status) FROM orders GROUP BY ROLLUP (fulfillment_status, customer_id);

-- name: grouping sets
SELECT fulfillment_status, customer_id, count(*) FROM orders GROUP BY GROUPING SETS ((fulfillment_status), (customer_id), ());

-- name: grouping sets in parentheses
SELECT fulfillment_status, customer_id, count(*) FROM orders GROUP BY (fulfillment_status, customer_id);

-- name: percentile within group
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY fulfillment_status), mode() WITHIN GROUP (ORDER BY fulfillment_status DESC) FROM orders;

-- name: hypothetical rank
SELECT rank('p') WITHIN GROUP (ORDER BY fulfillment_status) FROM orders;

-- name: aggregate of an outer column
SELECT c.id, (SELECT max(o.fulfillment_status) FROM customers k WHERE k.id = c.id) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id;

-- name: window groups exclude
SELECT id, count(*) OVER (ORDER BY fulfillment_status GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM orders;

-- name: VALUES joined
SELECT o.id, v.x FROM orders o JOIN (VALUES ('pending', 1), ('shipped', 2)) AS v (fulfillment_status, x) ON v.fulfillment_status = o.fulfillment_status;

-- name: VALUES joined USING
SELECT * FROM orders o JOIN (VALUES ('pending', 1), ('shipped', 2)) AS v (fulfillment_status, x) USING (fulfillment_status);

-- name: set operation ordered by the column
-- ordered
SELECT id, fulfillment_status FROM orders UNION ALL SELECT id + 100, fulfillment_status FROM archive ORDER BY fulfillment_status NULLS FIRST, id;

-- name: set operation, first branch in parentheses
(SELECT fulfillment_status FROM orders ORDER BY id LIMIT 1) UNION ALL (SELECT fulfillment_status FROM shipments ORDER BY 1 LIMIT 1) ORDER BY fulfillment_status;

-- name: recursive over the table
WITH RECURSIVE r AS (SELECT id, fulfillment_status FROM orders WHERE id = 1 UNION ALL SELECT o.id, o.fulfillment_status FROM orders o JOIN r ON o.id = r.id + 1 AND o.fulfillment_status = r.fulfillment_status) SELECT * FROM r;

-- name: shadowed in an inner WITH
SELECT o.fulfillment_status, (WITH orders AS (SELECT 'inner' AS fulfillment_status) SELECT fulfillment_status FROM orders) FROM orders o WHERE id = 1;

-- name: shadowed but schema-qualified
WITH orders AS (SELECT 'w' AS fulfillment_status) SELECT a.fulfillment_status, b.fulfillment_status FROM orders a, public.orders b WHERE b.id = 1;

-- name: comments between the tokens
SELECT o/*a*/./*b*/fulfillment_status--c
, o . id FROM/**/orders/*x*/o WHERE/*y*/o.fulfillment_status/*z*/='pending';

-- name: no blanks
SELECT"fulfillment_status"FROM"orders"WHERE"fulfillment_status"='pending'AND"id"=1;

-- name: operators without blanks
SELECT id FROM orders WHERE fulfillment_status||'x'>'a'AND-id<-1 AND fulfillment_status!~~'x%'AND fulfillment_status~*'^P';

-- name: qualified operators
SELECT id, fulfillment_status OPERATOR(pg_catalog.||) 'x' FROM orders WHERE fulfillment_status OPERATOR(pg_catalog.=) ANY (ARRAY['pending']);

-- name: chains of casts
SELECT fulfillment_status::varchar::text::varchar(3), (fulfillment_status)::"char", CAST(fulfillment_status AS name) FROM orders WHERE id = 1;

-- name: JSON operators around the column
SELECT ('{"pending":{"a":1}}'::jsonb -> fulfillment_status ->> 'a'), to_jsonb(fulfillment_status) #>> '{}' , '["pending"]'::jsonb ? fulfillment_status FROM orders WHERE id = 1;

-- name: arrays and slices
SELECT (ARRAY[fulfillment_status, note])[1], (string_to_array(fulfillment_status, 'n'))[1:2] FROM orders WHERE id = 1;

-- name: dollar quotes that hold everything
SELECT $a$fulfillment_status$a$, $$ orders.* $$, fulfillment_status FROM orders WHERE note <> $q$it's -- $q$ AND id = 1;

-- name: E strings
SELECT E'\'fulfillment_status', fulfillment_status FROM orders WHERE fulfillment_status = E'pend\x69ng' AND id = 1;

-- name: strings over several lines
SELECT id FROM orders WHERE fulfillment_status = 'pen' -- c
'ding' AND id = 1;

-- name: UESCAPE string
SELECT id FROM orders WHERE fulfillment_status = U&'pend!0069ng' UESCAPE '!' AND id = 1;

-- name: LIKE ESCAPE, SIMILAR TO, BETWEEN SYMMETRIC
SELECT id FROM orders WHERE fulfillment_status LIKE 'p!%' ESCAPE '!' OR fulfillment_status SIMILAR TO '(pend|ship)%' AND fulfillment_status BETWEEN SYMMETRIC 'z' AND 'a' AND NOT fulfillment_status ILIKE 'x' ESCAPE '';

-- name: overlaps, boolean tests
SELECT id FROM orders WHERE (created, created) OVERLAPS (created, interval '1 day') AND (fulfillment_status = 'pending') IS NOT UNKNOWN AND (fulfillment_status <> 'x') IS TRUE;

-- name: locking of one of several
SELECT o.fulfillment_status FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = 1 FOR NO KEY UPDATE OF o NOWAIT;

-- name: row to JSON, locked
SELECT row_to_json(o) FROM orders o WHERE id = 1 FOR UPDATE;

-- name: after an error the transaction is aborted
-- error: 42702
SELECT fulfillment_status FROM orders o, shipments s;
-- error: 25P02
SELECT fulfillment_status FROM orders;

-- name: after a refused NULL the transaction is aborted
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);
-- error: 25P02
SELECT fulfillment_status FROM orders;

-- name: EXPLAIN of INSERT from the table
EXPLAIN (COSTS OFF) INSERT INTO customers (id, name) SELECT 50, 'x' FROM orders WHERE false;

-- name: upsert of V over something else
INSERT INTO orders (id, fulfillment_status) VALUES (2, 'pending') ON CONFLICT (id) DO UPDATE SET fulfillment_status = EXCLUDED.fulfillment_status, note = EXCLUDED.fulfillment_status RETURNING *;

-- name: upsert with a subquery over the table
INSERT INTO orders AS o (id) VALUES (2) ON CONFLICT (id) DO UPDATE SET note = (SELECT max(p.fulfillment_status) FROM orders p WHERE p.fulfillment_status = o.fulfillment_status AND p.id <> EXCLUDED.id) RETURNING o.note;

-- name: writing WITH, all kinds
WITH d AS (DELETE FROM orders WHERE id = 12 RETURNING *), u AS (UPDATE orders SET note = fulfillment_status WHERE id = 1 RETURNING *), i AS (INSERT INTO orders (id, note) SELECT 50, fulfillment_status FROM d RETURNING *) SELECT * FROM d UNION ALL SELECT * FROM u UNION ALL SELECT * FROM i;

-- name: UPDATE FROM itself, star returned
UPDATE orders o SET note = p.fulfillment_status FROM orders p WHERE p.id = o.id RETURNING *;

-- name: inner table without the column sees the outer's
SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM order_items WHERE order_id = orders.id AND fulfillment_status = 'pending');

-- name: many statements of names like keywords
SELECT o.id AS "select", o.fulfillment_status AS value, o.note AS type, o.code AS name, o.amount AS "user" FROM orders o WHERE o.id = 1;

-- name: non-ASCII alias
SELECT ö.fulfillment_status AS größe, ö.id AS 数 FROM orders ö WHERE ö.id = 1 ORDER BY größe;

-- name: emoji before an error
-- error: 42703
SELECT '😀', fulfillment_status, nonsense FROM orders;

-- name: a long alias is cut
SELECT fulfillment_status AS aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg FROM orders ORDER BY aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg;

-- name: count of rows of the nullable side
SELECT c.id, count(o), count(o.*), count(o.fulfillment_status) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id;

-- name: row_to_json of the nullable side
SELECT c.id, row_to_json(o), o IS NULL, o IS NOT NULL FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.id = 1;

-- name: functional dependency on the key
SELECT o.id, o.fulfillment_status, count(i.item_id) FROM orders o LEFT JOIN order_items i ON i.order_id = o.id GROUP BY o.id;

-- name: functional dependency, nullable side
SELECT o.id, o.fulfillment_status, count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY o.id;

-- name: star of grouped by key
SELECT o.*, count(*) FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY o.id;

-- name: Hibernate: fetch first rows only
-- ordered
select o1_0.id,o1_0.fulfillment_status from orders o1_0 where o1_0.fulfillment_status in ('pending','shipped') order by o1_0.id offset 1 rows fetch first 2 rows only;

-- name: Django: annotated count, EXISTS
SELECT "orders"."id", "orders"."fulfillment_status", COUNT("order_items"."item_id") AS "n", EXISTS(SELECT 1 AS "a" FROM "shipments" U0 WHERE U0."order_id" = ("orders"."id") LIMIT 1) AS "has" FROM "orders" LEFT OUTER JOIN "order_items" ON ("orders"."id" = "order_items"."order_id") GROUP BY "orders"."id", "orders"."fulfillment_status" HAVING COUNT("order_items"."item_id") > 0 ORDER BY "orders"."fulfillment_status" ASC, "n" DESC LIMIT 21;

-- name: Rails: exists and pluck distinct
SELECT DISTINCT "orders"."fulfillment_status", "orders"."id" AS alias_0 FROM "orders" LEFT OUTER JOIN "customers" ON "customers"."id" = "orders"."customer_id" WHERE "orders"."fulfillment_status" IS NOT NULL ORDER BY "orders"."id" DESC LIMIT 3;

-- name: Rails: insert_all with RETURNING
INSERT INTO "orders" ("id","note","fulfillment_status") VALUES (50, 'a', 'pending'), (51, 'b', 'pending') ON CONFLICT ("id") DO UPDATE SET note = EXCLUDED.note RETURNING "id";

-- name: SQLAlchemy: insertmanyvalues
INSERT INTO orders (id, note) SELECT p0::INTEGER, p1::VARCHAR FROM (VALUES (50, 'a', 0), (51, 'b', 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING orders.id, orders.fulfillment_status, orders.id AS id__1;

-- name: no blanks insert
INSERT INTO orders(id,fulfillment_status)VALUES(50,'pending')RETURNING*;

-- name: no blanks update
UPDATE orders SET fulfillment_status='pending'WHERE id=1 RETURNING*;

-- name: json_object of columns
-- since: 16
SELECT json_object('id' : id, 's' : fulfillment_status) FROM orders WHERE id < 3;

-- name: HAVING with outer
SELECT o.id FROM orders o WHERE o.id IN (SELECT max(p.id) FROM orders p GROUP BY p.fulfillment_status HAVING p.fulfillment_status = o.fulfillment_status);

-- name: grouped derived correlated
SELECT o.id, (SELECT count(*) FROM (SELECT p.fulfillment_status AS f FROM orders p WHERE p.fulfillment_status = o.fulfillment_status GROUP BY 1) z) FROM orders o GROUP BY o.id;

-- name: count as table name
-- ordered
SELECT customer_id, count(*) AS orders FROM orders GROUP BY customer_id HAVING count(fulfillment_status) > 0 ORDER BY orders DESC, 1;

-- name: parens and naming
SELECT (o.fulfillment_status), (fulfillment_status)::text, CASE WHEN id = 1 THEN '' ELSE fulfillment_status END, (SELECT fulfillment_status), fulfillment_status COLLATE "C", (CASE WHEN id = 1 THEN '' ELSE (SELECT fulfillment_status)::varchar END) FROM orders o WHERE id = 1;

-- name: CTE called materialized
WITH materialized AS (SELECT fulfillment_status FROM orders) SELECT fulfillment_status FROM materialized;

-- name: LIMIT subquery
SELECT count(*) FROM (SELECT 1 FROM orders LIMIT (SELECT count(*) FROM orders WHERE fulfillment_status = 'pending')) x;

-- name: overlay
SELECT overlay(fulfillment_status PLACING 'xx' FROM 1 FOR 2) FROM orders WHERE id = 1;

-- name: substring FROM FOR
SELECT substring(fulfillment_status FROM 2 FOR 3), position('n' IN fulfillment_status), trim(both 'p' FROM fulfillment_status), extract(year FROM created), trim(leading FROM fulfillment_status) FROM orders WHERE id = 1;

-- name: INSERT SELECT typed literal
INSERT INTO orders (id, fulfillment_status) SELECT 50, text 'pending';

-- name: left join star with nullable and grouped
SELECT o.*, count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY o.id;

-- name: nullable column grouped and subquery
SELECT o.fulfillment_status, count(*), (SELECT count(*) FROM shipments s WHERE s.fulfillment_status = 'shipped') FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY o.fulfillment_status;

-- name: aggregate in a subquery with mixed columns
SELECT o.id, (SELECT string_agg(o.fulfillment_status || i.product, ',' ORDER BY o.fulfillment_status, i.item_id) FROM order_items i WHERE i.order_id = o.id) FROM orders o;

-- name: aggregate ORDER BY of an outer column
SELECT o.id, (SELECT array_agg(i.product ORDER BY o.fulfillment_status, i.item_id) FROM order_items i WHERE i.order_id = o.id) FROM orders o;

-- name: UPDATE SET IS DISTINCT FROM, last
UPDATE orders SET code = (note IS DISTINCT FROM 'x')::text, note = fulfillment_status WHERE id = 1 RETURNING *;

-- name: upsert parameter, used twice
-- params: 'pending'
INSERT INTO orders (id, fulfillment_status) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET fulfillment_status = $1 RETURNING *;

-- name: insert select where not exists
-- params: int4 50, 'pending'
INSERT INTO orders (id, fulfillment_status) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM orders WHERE id = $1);

-- name: GROUP BY the column, correlated subquery
SELECT fulfillment_status, (SELECT count(*) FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status) FROM orders o GROUP BY fulfillment_status;

-- name: JSON_OBJECT of a row, colon
-- since: 16
-- refused: TR001 in absent
SELECT json_object('a' : o) FROM orders o WHERE o.id = 1;

-- name: array_agg of rows
-- refused: TR001 in absent
SELECT array_agg(o) FROM orders o WHERE id = 1;

-- name: row as text
SELECT o::text FROM orders o WHERE id = 1;

-- name: scalar function in FROM without alias
SELECT fulfillment_status, generate_series FROM orders, generate_series(1, 2) WHERE id = 1;

-- name: ON condition after ON condition
SELECT c.id, o.fulfillment_status FROM customers c LEFT JOIN orders o JOIN shipments s ON s.order_id = o.id ON o.customer_id = c.id;

-- name: cursor
DECLARE c CURSOR FOR SELECT fulfillment_status FROM orders;

-- name: CREATE TABLE AS
CREATE TEMPORARY TABLE x AS SELECT * FROM orders;

-- name: SELECT INTO
SELECT * INTO TEMPORARY x FROM orders;

-- name: ON CONFLICT row assignment
INSERT INTO orders (id, note, fulfillment_status) VALUES (1, 'x', 'pending') ON CONFLICT (id) DO UPDATE SET (note, fulfillment_status) = (EXCLUDED.note, EXCLUDED.fulfillment_status) RETURNING *;

-- name: DELETE USING left joined
-- refused: TR003 in absent, readable, writable
DELETE FROM orders o USING customers c LEFT JOIN archive a ON a.customer_id = c.id WHERE c.id = o.customer_id AND o.fulfillment_status = 'pending';

-- name: ORDER BY a parenthesised output name
-- ordered
SELECT note AS fulfillment_status, id FROM orders ORDER BY (fulfillment_status), id;

-- name: DISTINCT ON a parenthesised output name
-- ordered
SELECT DISTINCT ON ((fulfillment_status)) note AS fulfillment_status, id FROM orders ORDER BY (fulfillment_status), id;

-- name: GROUP BY an output name where an outer table has the column
SELECT o.id, (SELECT upper(i.product) AS fulfillment_status FROM order_items i WHERE i.order_id = o.id GROUP BY fulfillment_status ORDER BY 1 LIMIT 1) FROM orders o;

-- name: GROUP BY position of the column, correlated subquery
SELECT fulfillment_status, (SELECT count(*) FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status) FROM orders o GROUP BY 1;

-- name: GROUP BY alias of the column, correlated subquery
SELECT fulfillment_status AS st, (SELECT count(*) FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status) FROM orders o GROUP BY st;

-- name: aggregate in ORDER BY only
-- error: 42803
SELECT fulfillment_status FROM orders ORDER BY count(*);

-- name: recursive WITH, forward reference named like the table
-- refused: TR001 in absent, readable, writable
WITH RECURSIVE a AS (SELECT * FROM orders), orders AS (SELECT 1 AS id, 'x' AS fulfillment_status) SELECT * FROM a;

-- name: unicode name with its own escape character, column
-- refused: TR003 in absent, readable, writable
SELECT U&"!0066ulfillment_status" UESCAPE '!' FROM orders WHERE id = 1;

-- name: unicode name with its own escape character, table
-- refused: TR003 in absent, readable, writable
SELECT fulfillment_status FROM U&"!006Frders" UESCAPE '!' WHERE id = 1;

-- name: unicode alias with a backslash and another escape character
-- refused: TR003 in absent, readable, writable
SELECT fulfillment_status AS U&"a\b" UESCAPE '!' FROM orders WHERE id = 1;

-- name: join USING with an unnamed column: cast of an aggregate
SELECT * FROM orders o JOIN (SELECT customer_id, count(*)::int FROM archive GROUP BY 1) a USING (customer_id);

-- name: join USING with unnamed columns
SELECT * FROM orders o JOIN (SELECT customer_id, CASE WHEN id > 1 THEN 1 END, now()::date = current_date, 'x'::text, ARRAY[1], EXISTS (SELECT 1) FROM archive) a USING (customer_id);

-- name: star over a join USING with a duplicate column
SELECT * FROM orders o JOIN (SELECT id, 1 AS x, 2 AS x FROM customers) c USING (id);

-- name: join USING of int and bigint
SELECT * FROM orders o JOIN (SELECT id::bigint AS id, name FROM customers) c USING (id);

-- name: left join USING of int and bigint
SELECT * FROM orders o LEFT JOIN (SELECT id::bigint AS id, name FROM customers) c USING (id);

-- name: join USING of varchars of different length
SELECT * FROM orders o JOIN (SELECT note::varchar(10) AS note FROM archive UNION SELECT 'gift'::varchar(10)) c USING (note);

-- name: full join USING of int and bigint
SELECT * FROM orders o FULL JOIN (SELECT id::bigint AS id, name FROM customers) c USING (id);

-- name: INSERT SELECT of the column from the nullable side
-- refused: TR002 in readable beside writable
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT c.id + 100, o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.id = 1 ORDER BY c.id;

-- name: UPDATE NULL parameter without rows
-- params: null
UPDATE orders SET fulfillment_status = $1 WHERE id = 99;

-- name: UPDATE from an integer: assignment cast
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = id WHERE id < 3 RETURNING *;

-- name: UPDATE from a boolean: assignment cast
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = (id > 2) WHERE id < 3 RETURNING *;

-- name: UPDATE from a parameter declared integer
-- refused: TR002 in absent, readable
-- params: int4 5
UPDATE orders SET fulfillment_status = $1 WHERE id < 3 RETURNING *;

-- name: INSERT from a parameter declared integer
-- refused: TR002 in absent, readable
-- params: int4 5
INSERT INTO orders (id, fulfillment_status) VALUES (50, $1) RETURNING *;

-- name: INSERT from an integer expression
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 2 + 3) RETURNING *;

-- name: XMLFOREST
-- refused: TR001 in absent, readable, writable
SELECT xmlforest(fulfillment_status, id) FROM orders WHERE id = 1;

-- name: JSON_OBJECTAGG of rows
-- refused: TR001 in absent
-- since: 16
SELECT json_objectagg(o.id : o) FROM orders o WHERE o.id = 1;

-- name: TABLE ONLY
TABLE ONLY orders;

-- name: an error first in several statements
-- refused: TR001 in absent, readable
-- modes: simple
-- error: 22012
SELECT 1/0; INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);

-- name: NULL in the second of several statements
-- refused: TR001 in absent, readable
-- modes: simple
-- error: 23502
SELECT 7; INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);

-- name: ambiguous in the second of several statements
-- refused: TR001 in absent, readable, writable
-- modes: simple
-- error: 42702
SELECT 7; SELECT fulfillment_status FROM orders o, shipments s;

-- name: committed before an error in several statements
-- refused: TR001 in absent, readable
-- autocommit
-- modes: simple
-- error: 23502
BEGIN; INSERT INTO orders (id) VALUES (50); COMMIT; INSERT INTO orders (id, fulfillment_status) VALUES (51, NULL);
SELECT id FROM orders WHERE id = 50;

-- name: INSERT SELECT typed literal other
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT 50, text 'ship' || 'ped';

-- name: natural join of derived tables with unnamed columns
SELECT * FROM orders o NATURAL JOIN (SELECT id, count(*)::int, max(name)::text FROM customers GROUP BY id) c;
