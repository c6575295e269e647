-- note: Statements that wrap a query: cursors, new tables, EXPLAIN; and what the database would keep.

-- name: a cursor over a star
DECLARE c CURSOR FOR SELECT * FROM orders ORDER BY id;
-- ordered
FETCH 3 FROM c;
MOVE 2 IN c;
-- ordered
FETCH FORWARD 2 FROM c;
CLOSE c;

-- name: a cursor over the column, with all its words
DECLARE c NO SCROLL CURSOR WITHOUT HOLD FOR SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = 'pending' ORDER BY id;
-- ordered
FETCH ALL FROM c;

-- name: a binary cursor
-- modes: simple
DECLARE c BINARY INSENSITIVE CURSOR FOR SELECT fulfillment_status, id FROM orders ORDER BY id;
-- ordered
FETCH 2 FROM c;

-- name: a scroll cursor
DECLARE "My Cursor" SCROLL CURSOR FOR SELECT id, upper(fulfillment_status) AS s FROM orders ORDER BY id;
-- ordered
FETCH LAST FROM "My Cursor";
-- ordered
FETCH PRIOR FROM "My Cursor";

-- name: a cursor by a parameter
-- modes: extended
-- params: 'pending'
DECLARE c CURSOR FOR SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = $1 ORDER BY id;
-- ordered
FETCH ALL FROM c;

-- name: a cursor named like the table
DECLARE orders CURSOR FOR SELECT fulfillment_status, id FROM orders ORDER BY id;
-- ordered
FETCH 2 FROM orders;
CLOSE orders;

-- name: a cursor with hold
-- autocommit
BEGIN;
DECLARE held CURSOR WITH HOLD FOR SELECT * FROM orders ORDER BY id;
COMMIT;
-- ordered
FETCH 2 FROM held;
CLOSE held;

-- name: update where current of
DECLARE c CURSOR FOR SELECT * FROM orders WHERE id IN (4, 6) ORDER BY id FOR UPDATE;
FETCH 1 FROM c;
UPDATE orders SET note = 'current' WHERE CURRENT OF c RETURNING id, note, fulfillment_status;
FETCH 1 FROM c;
UPDATE orders SET fulfillment_status = 'pending' WHERE CURRENT OF c RETURNING *;

-- name: delete where current of
DECLARE c CURSOR FOR SELECT id, fulfillment_status FROM orders WHERE id = 2;
FETCH 1 FROM c;
DELETE FROM orders WHERE CURRENT OF c RETURNING *;

-- name: where current of, through an alias
DECLARE c CURSOR FOR SELECT * FROM orders o WHERE o.id = 3;
FETCH c;
UPDATE orders AS o SET amount = o.amount + 1 WHERE CURRENT OF c RETURNING o.id, o.amount, o.fulfillment_status;

-- name: where current of, a cursor over a whole row
DECLARE c CURSOR FOR SELECT row_to_json(orders), id FROM orders WHERE id = 2;
FETCH c;
UPDATE orders SET note = 'row' WHERE CURRENT OF c RETURNING id, note, fulfillment_status;

-- name: where current of a cursor that is not there
-- error: 34000
UPDATE orders SET fulfillment_status = 'pending' WHERE CURRENT OF nothing;

-- name: create table as star
CREATE TABLE copied AS SELECT * FROM orders;
SELECT * FROM copied WHERE id < 4;
SELECT attname, atttypid::regtype, atttypmod, attcollation::regcollation FROM pg_attribute WHERE attrelid = 'copied'::regclass AND attnum > 0 ORDER BY attnum;

-- name: create temporary table as, with everything
CREATE TEMP TABLE IF NOT EXISTS copied (a, b) WITH (fillfactor = 70) ON COMMIT PRESERVE ROWS AS SELECT fulfillment_status, count(*) FROM orders GROUP BY 1 WITH DATA;
SELECT a, b FROM copied;

-- name: create table as without data
CREATE UNLOGGED TABLE copied AS (SELECT id, fulfillment_status FROM orders) WITH NO DATA;
SELECT attname, atttypid::regtype FROM pg_attribute WHERE attrelid = 'copied'::regclass AND attnum > 0;
SELECT count(*) FROM copied;

-- name: create table as table
CREATE TABLE copied AS TABLE orders;
SELECT * FROM copied;

-- name: create table as, names of columns
CREATE TABLE copied AS SELECT orders.fulfillment_status, fulfillment_status AS other, lower(fulfillment_status), fulfillment_status::text AS "Cast" FROM orders;
SELECT fulfillment_status, other, lower, "Cast" FROM copied;

-- name: create table as set operation and with
CREATE TABLE copied AS WITH p AS (SELECT * FROM orders WHERE id < 3) SELECT id, fulfillment_status FROM p UNION ALL SELECT id, fulfillment_status FROM archive;
SELECT * FROM copied;

-- name: create table that exists already
-- error: 42P07
CREATE TABLE archive AS SELECT * FROM orders;

-- name: create table of the table's own name
CREATE TEMP TABLE orders AS SELECT 1 AS id;

-- name: select into
SELECT * INTO copied FROM orders;
SELECT * FROM copied;

-- name: select into temporary
SELECT id, fulfillment_status INTO TEMPORARY TABLE copied FROM orders WHERE fulfillment_status <> 'shipped' ORDER BY id;
SELECT * FROM copied;

-- name: select into, a name like the column
SELECT id, fulfillment_status INTO UNLOGGED fulfillment_status FROM orders;
SELECT * FROM fulfillment_status;

-- name: explain
-- modes: simple
EXPLAIN (COSTS OFF, FORMAT JSON) DECLARE c CURSOR FOR SELECT id FROM orders WHERE id = 1;

-- name: explain does not run
EXPLAIN CREATE TABLE copied AS SELECT count(*) FROM archive;
SELECT to_regclass('copied');

-- name: a view over other columns
CREATE VIEW v AS SELECT id, note FROM orders;
SELECT * FROM v WHERE id < 3;

-- name: a view over the column
-- refused: TR007 in absent, readable, writable
CREATE VIEW v AS SELECT id, fulfillment_status FROM orders;
SELECT * FROM v;

-- name: a view over a star
-- refused: TR007 in absent, readable, writable
CREATE OR REPLACE TEMP VIEW v (a) AS SELECT * FROM orders WITH LOCAL CHECK OPTION;
SELECT * FROM v;

-- name: a materialized view over the column
-- refused: TR007 in absent, readable, writable
CREATE MATERIALIZED VIEW v AS SELECT fulfillment_status, count(*) FROM orders GROUP BY 1 WITH DATA;
SELECT * FROM v;

-- name: a materialized view over other columns
CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT count(*) AS n FROM orders WITH NO DATA;
REFRESH MATERIALIZED VIEW v;
SELECT * FROM v;

-- name: a rule that does nothing
CREATE RULE r AS ON DELETE TO orders WHERE old.id > 5 DO INSTEAD NOTHING;
DELETE FROM orders WHERE id IN (1, 10);

-- name: a rule over the column
-- refused: TR007 in absent, readable, writable
CREATE RULE r AS ON UPDATE TO orders DO ALSO UPDATE customers SET city = new.fulfillment_status WHERE id = new.customer_id;
UPDATE orders SET note = 'x' WHERE id = 1;
SELECT id, city FROM customers;

-- name: a function with a body over the column
-- refused: TR007 in absent, readable, writable
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT fulfillment_status FROM orders WHERE id = 1 $$;
SELECT f();

-- name: a function with statements over the column
-- refused: TR007 in absent, readable, writable
CREATE FUNCTION f() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN id = 1 THEN fulfillment_status ELSE '' END FROM orders; END;
SELECT f();

-- name: a function over other columns
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT note FROM orders WHERE id = 1 $$;
SELECT f();

-- name: explain of an insert of NULL
EXPLAIN (COSTS OFF) INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);

-- name: explain of an insert of NULL among others
EXPLAIN (COSTS OFF, ANALYZE false) INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending'), (51, NULL);

-- name: explain of an insert of NULL by a parameter
-- params: null
EXPLAIN (COSTS OFF) INSERT INTO orders (id, fulfillment_status) VALUES (50, $1);

-- name: explain analyze of an insert of NULL
-- error: 23502
EXPLAIN (COSTS OFF, ANALYZE) INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);

-- name: a first word that is none
-- error: 42601
FOO orders SET fulfillment_status = 'x';

-- name: a name for a first word
-- error: 42601
"select" * FROM orders;

-- name: a first word that is none, beside another statement
-- modes: simple
-- error: 42601
SELECT 1; orders;

-- name: where current of, a cursor that is ordered by the column
DECLARE c CURSOR FOR SELECT id, fulfillment_status FROM orders ORDER BY fulfillment_status, id;
FETCH c;
-- error: 24000
UPDATE orders SET note = 'x' WHERE CURRENT OF c;

-- name: where current of, a cursor that is ordered by the column's number
DECLARE c CURSOR FOR SELECT * FROM orders WHERE id = 1 ORDER BY 7;
FETCH c;
-- error: 24000
DELETE FROM orders WHERE CURRENT OF c;

-- name: where current of, a cursor over distinct values of the column
DECLARE c CURSOR FOR SELECT DISTINCT fulfillment_status FROM orders ORDER BY 1;
FETCH c;
-- error: 24000
DELETE FROM orders WHERE CURRENT OF c;

-- name: where current of, a cursor that is ordered by the column and locks
DECLARE c CURSOR FOR SELECT id, fulfillment_status FROM orders WHERE id = 3 ORDER BY fulfillment_status FOR UPDATE;
FETCH c;
UPDATE orders SET note = 'x' WHERE CURRENT OF c RETURNING id, note, fulfillment_status;

-- name: a trigger on the table
CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.* IS NOT DISTINCT FROM NEW.*) EXECUTE FUNCTION suppress_redundant_updates_trigger();
UPDATE orders SET note = 'x' WHERE id < 3 RETURNING *;
DROP TRIGGER t ON orders;

-- name: a trigger on the column
-- refused: TR007 in absent, readable, writable
CREATE TRIGGER t BEFORE UPDATE OF fulfillment_status ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();

-- name: statistics over columns of the table
CREATE STATISTICS st ON customer_id, note FROM orders;

-- name: a sequence that a column of the table owns
CREATE SEQUENCE sq OWNED BY orders.customer_id;
SELECT nextval('sq');
UPDATE orders SET customer_id = currval('sq') WHERE id = 1 RETURNING *;

-- name: a policy over another column
CREATE POLICY p ON orders FOR SELECT USING (note IS NOT NULL);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
SELECT * FROM orders;

-- name: a publication of the table
CREATE PUBLICATION pb FOR TABLE orders;

-- name: a unique index over another column
CREATE UNIQUE INDEX ix ON orders (id, note) WHERE note IS NOT NULL;
INSERT INTO orders (id, note) VALUES (1, 'p1') ON CONFLICT (id) DO NOTHING RETURNING *;

-- name: a policy with a query over all columns
-- refused: TR007 in absent, readable, writable
CREATE POLICY p ON customers USING (EXISTS (SELECT 1 FROM orders NATURAL JOIN archive));
