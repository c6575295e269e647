-- note: Temporary relations hide tables of their name from unqualified names.

-- name: a temporary table of the table's name
CREATE TEMP TABLE orders (id int, label text);
INSERT INTO orders VALUES (1, 'mine') RETURNING *;
SELECT * FROM orders;
TRUNCATE orders;
SELECT id, fulfillment_status FROM public.orders WHERE id < 3;
SELECT label, o.fulfillment_status FROM orders JOIN public.orders o USING (id);
SELECT count(*) FROM pg_temp.orders;
UPDATE orders SET label = 'changed';
DELETE FROM orders;
DROP TABLE orders;
SELECT id, fulfillment_status FROM orders WHERE id < 3;

-- name: a temporary table of the table's name and column
CREATE TEMP TABLE orders AS SELECT 7 AS id, 'temporary' AS fulfillment_status;
SELECT fulfillment_status FROM orders;
SELECT orders.* FROM orders;

-- name: a temporary table of another name
CREATE TEMP TABLE wanted (id int PRIMARY KEY);
INSERT INTO wanted VALUES (1), (2);
SELECT o.id, o.fulfillment_status FROM orders o JOIN wanted w ON w.id = o.id;
SELECT o.* FROM orders o WHERE id IN (SELECT id FROM wanted);

-- name: a temporary table that hides another table with the column
CREATE TEMP TABLE shipments (order_id int, carrier text);
SELECT o.fulfillment_status, s.* FROM orders o LEFT JOIN shipments s ON s.order_id = o.id WHERE o.id < 3;

-- name: select into
SELECT 1 AS id, 'x' AS label INTO TEMP orders;
SELECT * FROM orders;

-- name: a temporary table that is renamed
CREATE TEMP TABLE staged (id int, label text);
SELECT fulfillment_status FROM orders WHERE id = 1;
ALTER TABLE staged RENAME TO orders;
SELECT * FROM orders;
ALTER TABLE orders RENAME TO staged;
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: a temporary view
CREATE TEMP VIEW orders AS SELECT 1 AS one;
SELECT * FROM orders;
DROP VIEW orders;
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: rolled back to a savepoint
SAVEPOINT s;
CREATE TEMP TABLE orders (id int, label text);
ROLLBACK TO SAVEPOINT s;
-- refused: TR004 in absent, readable, writable
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: rolled back
-- autocommit
BEGIN;
CREATE TEMP TABLE orders (id int, label text);
SELECT * FROM orders;
ROLLBACK;
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: rolled back after an error
-- autocommit
BEGIN;
CREATE TEMP TABLE orders (id int, label text);
-- error: 22012
SELECT 1 / 0;
COMMIT;
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: gone with its transaction
-- autocommit
BEGIN;
CREATE TEMP TABLE orders (id int, label text) ON COMMIT DROP;
SELECT * FROM orders;
COMMIT;
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: it stays behind its transaction, until it is discarded
-- autocommit
CREATE TEMP TABLE orders (id int, label text);
SELECT * FROM orders;
DISCARD TEMP;
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: it is not made
-- autocommit
-- error: 22012
CREATE TEMP TABLE orders AS SELECT 1 / 0 AS id;
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: several statements in one message
-- autocommit
-- modes: simple
-- refused: TR004 in absent, readable, writable
CREATE TEMP TABLE orders (id int, label text); INSERT INTO orders VALUES (1, 'mine'); DROP TABLE orders;
SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: pg_temp last
-- autocommit
SET search_path = public, pg_temp;
CREATE TEMP TABLE orders (id int, label text);
SELECT fulfillment_status FROM orders WHERE id = 1;
SELECT * FROM pg_temp.orders;
DISCARD TEMP;
RESET search_path;

-- name: copy a temporary table of the table's name
CREATE TEMP TABLE orders AS SELECT 1 AS id, 'mine' AS label;
COPY orders TO STDOUT;
-- data: 2→more
COPY orders FROM STDIN;
SELECT * FROM orders;

-- name: dropped, and rolled back to a savepoint
CREATE TEMP TABLE orders (id int, label text);
SAVEPOINT s;
DROP TABLE orders;
SELECT fulfillment_status FROM orders WHERE id = 1;
ROLLBACK TO SAVEPOINT s;
-- refused: TR004 in absent, readable, writable
SELECT * FROM orders;
