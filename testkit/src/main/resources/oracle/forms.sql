-- note: Forms of SQL that need a way round JSqlParser, or the catalog of functions.

-- name: two locking clauses
SELECT o.id, o.fulfillment_status FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 4 FOR UPDATE OF o FOR SHARE OF c NOWAIT;

-- name: locking without waiting
SELECT fulfillment_status FROM orders WHERE id = 1 FOR NO KEY UPDATE SKIP LOCKED;

-- name: locking in a subquery
SELECT * FROM (SELECT * FROM orders WHERE id < 3 FOR KEY SHARE) x ORDER BY id;

-- name: a window that begins with another
-- ordered
SELECT id, sum(amount) OVER (w ROWS 1 PRECEDING), max(fulfillment_status) OVER (w RANGE UNBOUNDED PRECEDING) FROM orders WINDOW w AS (PARTITION BY fulfillment_status ORDER BY id) ORDER BY id;

-- name: a window made of another
-- ordered
SELECT id, row_number() OVER v FROM orders WINDOW w AS (PARTITION BY fulfillment_status), v AS (w ORDER BY id) ORDER BY id;

-- name: nested inner joins
SELECT o.fulfillment_status, c.name, i.product FROM orders o JOIN customers c JOIN order_items i ON i.item_id = c.id ON c.id = o.customer_id AND o.fulfillment_status = 'pending' ORDER BY o.id;

-- name: IS JSON
-- since: 16
SELECT id, fulfillment_status IS JSON, fulfillment_status IS NOT JSON SCALAR WITH UNIQUE KEYS FROM orders;

-- name: IS NORMALIZED
SELECT id, fulfillment_status IS NFC NORMALIZED, note IS NOT NORMALIZED FROM orders WHERE fulfillment_status IS NORMALIZED;

-- name: GROUP BY DISTINCT
SELECT fulfillment_status, customer_id, count(*) FROM orders GROUP BY DISTINCT ROLLUP (fulfillment_status), CUBE (customer_id) ORDER BY 1, 2, 3;

-- name: UPDATE ONLY with a star
UPDATE orders * SET note = fulfillment_status WHERE id = 1 RETURNING *;

-- name: a function's output columns beside the column
SELECT key, value, fulfillment_status FROM orders, jsonb_each('{"a": 1}') WHERE id < 3;

-- name: a function's one named column
SELECT value, fulfillment_status FROM orders, jsonb_array_elements_text('["pending", "x"]') WHERE fulfillment_status = value;

-- name: a function under an alias
SELECT e, fulfillment_status FROM orders, json_array_elements('[1]') AS e WHERE id = 1;

-- name: a function under an alias for its column
SELECT j.x, fulfillment_status FROM orders, json_object_keys('{"fulfillment_status": 1}') AS j (x) WHERE id = 1;

-- name: a function of single values that is called like the column
-- error: 42702
SELECT fulfillment_status FROM orders, generate_series(1, 2) AS fulfillment_status WHERE id = 1;

-- name: a set with its number
SELECT n, ordinality, fulfillment_status FROM orders, unnest(ARRAY['pending', 'x']) WITH ORDINALITY AS u (n) WHERE n = fulfillment_status AND id < 9;

-- name: star over a function
SELECT * FROM orders, generate_series(1, 2) AS g WHERE id = 1;

-- name: a scalar function in FROM
SELECT initcap, fulfillment_status FROM orders, initcap('x') WHERE id = 1;

-- name: a record with a column definition list
SELECT a, fulfillment_status FROM orders, jsonb_to_recordset('[{"a": 1}]') AS r (a int, b text) WHERE id = 1;

-- name: grouped by the key, the column merged by a join
-- refused: TR001 in absent, readable, writable
SELECT o.id, o.note, count(*) FROM orders o JOIN shipments s USING (fulfillment_status) GROUP BY o.id;

-- name: grouped by what is used, the column merged by a join
SELECT o.id, fulfillment_status, count(*) FROM orders o JOIN shipments s USING (fulfillment_status) GROUP BY o.id, fulfillment_status;

-- name: grouped by numbers and names, the column merged by a join
SELECT o.note AS n, fulfillment_status, max(o.amount) FROM orders o JOIN shipments s USING (fulfillment_status) GROUP BY n, 2 HAVING min(o.id) > 0;

-- name: a star over a group, the column merged by a join
-- refused: TR001 in absent, readable, writable
SELECT o.* FROM orders o JOIN shipments s USING (fulfillment_status) GROUP BY o.id;

-- name: a correlated subquery in HAVING over the grouped column
SELECT o.fulfillment_status FROM orders o GROUP BY o.fulfillment_status HAVING EXISTS (SELECT FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status);

-- name: casts to types of several words
SELECT CAST(created AS timestamp(3) with time zone), CAST(amount AS double precision), CAST(fulfillment_status AS character varying(3)) FROM orders WHERE CAST(fulfillment_status AS varchar(4)) = 'pend' AND id < 6;
