-- note: The whole row as a value. Where the column is not there, the table's row type lacks it.

-- name: by alias
-- refused: TR001 in absent
SELECT o FROM orders o WHERE id < 4;

-- name: by the table's name
-- refused: TR001 in absent
SELECT orders FROM orders WHERE id < 4;

-- name: under another name
-- refused: TR001 in absent
SELECT o AS x, id FROM orders o WHERE id < 4;

-- name: on the nullable side
-- refused: TR001 in absent
SELECT c.id, o FROM customers c LEFT JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id;

-- name: aggregated
-- refused: TR001 in absent
SELECT array_agg(o ORDER BY id) FROM orders o WHERE id < 4;

-- name: compared
-- refused: TR001 in absent
SELECT a.id FROM orders a JOIN orders b ON a = b;

-- name: grouped by the key
-- refused: TR001 in absent
SELECT o, count(*) FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY o.id;

-- name: as text
SELECT o::text, CAST(o AS text) FROM orders o WHERE id < 4;

-- name: as text on the nullable side
SELECT c.id, o::text FROM customers c LEFT JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id;

-- name: returned
-- refused: TR001 in absent
UPDATE orders o SET note = 'x' WHERE id = 1 RETURNING o;

-- name: passed on by a subquery
-- refused: TR001 in absent
SELECT (x.o).note, x.o FROM (SELECT o FROM orders o WHERE id < 3) x;

-- name: a field of it
SELECT (o).fulfillment_status, (o).id FROM orders o WHERE id < 4;

-- name: tested for NULL
SELECT id FROM orders o WHERE o IS NOT NULL;

-- name: a row to JSON beside GROUP BY of the key
SELECT o.id, to_jsonb(o), count(*) FROM orders o GROUP BY o.id;
SELECT row_to_json(orders), count(*) FROM orders GROUP BY id HAVING count(*) = 1;

-- name: a row to JSON beside GROUP BY of the key, from the nullable side
SELECT to_json(o), count(c.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY o.id;

-- name: a row to JSON in an aggregate, beside GROUP BY
SELECT customer_id, jsonb_agg(o ORDER BY o.id) FROM orders o GROUP BY customer_id;

-- name: a row to JSON beside GROUP BY of another column
-- error: 42803
SELECT to_jsonb(o) FROM orders o GROUP BY o.customer_id;

-- name: a row to JSON in a subquery, of a grouped block around it
SELECT (SELECT to_jsonb(o) FROM customers c WHERE c.id = 1) FROM orders o GROUP BY o.id;

-- name: a star as a row whose type counts
-- refused: TR001 in absent, readable, writable
SELECT pg_typeof(o.*), array_agg(o.*) OVER (), lag(o.*) OVER (ORDER BY id) FROM orders o;

-- name: a star as a row whose type counts, beside one whose type does not
-- refused: TR001 in absent, readable, writable
SELECT to_jsonb(o), coalesce(o.*, o.*) FROM orders o;

-- name: a star as a row in CASE and ARRAY
-- refused: TR001 in absent, readable, writable
SELECT CASE WHEN id < 3 THEN o.* END, ARRAY[o.*] FROM orders o;

-- name: a star in lists, and compared
SELECT ROW(o.*), (o.*, 1), o.* = p.*, o.* IS DISTINCT FROM p.*, o.* IS NULL FROM orders o, orders p WHERE o.id = p.id + 1;

-- name: a star as an argument that is a row, and its fields
SELECT count(o.*), jsonb_agg(o.* ORDER BY o.id) FROM orders o;
SELECT (o.*).fulfillment_status, (o.*).id FROM orders o;

-- name: a star as an argument beside GROUP BY of the key
SELECT o.id, to_jsonb(o.*), count(*) FROM orders o GROUP BY o.id;

-- name: a star in a list beside GROUP BY of the key
-- refused: TR001 in absent, readable, writable
SELECT ROW(o.*), count(*) FROM orders o GROUP BY o.id;

-- name: a star with a label, and in parentheses
SELECT o.* AS fulfillment_status, (o.*) x FROM orders o;
UPDATE orders SET note = 'x' WHERE id = 1 RETURNING orders.* AS r;

-- name: a star over the proposed row
-- refused: TR001 in absent, readable, writable
INSERT INTO orders (id, note) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET note = (SELECT x.fulfillment_status FROM (SELECT EXCLUDED.*) x) RETURNING *;

-- name: a star as the proposed row
-- refused: TR001 in absent, readable, writable
INSERT INTO orders (id, note) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET note = left(ROW(EXCLUDED.*)::text, 40) RETURNING note;

-- name: rows as arguments that may be anything
SELECT jsonb_build_object('order', o.*), json_build_array(o, o.id), concat(o.*, '!'), concat_ws(';', o, o.id), format('%s', o.*) FROM orders o ORDER BY o.id;

-- name: rows as arguments that may be anything, beside GROUP BY of the key, and of an outer join
SELECT jsonb_build_object('order', o.*) FROM orders o GROUP BY o.id;
SELECT s.order_id, jsonb_build_object('order', o), concat(o.*, '!') FROM shipments s LEFT JOIN orders o ON o.id = s.order_id + 1 ORDER BY 1;

-- name: before IN
-- refused: TR001 in absent
SELECT o.id FROM orders o WHERE o IN (SELECT p FROM orders p);

-- name: a row to JSON, returned
UPDATE orders o SET note = left(to_jsonb(o)->>'fulfillment_status', 40) WHERE id < 4 RETURNING to_jsonb(o), row_to_json(o.*), o::text;
INSERT INTO orders (id, note) VALUES (50, 'x'), (51, 'y') RETURNING to_jsonb(orders);
DELETE FROM orders o USING orders p WHERE p.id = o.id + 1 AND to_jsonb(o)->>'fulfillment_status' = 'pending' RETURNING to_jsonb(o), to_jsonb(p);

-- name: rows in objects and arrays of JSON
SELECT jsonb_object_agg(o.id, o), json_object_agg(o.id, o.* ORDER BY o.id) FROM orders o;
SELECT array_to_json(array_agg(o ORDER BY o.id)), to_jsonb(array_agg(o.* ORDER BY o.id) FILTER (WHERE o.id > 3)) FROM orders o;

-- name: a row in a window function, beside GROUP BY of the key
SELECT o.id, jsonb_agg(o) OVER (ORDER BY o.id) FROM orders o GROUP BY o.id;

-- name: a column in a window function, beside GROUP BY of the key and a row in an aggregate
-- refused: TR001 in absent, readable, writable
SELECT o.id, max(o.note) OVER (), count(o) FROM orders o GROUP BY o.id;

-- name: a function called as a field of the row
-- refused: TR001 in absent, readable, writable
SELECT o.row_to_json FROM orders o WHERE id = 1;

-- name: a function called as a field of the table
-- refused: TR001 in absent, readable, writable
SELECT orders.to_jsonb ->> 'fulfillment_status' FROM orders WHERE id = 1;

-- name: a function called as a field of a row in parentheses
SELECT (o).row_to_json FROM orders o WHERE id = 1;
