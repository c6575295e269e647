-- note: One session that changes its application_name between a version that knows the column and one that does not.
-- note: The reference is the target database; what the older version does in between must leave it right.

-- name: an older version inserts, the newer reads
SET LOCAL application_name = 'orders-v1';
INSERT INTO orders (id, note) VALUES (50, 'old');
SET LOCAL application_name = 'orders-v2';
SELECT * FROM orders WHERE id = 50;

-- name: an older version inserts by position
SET LOCAL application_name = 'orders-v1';
INSERT INTO orders VALUES (50, 1, 2.5, 'old', DEFAULT, 'OLD'), (51, 2, 2.5, 'old', DEFAULT, 'OLDER');
SET LOCAL application_name = 'orders-v2.1';
SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = 'pending' AND note = 'old';

-- name: an older version inserts default values
SET LOCAL application_name = 'orders-v1';
INSERT INTO orders DEFAULT VALUES;
SET LOCAL application_name = 'orders-v2';
SELECT id, fulfillment_status FROM orders WHERE id >= 100;

-- name: an older version updates, the newer's values stay
SET LOCAL application_name = 'orders-v1';
UPDATE orders SET note = 'touched' WHERE id < 9;
SET LOCAL application_name = 'orders-v2';
SELECT id, note, fulfillment_status FROM orders;

-- name: an older version upserts
SET LOCAL application_name = 'orders-v1';
INSERT INTO orders (id, note) VALUES (1, 'merged'), (50, 'new') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note;
SET LOCAL application_name = 'orders-v2';
SELECT id, note, fulfillment_status FROM orders WHERE id IN (1, 50);

-- name: an older version deletes
SET LOCAL application_name = 'orders-v1';
DELETE FROM orders WHERE id IN (1, 2, 3);
SET LOCAL application_name = 'orders-v2';
SELECT fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status;

-- name: an older version copies rows from a select
SET LOCAL application_name = 'orders-v1';
INSERT INTO orders (id, customer_id, note) SELECT id + 100, customer_id, note FROM orders;
SET LOCAL application_name = 'orders-v2';
SELECT id, fulfillment_status FROM orders WHERE id > 100;

-- name: the newer version writes V, an older one in between
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending');
SET LOCAL application_name = 'orders-v1';
UPDATE orders SET note = 'between' WHERE id = 50;
SET LOCAL application_name = 'orders-v2';
UPDATE orders SET fulfillment_status = 'pending' WHERE id = 50 RETURNING *;

-- name: committed by an older version
-- autocommit
SET application_name = 'orders-v1';
INSERT INTO orders (id, note) VALUES (50, 'committed');
SET application_name = 'orders-v2';
SELECT id, note, fulfillment_status FROM orders WHERE id = 50;

-- name: the newer version's name by a function
SELECT set_config('application_name', 'orders-v2-worker', true);
SELECT id, fulfillment_status FROM orders WHERE id < 3;

-- name: the name comes back with a rollback to a savepoint
SAVEPOINT s;
SET LOCAL application_name = 'orders-v1';
INSERT INTO orders (id, note) VALUES (50, 'lost');
ROLLBACK TO SAVEPOINT s;
SELECT id, fulfillment_status FROM orders WHERE id IN (1, 50);

-- name: one text that means different columns to the two versions
SET LOCAL application_name = 'orders-v1';
SELECT s.order_id FROM shipments s WHERE EXISTS (SELECT 1 FROM orders WHERE orders.id = s.order_id AND fulfillment_status IS NOT NULL);
INSERT INTO shipments VALUES (3, NULL, 'foot');
SET LOCAL application_name = 'orders-v2';
SELECT s.order_id FROM shipments s WHERE EXISTS (SELECT 1 FROM orders WHERE orders.id = s.order_id AND fulfillment_status IS NOT NULL);
