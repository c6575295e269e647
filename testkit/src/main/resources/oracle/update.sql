-- note: UPDATE.

-- name: another column, filtered by the column
UPDATE orders SET note = 'p' WHERE fulfillment_status = 'pending';

-- name: another column, filtered by another value
UPDATE orders SET note = 's' WHERE fulfillment_status = 'shipped' RETURNING id, note;

-- name: another column from the column
UPDATE orders SET note = fulfillment_status WHERE id < 6 RETURNING id, note;

-- name: another column from an expression of the column
UPDATE orders SET note = upper(fulfillment_status) || '/' || coalesce(note, '-'), amount = length(fulfillment_status);

-- name: nothing of the column
UPDATE orders SET note = 'plain' WHERE id = 1;

-- name: the column to V
UPDATE orders SET fulfillment_status = 'pending' WHERE id = 1;

-- name: the column to V, all rows
UPDATE orders SET fulfillment_status = 'pending';

-- name: the column to V, no row
UPDATE orders SET fulfillment_status = 'pending' WHERE id = 99;

-- name: the column to V, returned
UPDATE orders SET fulfillment_status = 'pending' WHERE id IN (1, 2, 3) RETURNING *;

-- name: the column to V, read back
UPDATE orders SET fulfillment_status = 'pending' WHERE id IN (1, 2, 3);
SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = 'pending';

-- name: the column to V where it is V
UPDATE orders SET fulfillment_status = 'pending' WHERE fulfillment_status = 'pending' RETURNING id;

-- name: the column to V where it is another
UPDATE orders SET fulfillment_status = 'pending' WHERE fulfillment_status <> 'pending' RETURNING id;

-- name: the column to V beside another
UPDATE orders SET note = 'reset', fulfillment_status = 'pending' WHERE id = 2 RETURNING id, note, fulfillment_status;

-- name: the column to V before another
UPDATE orders SET fulfillment_status = 'pending', note = 'reset' WHERE id = 2;

-- name: the column to V between others
UPDATE orders SET note = 'a', fulfillment_status = 'pending', amount = amount + 1 WHERE id = 2;

-- name: the column to DEFAULT
UPDATE orders SET fulfillment_status = DEFAULT WHERE id < 3 RETURNING *;

-- name: the column to V with a cast
UPDATE orders SET fulfillment_status = 'pending'::text WHERE id = 1;

-- name: the column to another value
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = 'shipped' WHERE id = 1 RETURNING *;

-- name: the column to another value beside another column
-- refused: TR002 in absent, readable
UPDATE orders SET note = 'x', fulfillment_status = 'shipped' WHERE id = 1;

-- name: the column to an expression
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = upper(note) WHERE id = 1;

-- name: the column to another column
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = coalesce(note, 'pending') WHERE id < 4;

-- name: the column to NULL
-- error: 23502
UPDATE orders SET fulfillment_status = NULL WHERE id = 1;

-- name: the column to NULL, no row: no error
UPDATE orders SET fulfillment_status = NULL WHERE id = 99;

-- name: the column to itself
UPDATE orders SET fulfillment_status = fulfillment_status WHERE id < 5 RETURNING id, fulfillment_status;

-- name: row assignment to V
UPDATE orders SET (note, fulfillment_status) = ('row', 'pending') WHERE id = 1 RETURNING note, fulfillment_status;

-- name: row assignment with ROW
UPDATE orders SET (fulfillment_status, note) = ROW ('pending', 'row') WHERE id = 1;

-- name: row assignment of other columns from a subquery over the table
UPDATE orders SET (note, amount) = (SELECT max(o.fulfillment_status), count(*) FROM orders o WHERE o.customer_id = orders.customer_id) WHERE id < 4 RETURNING id, note, amount;

-- name: qualified by the table in WHERE
UPDATE orders SET note = 'q' WHERE orders.fulfillment_status = 'pending' AND orders.id < 5;

-- name: aliased
UPDATE orders AS o SET note = o.fulfillment_status WHERE o.fulfillment_status <> 'x' RETURNING o.id, o.note, o.fulfillment_status;

-- name: aliased without AS, the column to V
UPDATE orders o SET fulfillment_status = 'pending' WHERE o.id = 1 RETURNING o.*;

-- name: schema-qualified, quoted, in capitals
UPDATE "public".ORDERS SET FULFILLMENT_STATUS = 'pending', "note" = 'x' WHERE ID = 1;

-- name: ONLY
UPDATE ONLY orders SET note = 'only' WHERE fulfillment_status = 'pending';

-- name: FROM another table
UPDATE orders SET note = c.name FROM customers c WHERE c.id = orders.customer_id AND fulfillment_status = 'pending' RETURNING orders.id, orders.note;

-- name: FROM another table, star returned
UPDATE orders o SET note = 'star' FROM customers c WHERE c.id = o.customer_id AND o.id < 3 RETURNING *;

-- name: FROM another table, the column to V
UPDATE orders o SET fulfillment_status = 'pending' FROM customers c WHERE c.id = o.customer_id AND c.vip RETURNING o.id;

-- name: FROM a table with a column of that name
UPDATE orders o SET note = s.fulfillment_status FROM shipments s WHERE s.order_id = o.id AND o.fulfillment_status = 'pending' RETURNING o.id, o.note;

-- name: FROM a table with a column of that name: ambiguous
-- error: 42702
UPDATE orders o SET note = fulfillment_status FROM shipments s WHERE s.order_id = o.id;

-- name: FROM the table itself
UPDATE orders o SET note = p.fulfillment_status FROM orders p WHERE p.id = o.id + 1 RETURNING o.id, o.note;

-- name: FROM a left join with the table nullable
UPDATE customers c SET city = o.fulfillment_status FROM customers k LEFT JOIN orders o ON o.customer_id = k.id AND o.id IN (1, 3) WHERE k.id = c.id RETURNING c.id, c.city;

-- name: another table, the table in a subquery
UPDATE customers SET city = 'open' WHERE id IN (SELECT customer_id FROM orders WHERE fulfillment_status = 'pending') RETURNING *;

-- name: another table's column of that name
UPDATE shipments SET fulfillment_status = 'shipped' WHERE order_id = 2 RETURNING *;

-- name: another table's column from the table
UPDATE shipments s SET fulfillment_status = o.fulfillment_status FROM orders o WHERE o.id = s.order_id RETURNING s.order_id, s.fulfillment_status;

-- name: the value from a subquery
UPDATE orders SET note = (SELECT s.fulfillment_status FROM shipments s WHERE s.order_id = orders.id) WHERE fulfillment_status IS NOT NULL RETURNING id, note;

-- name: EXISTS in WHERE
UPDATE orders o SET note = 'e' WHERE EXISTS (SELECT 1 FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status);

-- name: with a CTE
WITH due AS (SELECT id FROM orders WHERE fulfillment_status = 'pending' ORDER BY id LIMIT 2 FOR UPDATE SKIP LOCKED) UPDATE orders SET note = 'taken' FROM due WHERE due.id = orders.id RETURNING orders.id, orders.fulfillment_status;

-- name: RETURNING an expression of the column
UPDATE orders SET note = 'r' WHERE id = 1 RETURNING fulfillment_status || note, (SELECT count(*) FROM orders o WHERE o.fulfillment_status = orders.fulfillment_status);

-- name: RETURNING the column under another name
UPDATE orders SET note = 'r' WHERE id = 2 RETURNING fulfillment_status AS note, note AS fulfillment_status;

-- name: CASE over the column in an assignment
UPDATE orders SET amount = CASE WHEN fulfillment_status = 'pending' THEN amount * 2 ELSE amount END RETURNING id, amount;

-- name: comment and string with the column's name
UPDATE orders SET note = 'fulfillment_status' /* fulfillment_status = 'x' */ WHERE fulfillment_status <> 'fulfillment_status' RETURNING note;

-- name: the column to that of another row
-- refused: TR002 in readable beside writable
UPDATE orders o SET fulfillment_status = p.fulfillment_status FROM orders p WHERE p.id = o.id + 1 RETURNING o.id, o.fulfillment_status;

-- name: the column to its own of two, beside another column
UPDATE orders o SET fulfillment_status = o.fulfillment_status, note = p.fulfillment_status FROM orders p WHERE p.id = o.id + 1 RETURNING o.id, o.note, o.fulfillment_status;

-- name: row assignment from a query of the row itself, called o
-- refused: TR002 in absent, readable
UPDATE orders o SET (fulfillment_status, note) = (SELECT p.fulfillment_status, o.fulfillment_status FROM orders p WHERE p.id = o.id + 1) WHERE o.id < 5 RETURNING *;

-- name: Django: bulk_update to V
UPDATE "orders" SET "fulfillment_status" = CASE WHEN ("orders"."id" = 1) THEN 'pending' WHEN ("orders"."id" = 2) THEN 'pending' ELSE NULL END::text, "note" = CASE WHEN ("orders"."id" = 1) THEN 'a' ELSE 'b' END::text WHERE "orders"."id" IN (1, 2);

-- name: Django: bulk_update with NULL
-- error: 23502
UPDATE "orders" SET "fulfillment_status" = CASE WHEN ("orders"."id" = 1) THEN 'pending' ELSE NULL END WHERE "orders"."id" IN (1, 2);

-- name: to V by an expression over the column
-- refused: TR002 in readable beside writable
UPDATE orders SET fulfillment_status = coalesce(fulfillment_status, 'pending') WHERE id < 8 RETURNING *;

-- name: to V by a parameter in an expression
-- params: 'PENDING', 3
UPDATE orders SET fulfillment_status = lower($1) WHERE id = $2 RETURNING *;

-- name: to another value by a parameter in an expression
-- modes: extended
-- params: 'SHIPPED', 3
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = lower($1), note = 'x' WHERE id = $2 RETURNING *;

-- name: to an expression that is another value, no rows
UPDATE orders SET fulfillment_status = lower('SHIPPED') WHERE id < 0;

-- name: to V by a subquery
UPDATE orders t SET fulfillment_status = (SELECT 'pending' FROM customers c WHERE c.id = t.customer_id LIMIT 1), note = 'sub' WHERE t.id = 1 RETURNING *;

-- name: to a subquery without rows
-- error: 23502
UPDATE orders SET fulfillment_status = (SELECT 'pending' FROM customers WHERE id < 0) WHERE id = 1;

-- name: all other columns, and V by an expression
UPDATE orders SET note = 'n', amount = 1, customer_id = 1, created = '2026-01-01', code = 'Z' || id, fulfillment_status = lower('PENDING') WHERE id = 3 RETURNING *;

-- name: to an expression that is another value each time
CREATE TEMPORARY SEQUENCE s;
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = 's' || nextval('s') WHERE id < 5;
SELECT count(DISTINCT fulfillment_status), (SELECT last_value FROM s) FROM orders WHERE id < 5;
UPDATE orders SET fulfillment_status = left(fulfillment_status, 1) WHERE id < 5;

-- name: to an expression that is V only the first times
CREATE TEMPORARY SEQUENCE s;
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = CASE WHEN nextval('s') > 2 THEN 'shipped' ELSE 'pending' END WHERE id < 5;
-- note: Which rows were the first is the server's doing.
UPDATE orders SET fulfillment_status = 'pending' WHERE id < 5;

-- name: to V by an expression that is computed for each row
CREATE TEMPORARY SEQUENCE s;
UPDATE orders SET fulfillment_status = CASE WHEN nextval('s') > 0 THEN 'pending' END WHERE id < 5;
SELECT last_value FROM s;

-- name: to an aggregate
-- error: 42803
UPDATE orders SET fulfillment_status = lower(max('PENDING'));

-- name: to a window function
-- error: 42P20
UPDATE orders SET fulfillment_status = min('pending') OVER ();
