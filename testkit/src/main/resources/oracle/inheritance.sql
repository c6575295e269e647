-- note: orders is a child of records and has children; views over all of them.

-- name: the table with its children
SELECT id, fulfillment_status FROM orders;

-- name: all columns
SELECT * FROM orders;

-- name: only the table
SELECT * FROM ONLY orders WHERE fulfillment_status = 'pending';

-- name: the default said aloud
SELECT orders.fulfillment_status, id FROM orders*;

-- name: a child
SELECT * FROM special_orders;

-- name: a child of a child
SELECT r.*, r.fulfillment_status IS NULL FROM other.rare_orders r;

-- name: only a child
SELECT id, wish, fulfillment_status FROM ONLY special_orders ORDER BY fulfillment_status, id;

-- name: the parent
SELECT * FROM records;

-- name: only the parent
SELECT * FROM ONLY records;

-- name: the parent beside the table
SELECT r.*, o.fulfillment_status FROM records r JOIN ONLY orders o ON o.id = r.id;

-- name: unqualified beside the parent
SELECT fulfillment_status, r.note FROM records r, ONLY orders o WHERE o.id = r.id;

-- name: the column of the parent
-- error: 42703
SELECT fulfillment_status FROM records;

-- name: a row of the parent
SELECT row_to_json(r) FROM records r;

-- name: the sibling
SELECT id, fulfillment_status FROM invoices;

-- name: the sibling beside the table
SELECT i.fulfillment_status, o.fulfillment_status FROM invoices i, ONLY orders o;

-- name: ambiguous between sibling and table
-- error: 42702
SELECT fulfillment_status FROM invoices, ONLY orders;

-- name: rows of a child
SELECT to_jsonb(s) FROM special_orders s;

-- name: insert into a child
INSERT INTO special_orders (id, wish, fulfillment_status) VALUES (50, 'blue', 'pending') RETURNING *;

-- name: insert into a child by position
INSERT INTO special_orders VALUES (50, 'n', 1, 2, 'blue', 'pending') RETURNING *;

-- name: insert into a child of a child by position
INSERT INTO other.rare_orders VALUES (50, 'n', 1, 2, 'blue', 3, 'pending') RETURNING *;

-- name: insert into a child, too many
-- error: 42601
INSERT INTO special_orders VALUES (50, 'n', 1, 2, 'blue', 'pending', 1);

-- name: insert null into a child
-- error: 23502
INSERT INTO other.rare_orders (id, fulfillment_status) VALUES (50, NULL);

-- name: insert into the parent
INSERT INTO records VALUES (50, 'n') RETURNING *;

-- name: update the parent
UPDATE records SET note = 'changed' WHERE id < 12 RETURNING *;

-- name: update a child to V
UPDATE special_orders SET fulfillment_status = 'pending', wish = 'w' RETURNING *;

-- name: update the table with its children to V
UPDATE orders SET fulfillment_status = 'pending' WHERE id IN (1, 10, 20) RETURNING *;

-- name: update the parent from a child
UPDATE records SET note = s.fulfillment_status FROM special_orders s WHERE s.id = records.id RETURNING records.id, records.note, s.fulfillment_status;

-- name: delete from the parent
DELETE FROM records WHERE id IN (2, 10, 30) RETURNING *;

-- name: delete from a child
DELETE FROM special_orders WHERE fulfillment_status = 'pending' RETURNING *;

-- name: a view
SELECT * FROM order_list;

-- name: a view joined to the table
SELECT l.*, o.fulfillment_status FROM order_list l JOIN orders o ON o.id = l.id;

-- name: unqualified beside a view
SELECT fulfillment_status FROM order_list l JOIN orders o ON o.id = l.id;

-- name: the column of a view
-- error: 42703
SELECT fulfillment_status FROM order_list;

-- name: views over views
-- ordered
SELECT * FROM order_totals_above JOIN order_totals USING (customer_id) ORDER BY customer_id;

-- name: a view over the parent
SELECT * FROM record_list;

-- name: a materialized view
SELECT * FROM order_copy;

-- name: insert through a view
INSERT INTO order_list (id, note) VALUES (50, 'through') RETURNING *;

-- name: insert through a view by position
INSERT INTO order_list VALUES (50, 'through', 1, 2);

-- name: insert through a view what it has not
-- error: 42703
INSERT INTO order_list (id, fulfillment_status) VALUES (50, 'pending');

-- name: update through a view
UPDATE order_list SET amount = o.amount + 1, note = o.fulfillment_status FROM orders o WHERE o.id = order_list.id RETURNING order_list.*;

-- name: delete through a view
DELETE FROM order_list WHERE id = 1 RETURNING *;

-- name: a view with rows of the table
-- refused: TR001 in absent, readable, writable
SELECT * FROM order_rows;

-- name: a view over such a view
-- refused: TR001 in absent, readable, writable
SELECT * FROM order_rows_above;

-- name: copy a child
COPY special_orders TO STDOUT;

-- name: copy the parent
COPY records TO STDOUT;

-- name: copy into a child
-- data: 50→n→1→2→blue→pending
COPY special_orders FROM STDIN;
SELECT * FROM special_orders;
