-- note: Sessions that do not know the column: it is not there, in every phase.

-- name: star
-- ordered
SELECT * FROM orders ORDER BY id;

-- name: star of an alias
SELECT o.* FROM orders o;

-- name: star in a join
SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id;

-- name: star in a join, the table second
SELECT * FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: two stars
SELECT *, o.* FROM orders o WHERE id = 1;

-- name: star in a derived table
SELECT * FROM (SELECT * FROM orders) d WHERE d.id < 3;

-- name: star in a CTE
WITH p AS (SELECT * FROM orders) SELECT p.* FROM p;

-- name: star in EXISTS
SELECT id FROM customers c WHERE EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.id);

-- name: star in a set operation
SELECT * FROM orders UNION ALL SELECT id, customer_id, amount, note, created, code FROM archive;

-- name: star, distinct
SELECT DISTINCT * FROM orders;

-- name: star for update
SELECT * FROM orders WHERE id = 1 FOR UPDATE;

-- name: star with a parameter
-- params: 3
SELECT * FROM orders WHERE id = $1;

-- name: ordinal beyond the columns
-- error: 42P10
SELECT * FROM orders ORDER BY 7;

-- name: TABLE command
TABLE orders;

-- name: natural join does not join over the column
SELECT * FROM orders NATURAL JOIN (SELECT id, fulfillment_status FROM archive) a;

-- name: NATURAL JOIN with a table that shares it
SELECT id, a.fulfillment_status FROM orders o NATURAL JOIN archive a;

-- name: not ambiguous with another table's column
SELECT fulfillment_status FROM orders o JOIN shipments s ON s.order_id = o.id;

-- name: not ambiguous in WHERE
SELECT o.id FROM orders o JOIN archive a ON a.id = o.id WHERE fulfillment_status = 'pending';

-- name: correlated: an inner block without the column sees the outer table's
SELECT s.order_id FROM shipments s WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = s.order_id AND fulfillment_status = 'shipped');

-- name: USING the column
-- error: 42703
SELECT 1 FROM orders JOIN shipments USING (fulfillment_status);

-- name: the column is unknown
-- error: 42703
SELECT fulfillment_status FROM orders;

-- name: the column is unknown, qualified
-- error: 42703
SELECT o.id, o.fulfillment_status FROM orders o;

-- name: the column is unknown in WHERE
-- error: 42703
SELECT id FROM orders WHERE fulfillment_status = 'pending';

-- name: the column is unknown in INSERT
-- error: 42703
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending');

-- name: the column is unknown in SET
-- error: 42703
UPDATE orders SET fulfillment_status = 'pending';

-- name: the column is unknown in DELETE
-- error: 42703
DELETE FROM orders WHERE fulfillment_status = 'pending';

-- name: the column is unknown in RETURNING
-- error: 42703
DELETE FROM orders WHERE id = 1 RETURNING fulfillment_status;

-- name: ORDER BY an output name of that spelling
-- ordered
SELECT note AS fulfillment_status, id FROM orders ORDER BY fulfillment_status, id;

-- name: GROUP BY an output name of that spelling: there is no input column
SELECT note AS fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status;

-- name: whole row
-- refused: TR001
SELECT o FROM orders o WHERE id = 1;

-- name: row_to_json
SELECT row_to_json(o) FROM orders o;

-- name: row of a star
SELECT ROW(o.*) FROM orders o WHERE id < 3;

-- name: field of the whole row
-- error: 42703
SELECT (o).fulfillment_status FROM orders o;

-- name: column aliases
SELECT a, f FROM orders AS o (a, b, c, d, e, f);

-- name: too many column aliases
-- error: 42P10
SELECT a FROM orders AS o (a, b, c, d, e, f, g);

-- name: insert without a column list
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1');

-- name: insert without a column list, star returned
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1') RETURNING *;

-- name: insert without a column list, fewer values
INSERT INTO orders VALUES (50, 1) RETURNING *;

-- name: insert without a column list, one value too many
-- error: 42601
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 'pending');

-- name: insert from a star
INSERT INTO orders SELECT id + 100, customer_id, amount, note, created, code || 'x' FROM archive;

-- name: insert from a star with one column too many
-- error: 42601
INSERT INTO orders SELECT id + 100, customer_id, amount, note, created, code, fulfillment_status FROM archive;

-- name: insert elsewhere from a star
INSERT INTO archive (id, customer_id, amount, note, created, code) SELECT * FROM orders WHERE id > 6;

-- name: insert with a column list, star returned
INSERT INTO orders (id, note) VALUES (50, 'x') RETURNING *;

-- name: DEFAULT VALUES, star returned
INSERT INTO orders DEFAULT VALUES RETURNING *;

-- name: upsert, star returned
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note RETURNING *;

-- name: upsert names the column of EXCLUDED
-- error: 42703
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.fulfillment_status;

-- name: update, star returned
UPDATE orders SET note = 'x' WHERE id < 4 RETURNING *;

-- name: update FROM, star returned
UPDATE orders o SET note = c.name FROM customers c WHERE c.id = o.customer_id RETURNING *;

-- name: update FROM a table with that column, unqualified
UPDATE orders o SET note = fulfillment_status FROM shipments s WHERE s.order_id = o.id RETURNING o.id, note;

-- name: delete, star returned
DELETE FROM orders WHERE id < 4 RETURNING *;

-- name: delete USING, star returned
DELETE FROM orders o USING shipments s WHERE s.order_id = o.id RETURNING *;

-- name: delete USING a table with that column, unqualified
DELETE FROM orders o USING shipments s WHERE s.order_id = o.id AND fulfillment_status = 'shipped' RETURNING o.id;

-- name: delete with a CTE, star returned
WITH gone AS (DELETE FROM orders WHERE id = 1 RETURNING *) SELECT * FROM gone;

-- name: insert and read in a transaction
INSERT INTO orders (id, note) VALUES (50, 'x');
SELECT * FROM orders WHERE id = 50;
UPDATE orders SET note = 'y' WHERE id = 50 RETURNING *;

-- name: committed
-- autocommit
INSERT INTO orders (id, note) VALUES (50, 'x');
SELECT * FROM orders WHERE id = 50;

-- name: several statements in one query
-- modes: simple
SELECT * FROM orders WHERE id = 1; INSERT INTO orders VALUES (50, 1) RETURNING *; TABLE orders;

-- name: star of a self join
SELECT * FROM orders a JOIN orders b ON b.id = a.id + 1;

-- name: USING the key, star
SELECT * FROM orders JOIN archive USING (id);

-- name: star on both sides of a full join
SELECT * FROM orders o FULL JOIN shipments s ON s.order_id = o.id;

-- name: count of the whole row
SELECT count(o), count(DISTINCT o) FROM orders o;

-- name: a row to JSON, returned
UPDATE orders o SET note = 'x' WHERE id < 4 RETURNING to_jsonb(o), o::text;
INSERT INTO orders (id, note) VALUES (50, 'x') RETURNING row_to_json(orders);
DELETE FROM orders o WHERE id < 3 RETURNING to_jsonb(o.*);

-- name: rows in objects and arrays of JSON
SELECT jsonb_object_agg(o.id, o) FROM orders o;
SELECT array_to_json(array_agg(o ORDER BY o.id)) FROM orders o;

-- name: ON CONFLICT behind a FROM without a condition
INSERT INTO orders (id, note) SELECT b.id * 100 + c.id, c.name FROM orders b CROSS JOIN customers c ON CONFLICT (id) DO NOTHING;
INSERT INTO orders (id, note) SELECT u, 'm' FROM (SELECT 1) AS one, unnest(ARRAY[1, 2]) AS u ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note RETURNING *;
