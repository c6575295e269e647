-- note: Several statements, transactions, errors within them.

-- name: write then read
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending');
UPDATE orders SET note = 'second' WHERE fulfillment_status = 'pending' AND id = 50;
SELECT id, note, fulfillment_status FROM orders WHERE id = 50;
DELETE FROM orders WHERE id = 50;
SELECT count(*) FROM orders WHERE fulfillment_status = 'pending';

-- name: a failing statement aborts the transaction
SELECT fulfillment_status FROM orders WHERE id = 1;
-- error: 42703
SELECT fulfillment_status, nonsense FROM orders;
-- error: 25P02
SELECT fulfillment_status FROM orders;
-- error: 25P02
SELECT 1;

-- name: a held write or its target's error aborts the transaction
UPDATE orders SET note = 'x' WHERE id = 1;
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);
-- error: 25P02
SELECT note FROM orders WHERE id = 1;

-- name: savepoint, failure, back to it
SAVEPOINT s;
UPDATE orders SET note = 'lost' WHERE fulfillment_status = 'pending';
-- error: 42703
SELECT fulfillment_status, nonsense FROM orders;
ROLLBACK TO SAVEPOINT s;
SELECT id, note, fulfillment_status FROM orders WHERE id < 4;

-- name: savepoint after 23502
SAVEPOINT s;
-- error: 23502
UPDATE orders SET fulfillment_status = NULL WHERE id = 1;
ROLLBACK TO s;
UPDATE orders SET fulfillment_status = 'pending' WHERE id = 1 RETURNING fulfillment_status;
RELEASE SAVEPOINT s;

-- name: commit of a block of its own
-- autocommit
BEGIN;
INSERT INTO orders (id, note) VALUES (50, 'kept');
UPDATE orders SET fulfillment_status = 'pending' WHERE id = 1;
COMMIT;
SELECT id, fulfillment_status FROM orders WHERE id IN (1, 50);

-- name: commit of an aborted block
-- autocommit
BEGIN;
DELETE FROM orders WHERE fulfillment_status = 'pending';
-- error: 42703
SELECT nonsense, fulfillment_status FROM orders;
COMMIT;
SELECT count(*), min(fulfillment_status) FROM orders;

-- name: rollback of a block
-- autocommit
START TRANSACTION ISOLATION LEVEL REPEATABLE READ;
UPDATE orders SET fulfillment_status = 'pending', note = 'gone';
ROLLBACK;
SELECT id, note, fulfillment_status FROM orders WHERE id < 3;

-- name: read-only transaction refuses writes
-- autocommit
BEGIN READ ONLY;
SELECT fulfillment_status FROM orders WHERE id = 1;
-- error: 25006
UPDATE orders SET fulfillment_status = 'pending' WHERE id = 1;
ROLLBACK;

-- name: several writes in one query are one transaction
-- autocommit
-- modes: simple
-- error: 23505
INSERT INTO orders (id, note) VALUES (50, 'first'); INSERT INTO orders (id, fulfillment_status) VALUES (1, 'pending');
SELECT count(*) FROM orders WHERE fulfillment_status IS NOT NULL AND id = 50;

-- name: several statements of all kinds in one query
-- modes: simple
INSERT INTO orders (id) VALUES (50) RETURNING *; UPDATE orders SET note = fulfillment_status WHERE id = 50 RETURNING note; SELECT fulfillment_status FROM orders WHERE id = 50; DELETE FROM orders WHERE id = 50;

-- name: an error in the middle of several statements
-- modes: simple
-- error: 42703
SELECT fulfillment_status FROM orders WHERE id = 1; SELECT fulfillment_status, nonsense FROM orders; SELECT 1;

-- name: SET LOCAL between
SET LOCAL standard_conforming_strings = off;
SELECT id FROM orders WHERE fulfillment_status = 'pend\151ng' OR note = 'it\'s';
SET LOCAL standard_conforming_strings = on;
SELECT id FROM orders WHERE fulfillment_status = 'pend\151ng';

-- name: search_path: neither schema
SET LOCAL search_path = pg_catalog;
-- error: 42P01
SELECT fulfillment_status FROM orders;

-- name: temporary table of the same name
CREATE TEMPORARY TABLE orders (id int, fulfillment_status text) ON COMMIT DROP;
INSERT INTO orders VALUES (1, 'temporary');
SELECT * FROM orders;
SELECT o.fulfillment_status FROM public.orders o WHERE id = 1;

-- name: cursor over another table, reads of the table between
DECLARE c CURSOR FOR SELECT name FROM customers ORDER BY id;
FETCH 1 FROM c;
SELECT fulfillment_status FROM orders WHERE id = 1;
FETCH 1 FROM c;

-- name: lock then write
SELECT id FROM orders WHERE fulfillment_status = 'pending' AND id < 5 FOR UPDATE;
UPDATE orders SET note = 'locked', fulfillment_status = 'pending' WHERE id = 3 RETURNING *;

-- name: time zone and date style of the session
SET LOCAL TimeZone = 'Asia/Tokyo';
SET LOCAL DateStyle = 'SQL, DMY';
SELECT created, fulfillment_status FROM orders WHERE id = 1;

-- name: copies of rows through two tables
INSERT INTO shipments (order_id, fulfillment_status) SELECT id, fulfillment_status FROM orders;
DELETE FROM orders WHERE EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = orders.id AND s.fulfillment_status = orders.fulfillment_status);
SELECT count(*) FROM orders;
