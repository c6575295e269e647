-- note: Statements that try to mislead the rewriting: the rarer clauses.

-- name: merge, only the table itself
-- since: 15
MERGE INTO ONLY orders AS o USING customers AS c ON c.id = o.customer_id WHEN MATCHED AND o.fulfillment_status = 'pending' AND c.vip THEN UPDATE SET note = o.fulfillment_status;

-- name: merge, a source called like the column
-- since: 15
MERGE INTO orders o USING shipments fulfillment_status ON fulfillment_status.order_id = o.id WHEN MATCHED THEN UPDATE SET note = o.fulfillment_status || fulfillment_status.carrier;

-- name: merge, a subquery in a condition
-- since: 15
MERGE INTO orders o USING customers c ON c.id = o.customer_id
WHEN MATCHED AND EXISTS (SELECT 1 FROM orders p WHERE p.fulfillment_status = o.fulfillment_status AND p.id = o.id + 1) THEN UPDATE SET code = NULL
WHEN MATCHED AND (SELECT max(fulfillment_status) FROM orders) > o.fulfillment_status THEN UPDATE SET note = (SELECT o.fulfillment_status || s.carrier FROM shipments s WHERE s.order_id = o.id);

-- name: merge, a row from a subquery
-- since: 15
MERGE INTO orders o USING customers c ON c.id = o.customer_id AND o.id < 4
WHEN MATCHED THEN UPDATE SET (note, amount) = (SELECT o.fulfillment_status, count(*) FROM orders p WHERE p.fulfillment_status = o.fulfillment_status);

-- name: merge, overriding
-- since: 15
MERGE INTO orders o USING (VALUES (70)) s (id) ON o.id = s.id WHEN NOT MATCHED THEN INSERT (id, fulfillment_status) OVERRIDING SYSTEM VALUE VALUES (s.id, 'pending');

-- name: merge, overriding user value, by position
-- since: 15
MERGE INTO orders o USING (VALUES (70)) s (id) ON o.id = s.id WHEN NOT MATCHED THEN INSERT OVERRIDING USER VALUE VALUES (s.id, 1, 2, 'n', DEFAULT, 'Q', DEFAULT);

-- name: merge, column aliases of the source hide the column
-- since: 15
MERGE INTO customers c USING (SELECT * FROM orders WHERE id IN (1, 3, 5)) AS s (a, b, cc, d, e, f, g) ON c.id = s.b WHEN MATCHED THEN UPDATE SET city = s.g;

-- name: merge, column aliases of the table as source
-- since: 15
MERGE INTO customers c USING orders AS s (a, b) ON c.id = s.b AND s.a IN (1, 3, 5) WHEN MATCHED THEN UPDATE SET city = s.fulfillment_status;

-- name: merge, the whole row of the target
-- since: 15
MERGE INTO orders o USING customers c ON c.id = o.customer_id AND o.id < 3 WHEN MATCHED THEN UPDATE SET note = left(to_jsonb(o) ->> 'fulfillment_status', 40);

-- name: merge, the source a join with the table on its nullable side
-- since: 15
MERGE INTO shipments t USING (SELECT c.id, o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.id IN (2, 3)) s ON s.id = t.order_id WHEN MATCHED THEN UPDATE SET carrier = coalesce(s.fulfillment_status, 'none') WHEN NOT MATCHED AND s.fulfillment_status IS NULL THEN INSERT (order_id, fulfillment_status) VALUES (s.id, s.fulfillment_status);

-- name: merge, an aggregate in the source
-- since: 15
MERGE INTO customers c USING (SELECT customer_id, min(fulfillment_status) AS f, count(DISTINCT fulfillment_status) AS n FROM orders GROUP BY customer_id) s ON s.customer_id = c.id WHEN MATCHED AND s.n > 1 THEN UPDATE SET city = s.f WHEN MATCHED THEN DELETE;

-- name: merge by source, with the column
-- since: 17
MERGE INTO orders o USING shipments s ON s.order_id = o.id WHEN NOT MATCHED BY SOURCE AND o.fulfillment_status = 'pending' THEN DELETE WHEN MATCHED THEN UPDATE SET note = s.fulfillment_status || o.fulfillment_status RETURNING o.id, o.fulfillment_status, s.fulfillment_status;

-- name: merge prepared in SQL
-- since: 15
-- modes: simple
PREPARE m (int) AS MERGE INTO orders o USING (VALUES ($1)) s (id) ON o.id = s.id WHEN MATCHED AND o.fulfillment_status = 'pending' THEN UPDATE SET note = 'm';
EXECUTE m (1);
EXECUTE m (2);
DEALLOCATE m;

-- name: update returning old and new
-- since: 18
-- refused: TR001 in absent, readable, writable
UPDATE orders SET note = 'x' WHERE id < 4 RETURNING id, old.fulfillment_status, new.fulfillment_status, old.note;

-- name: old in an expression
-- since: 18
-- refused: TR001 in absent, readable, writable
UPDATE orders SET note = 'x' WHERE id < 4 RETURNING old IS NULL, upper(old.fulfillment_status) || new.note;

-- name: old and new as rows
-- since: 18
-- refused: TR001 in absent, readable, writable
UPDATE orders SET note = 'x' WHERE id = 1 RETURNING to_jsonb(old), to_jsonb(new);

-- name: old as a row of another target
-- since: 18
UPDATE customers SET city = 'x' WHERE id IN (SELECT customer_id FROM orders WHERE fulfillment_status = 'none') RETURNING to_jsonb(old);

-- name: an alias called new
UPDATE orders new SET note = new.fulfillment_status WHERE new.id < 3 RETURNING new.fulfillment_status;

-- name: a table called old beside
UPDATE orders o SET note = old.fulfillment_status FROM shipments old WHERE old.order_id = o.id RETURNING o.id, old.fulfillment_status, o.fulfillment_status;

-- name: whole row returned from a writing WITH
WITH u AS (UPDATE orders SET note = 'w' WHERE id < 4 RETURNING *) SELECT u.fulfillment_status, count(*) FROM u GROUP BY u.fulfillment_status;

-- name: writing WITH, names of its columns
WITH u (a, b, c, d, e, f, g) AS (DELETE FROM orders WHERE id > 9 RETURNING *) SELECT g, a FROM u;

-- name: writing WITH, the table read beside
WITH u AS (UPDATE orders SET note = 'w' WHERE id < 4 RETURNING id, fulfillment_status AS f) SELECT o.id, o.note, o.fulfillment_status, u.f FROM orders o LEFT JOIN u ON u.id = o.id;

-- name: writing WITH over another table feeds the table
WITH d AS (DELETE FROM shipments WHERE order_id < 6 RETURNING *) INSERT INTO orders (id, note) SELECT order_id + 60, fulfillment_status FROM d RETURNING *;

-- name: writing WITH feeds the column
-- refused: TR002 in absent, readable
WITH d AS (DELETE FROM shipments WHERE order_id < 6 RETURNING *) INSERT INTO orders (id, fulfillment_status) SELECT order_id + 60, fulfillment_status FROM d RETURNING *;

-- name: writing WITH, upsert inside
WITH i AS (INSERT INTO orders (id, note) VALUES (1, 'a'), (70, 'b') ON CONFLICT (id) DO UPDATE SET note = orders.fulfillment_status || EXCLUDED.note RETURNING id, note, fulfillment_status) SELECT * FROM i JOIN customers USING (id);

-- name: writing WITH inside EXPLAIN
-- modes: simple
EXPLAIN (COSTS OFF, FORMAT JSON) WITH a AS (DELETE FROM shipments WHERE false RETURNING order_id) SELECT 1 FROM a;

-- name: writing WITH, not used
WITH a AS (UPDATE orders SET note = fulfillment_status WHERE id < 4) SELECT id, note FROM orders WHERE id < 4;

-- name: row assignment from a subquery over the table's star
UPDATE customers c SET (name, city) = (SELECT s.fulfillment_status, s.note FROM (SELECT * FROM orders) s WHERE s.customer_id = c.id ORDER BY s.id LIMIT 1) WHERE id IN (1, 2) RETURNING *;

-- name: row assignment, row of a row
-- error: 42601
UPDATE orders SET (note, code) = (ROW(fulfillment_status, 'x'), 'y', 'z') WHERE id = 1;

-- name: row assignment with a subquery that reads the outer row only
UPDATE orders SET (note, code) = (SELECT fulfillment_status, note) WHERE id < 3 RETURNING *;

-- name: assignment of an element
-- error: 42804
-- refused: TR001 in absent, readable, writable
UPDATE orders SET fulfillment_status[1] = 'pending' WHERE id = 1;

-- name: an element of the column
-- error: 42804
SELECT fulfillment_status[1] FROM orders;

-- name: a field of a row of a derived table
-- refused: TR001 in absent, readable, writable
SELECT (d).fulfillment_status, (d.*).id FROM (SELECT * FROM orders) d ORDER BY (d).id;

-- name: a field of a row of the nullable side
SELECT c.id, (o).fulfillment_status, (o).id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.id < 4;

-- name: a function as an attribute
-- error: 42703
SELECT o.upper FROM orders o;

-- name: rows compared
-- refused: TR001 in absent
SELECT o.id FROM orders o JOIN orders p ON o = p AND o.id < 4;

-- name: rows distinct
SELECT count(DISTINCT o) FROM orders o;

-- name: rows in a list
SELECT id FROM orders o WHERE (o.id, o.fulfillment_status) IN (SELECT p.id, p.fulfillment_status FROM orders p WHERE p.id < 4);

-- name: rows compared with a constructed one
SELECT id FROM orders WHERE (fulfillment_status, id) < ('pending', 5) OR ROW(fulfillment_status, id) = ROW('shipped', 3);

-- name: a row as text and back
SELECT (o::text)::varchar(20) FROM orders o WHERE id = 2;

-- name: a row in hstore's manner
SELECT key, value FROM orders o, LATERAL jsonb_each_text(to_jsonb(o)) WHERE o.id = 1;

-- name: rows as a jsonb aggregate, ordered
SELECT jsonb_agg(o ORDER BY o.fulfillment_status, o.id) FROM orders o;

-- name: rows as a jsonb aggregate, minus a key
SELECT jsonb_agg(to_jsonb(o) - 'created' - 'code' ORDER BY o.id) FROM orders o;

-- name: rows of a subquery as json
SELECT json_agg(x) FROM (SELECT * FROM orders ORDER BY id LIMIT 3) x;

-- name: row_to_json pretty
SELECT row_to_json(o, true) FROM orders o WHERE id = 3;

-- name: jsonb_populate_record
-- refused: TR001 in absent
SELECT (jsonb_populate_record(o, '{"note": "changed"}')).note FROM orders o WHERE id = 1;

-- name: jsonb_populate_record of the type, the column
-- refused: TR001 in absent, readable, writable
SELECT r.fulfillment_status FROM jsonb_populate_record(NULL::orders, '{"id": 5, "fulfillment_status": "n"}') r;

-- name: concat of a row
SELECT concat(o, '!') FROM orders o WHERE id = 1;

-- name: num_nulls of a row's columns
SELECT num_nulls(o.fulfillment_status, o.note), num_nonnulls(VARIADIC ARRAY[o.fulfillment_status, o.note]) FROM orders o;

-- name: pg_typeof of the row
SELECT pg_typeof(o.fulfillment_status) FROM orders o WHERE id = 1;

-- name: column aliases for all columns
SELECT g, a FROM orders AS o (a, b, c, d, e, f, g) WHERE g = 'pending';

-- name: column aliases, the column's name for another
SELECT fulfillment_status, id FROM orders AS o (fulfillment_status, id, c, d, e, f, g);

-- name: column aliases, the column keeps its name beside one that is called like it
-- error: 42702
SELECT fulfillment_status FROM orders AS o (fulfillment_status);

-- name: column aliases, too many
-- error: 42P10
SELECT 1 FROM orders AS o (a, b, c, d, e, f, g, h);

-- name: column aliases, qualified by the old name
-- error: 42703
SELECT o.fulfillment_status FROM orders AS o (a, b, c, d, e, f, g);

-- name: column aliases and a star
SELECT * FROM orders AS o (a, b) WHERE a < 3;

-- name: column aliases and a whole row
-- refused: TR001 in absent, readable, writable
SELECT to_jsonb(o) FROM orders AS o (a, b) WHERE a < 3;

-- name: column aliases and USING
SELECT * FROM orders AS o (order_id) JOIN shipments s USING (order_id);

-- name: column aliases and a NATURAL join
SELECT * FROM orders AS o (order_id) NATURAL JOIN shipments s;

-- name: column aliases, NATURAL join by the renamed column
SELECT * FROM orders AS o (a, b, c, d, e, f, carrier) NATURAL LEFT JOIN shipments s;

-- name: column aliases and an outer join
SELECT c.id, o.g FROM customers c LEFT JOIN orders AS o (a, b, cc, d, e, f, g) ON o.b = c.id AND o.g = 'pending';

-- name: column aliases and FOR UPDATE
SELECT a, g FROM orders AS o (a, b, c, d, e, f, g) WHERE a < 3 FOR UPDATE OF o;

-- name: a join with an alias of USING
SELECT x.id, o.fulfillment_status FROM orders o JOIN customers c USING (id) AS x;

