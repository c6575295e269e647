-- note: What names mean: case, quotes, escapes, length, qualifiers, shadows.

-- name: upper case is folded
SELECT FULFILLMENT_STATUS, Id FROM PUBLIC.ORDERS;

-- name: quoted
SELECT "fulfillment_status" FROM "public"."orders";

-- name: quoted in another case is another column
-- error: 42703
SELECT "Fulfillment_Status" FROM orders;

-- name: quoted in another case is another table
-- error: 42P01
SELECT fulfillment_status FROM "Orders";

-- name: Unicode escapes
SELECT U&"fulfillment\005fstatus", id FROM U&"ord\0065rs";

-- name: six-digit Unicode escapes
SELECT o.U&"\+000066ulfillment_status" FROM U&"\+00006frders" o;

-- name: Unicode escapes with a character of their own
-- refused: TR003 in absent, readable, writable
SELECT U&"fulfillment!005fstatus" UESCAPE '!' FROM orders;

-- name: a database before the table
SELECT 1 FROM orders WHERE false;

-- name: another database before the table
-- error: 0A000
SELECT fulfillment_status FROM nowhere.public.orders;

-- name: schema, table and column
SELECT public.orders.fulfillment_status, public.orders.id FROM public.orders;

-- name: schema, table and column of an unqualified table
SELECT public.orders.fulfillment_status, public.orders.id FROM orders;

-- name: schema, table and star
SELECT public.orders.* FROM orders;

-- name: an alias hides the schema
-- error: 42P01
SELECT public.orders.fulfillment_status FROM public.orders AS o;

-- name: an alias hides the table
-- error: 42P01
SELECT orders.fulfillment_status FROM orders o;

-- name: an alias that is another table's name
SELECT customers.fulfillment_status, orders.name FROM orders customers JOIN customers orders ON orders.id = customers.customer_id;

-- name: an alias in quotes
SELECT "O O".fulfillment_status, "O O".* FROM orders "O O";

-- name: an alias that differs from another in case only
SELECT o.fulfillment_status, "O".fulfillment_status FROM orders o, shipments "O" WHERE o.id = "O".order_id;

-- name: an alias longer than names are
SELECT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab.id, fulfillment_status FROM orders AS aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac WHERE id < 3;

-- name: an alias longer than names are, of letters of two bytes
SELECT ääääääääääääääääääääääääääääääääääääääx.id, fulfillment_status FROM orders AS ääääääääääääääääääääääääääääääääääääääy WHERE id < 3;

-- name: an alias with letters beyond ASCII is not folded
-- error: 42P01
SELECT Ä.fulfillment_status FROM orders AS ä;

-- name: an alias with letters beyond ASCII
SELECT bestellübersicht.fulfillment_status AS größe FROM orders BESTELLübersicht ORDER BY größe, id;

-- name: system columns
SELECT tableoid::regclass, ctid IS NOT NULL, xmin IS NOT NULL, fulfillment_status FROM orders;

-- name: system columns by the table's name
SELECT orders.tableoid::regclass, orders.ctid = '(0,1)', orders.fulfillment_status FROM orders WHERE orders.id = 1;

-- name: a function of the column's name
-- refused: TR001 in absent, readable, writable
-- error: 42883
SELECT fulfillment_status(1) FROM orders;

-- name: the column's name as a label everywhere
SELECT o.id AS fulfillment_status, 'x' AS orders FROM orders o ORDER BY fulfillment_status;

-- name: order by the output, group by the input
SELECT upper(note) AS fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status, note ORDER BY fulfillment_status, 2;

-- name: group by the output where there is no input
SELECT upper(fulfillment_status) AS label, count(*) FROM orders GROUP BY label ORDER BY label;

-- name: order by an expression sees the input
SELECT id, 'z' AS fulfillment_status FROM orders ORDER BY fulfillment_status || '', id;

-- name: distinct on prefers the output
SELECT DISTINCT ON (fulfillment_status) note AS fulfillment_status, id FROM orders ORDER BY fulfillment_status, id;

-- name: the innermost scope wins
SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM shipments WHERE order_id = o.id AND fulfillment_status = 'pending');

-- name: the outer scope where the inner has none
SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id AND id IN (SELECT order_id FROM order_items WHERE fulfillment_status = 'pending'));

-- name: a WITH query of the table's name
WITH orders AS (SELECT 1 AS id, 'cte' AS fulfillment_status) SELECT * FROM orders;

-- name: a WITH query of the table's name over the table
WITH orders AS (SELECT id, fulfillment_status FROM orders WHERE id < 3) SELECT * FROM orders;

-- name: a WITH query does not hide the qualified table
WITH orders AS (SELECT 1 AS one) SELECT o.fulfillment_status, one FROM public.orders o, orders WHERE o.id = one;

-- name: a WITH query in an inner block only
SELECT fulfillment_status, (WITH orders AS (SELECT 'in' AS fulfillment_status) SELECT fulfillment_status FROM orders) FROM orders WHERE id = 1;

-- name: a WITH query is no target
WITH orders AS (SELECT 1 AS id) UPDATE orders SET note = 'x' FROM orders o WHERE o.id = public.orders.id;

-- name: a derived table of the table's name
SELECT orders.fulfillment_status FROM (SELECT id AS fulfillment_status FROM orders) AS orders;

-- name: a keyword as a qualifier in quotes
SELECT "select".fulfillment_status FROM orders "select" WHERE "select".id = 1;
