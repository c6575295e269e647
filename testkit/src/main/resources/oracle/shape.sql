-- note: The column is the last of its table: stars, whole rows, positions.

-- name: star
-- ordered
SELECT * FROM orders ORDER BY id;

-- name: star of an alias
SELECT o.* FROM orders o;

-- name: star of the table by name
SELECT orders.* FROM orders;

-- name: star with the schema
SELECT public.orders.* FROM public.orders;

-- name: star and the column
SELECT *, fulfillment_status FROM orders;

-- name: the column and a star
SELECT fulfillment_status, o.* FROM orders o;

-- name: two stars
SELECT *, * FROM orders WHERE id = 1;

-- name: star and an expression
SELECT *, upper(fulfillment_status) AS shout FROM orders;

-- name: star in a join
SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id;

-- name: star in a join, the table second
SELECT * FROM customers c JOIN orders o ON c.id = o.customer_id;

-- name: star of the other table
SELECT c.* FROM customers c JOIN orders o ON c.id = o.customer_id;

-- name: star of one, column of the other
SELECT c.*, o.fulfillment_status FROM customers c JOIN orders o ON c.id = o.customer_id;

-- name: both stars
SELECT o.*, c.* FROM orders o, customers c WHERE c.id = o.customer_id;

-- name: star on the nullable side
SELECT * FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: qualified star on the nullable side
SELECT o.* FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.id > 4;

-- name: star in a full join
SELECT * FROM orders o FULL JOIN shipments s ON s.order_id = o.id;

-- name: star of a self join
SELECT * FROM orders a JOIN orders b ON b.id = a.id + 1;

-- name: star of three tables
SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_items i ON i.order_id = o.id;

-- name: star over a parenthesized join
SELECT * FROM (customers c LEFT JOIN orders o ON o.customer_id = c.id) WHERE c.id = 6;

-- name: star over a derived table and the table
SELECT * FROM (SELECT 1 AS one) d, orders WHERE id = 1;

-- name: star with a window
SELECT *, row_number() OVER (ORDER BY id) AS place FROM orders;

-- name: star with WHERE on the column
SELECT * FROM orders WHERE fulfillment_status = 'shipped';

-- name: star ordered by the column
-- ordered
SELECT * FROM orders ORDER BY fulfillment_status, id LIMIT 5;

-- name: star ordered by the ordinal of the column
-- ordered
SELECT * FROM orders ORDER BY 7, 1;

-- name: ordinal beyond the columns
-- error: 42P10
SELECT * FROM orders ORDER BY 8;

-- name: star grouped by the primary key
SELECT o.* FROM orders o GROUP BY o.id;

-- name: star in a correlated subquery
SELECT c.id FROM customers c WHERE (SELECT count(*) FROM (SELECT * FROM orders o WHERE o.customer_id = c.id) d WHERE d.fulfillment_status = 'pending') > 0;

-- name: star in an IN subquery with too many columns
-- error: 42601
SELECT 1 WHERE 1 IN (SELECT * FROM orders);

-- name: star without spaces
SELECT*FROM orders WHERE id=2;

-- name: star among other multiplications
SELECT 2*id, o.*, amount*2 FROM orders o;

-- name: count star beside a star of the table
SELECT count(*), count(o.id) FROM orders o;

-- name: whole row
-- refused: TR001 in absent
SELECT o FROM orders o WHERE id = 1;

-- name: whole row by the table's name
-- refused: TR001 in absent
SELECT orders FROM orders WHERE id = 1;

-- name: row_to_json of the whole row
SELECT row_to_json(o) FROM orders o;

-- name: to_jsonb of the whole row
SELECT to_jsonb(orders) -> 'fulfillment_status' FROM orders;

-- name: count of the whole row
SELECT count(o) FROM orders o;

-- name: count of the whole row on the nullable side
SELECT count(o), count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: field of the whole row
SELECT (o).fulfillment_status FROM orders o;

-- name: field of the whole row, another column
SELECT (o).note FROM orders o;

-- name: whole row IS NULL on the nullable side
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o IS NULL;

-- name: column aliases of the table
SELECT g FROM orders AS o (a, b, c, d, e, f, g);

-- name: column aliases of some columns
SELECT a, fulfillment_status FROM orders AS o (a, b);

-- name: too many column aliases
-- error: 42P10
SELECT a FROM orders AS o (a, b, c, d, e, f, g, h);

-- name: column alias takes the column's name
SELECT fulfillment_status FROM orders AS o (fulfillment_status, b, c, d, e, f, g);

-- name: star over column aliases
SELECT * FROM orders AS o (a, b, c);

-- name: json_agg of a derived table with a star
SELECT json_agg(d ORDER BY d.id) FROM (SELECT * FROM orders WHERE id < 3) d;

-- name: row expansion with a star
SELECT ROW(o.*) FROM orders o WHERE id < 3;

-- name: star as an argument of a row comparison
SELECT count(*) FROM orders a JOIN orders b ON ROW(a.*) = ROW(b.*);

-- name: system columns
SELECT tableoid::regclass, fulfillment_status FROM orders;

-- name: ctid is still to be had
SELECT count(*) FROM orders WHERE ctid IS NOT NULL AND fulfillment_status IS NOT NULL;

-- name: quoted star-like alias
SELECT "*".* FROM orders AS "*" WHERE id = 1;
