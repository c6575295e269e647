-- note: Joins. On the nullable side of an outer join the column is NULL, not V.

-- name: inner join
SELECT c.name, o.fulfillment_status FROM customers c JOIN orders o ON o.customer_id = c.id;

-- name: inner join, unqualified column
SELECT name, fulfillment_status FROM customers c JOIN orders o ON o.customer_id = c.id;

-- name: comma join
SELECT c.name, fulfillment_status FROM customers c, orders o WHERE o.customer_id = c.id;

-- name: cross join
SELECT count(*), min(fulfillment_status) FROM orders CROSS JOIN customers;

-- name: left join, orders on the kept side
SELECT o.id, o.fulfillment_status, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id;

-- name: left join, orders on the nullable side
SELECT c.name, o.id, o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: left outer join, unqualified, nullable side
SELECT name, fulfillment_status FROM customers c LEFT OUTER JOIN orders o ON o.customer_id = c.id;

-- name: right join, orders on the nullable side
SELECT o.fulfillment_status, c.name FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id;

-- name: right join, orders on the kept side
SELECT o.fulfillment_status, c.name FROM customers c RIGHT JOIN orders o ON c.id = o.customer_id;

-- name: full join
SELECT o.id, o.fulfillment_status, c.id FROM orders o FULL JOIN customers c ON c.id = o.customer_id;

-- name: full join with both sides the table
SELECT a.id, a.fulfillment_status, b.id, b.fulfillment_status FROM orders a FULL JOIN orders b ON a.id = b.id + 6;

-- name: nullable side, IS NULL finds the rows without a partner
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.fulfillment_status IS NULL;

-- name: nullable side, IS NOT NULL
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.fulfillment_status IS NOT NULL;

-- name: nullable side, COALESCE of the client
SELECT c.id, coalesce(o.fulfillment_status, 'none') FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: nullable side, count of the column
-- ordered
SELECT c.id, count(o.fulfillment_status), count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.id;

-- name: nullable side, the column in the join condition
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.fulfillment_status = 'pending';

-- name: nullable side, condition and output
SELECT c.id, o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.fulfillment_status = 'shipped';

-- name: nullable side, grouped by the column
SELECT o.fulfillment_status, count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY o.fulfillment_status;

-- name: nullable side, CASE
SELECT CASE WHEN o.fulfillment_status = 'pending' THEN 'p' WHEN o.fulfillment_status IS NULL THEN 'n' END FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: nullable side of two joins
SELECT c.name, o.fulfillment_status, i.product FROM customers c LEFT JOIN orders o ON o.customer_id = c.id LEFT JOIN order_items i ON i.order_id = o.id;

-- name: nullable side made by a later right join
SELECT o.fulfillment_status, i.product, c.name FROM order_items i JOIN orders o ON o.id = i.order_id RIGHT JOIN customers c ON c.id = o.customer_id;

-- name: nullable side made by a later full join
SELECT o.fulfillment_status, s.carrier FROM orders o JOIN customers c ON c.id = o.customer_id FULL JOIN shipments s ON s.order_id = o.id;

-- name: parenthesized join on the nullable side
SELECT c.name, o.fulfillment_status, i.product FROM customers c LEFT JOIN (orders o JOIN order_items i ON i.order_id = o.id) ON o.customer_id = c.id;

-- name: parenthesized join on the kept side
SELECT o.fulfillment_status, i.product, c.name FROM (orders o LEFT JOIN order_items i ON i.order_id = o.id) LEFT JOIN customers c ON c.id = o.customer_id;

-- name: aliased join
SELECT j.name, j.fulfillment_status FROM (customers c JOIN orders o ON o.customer_id = c.id) AS j (cid, name, city, vip, oid, customer_id, amount, note, created, code, fulfillment_status);

-- name: derived table on the nullable side
SELECT c.name, d.fulfillment_status FROM customers c LEFT JOIN (SELECT customer_id, fulfillment_status FROM orders) d ON d.customer_id = c.id;

-- name: derived table on the nullable side, star
SELECT c.name, d.* FROM customers c LEFT JOIN (SELECT * FROM orders WHERE amount > 30) d ON d.customer_id = c.id;

-- name: LATERAL on the nullable side
SELECT c.name, l.fulfillment_status FROM customers c LEFT JOIN LATERAL (SELECT o.fulfillment_status FROM orders o WHERE o.customer_id = c.id ORDER BY o.id LIMIT 1) l ON true;

-- name: cross join LATERAL
SELECT c.name, l.s FROM customers c CROSS JOIN LATERAL (SELECT max(o.fulfillment_status) AS s FROM orders o WHERE o.customer_id = c.id) l;

-- name: LATERAL reads the column of the outer table
SELECT o.id, l.x FROM orders o, LATERAL (SELECT o.fulfillment_status || i.product AS x FROM order_items i WHERE i.order_id = o.id) l;

-- name: LATERAL function of the column
SELECT o.id, part FROM orders o, regexp_split_to_table(o.fulfillment_status, 'i') AS part;

-- name: LATERAL VALUES
SELECT o.id, v.x FROM orders o CROSS JOIN LATERAL (VALUES (o.fulfillment_status), (o.note)) AS v (x);

-- name: self join
SELECT a.id, b.id, a.fulfillment_status FROM orders a JOIN orders b ON a.fulfillment_status = b.fulfillment_status AND a.id < b.id;

-- name: self left join
SELECT a.id, a.fulfillment_status, b.id, b.fulfillment_status FROM orders a LEFT JOIN orders b ON b.id = a.id + 1 AND b.customer_id = a.customer_id;

-- name: self join, WHERE on both
SELECT a.id, b.id FROM orders a, orders b WHERE a.fulfillment_status = 'pending' AND b.fulfillment_status = 'shipped' AND a.customer_id = b.customer_id;

-- name: three tables
SELECT c.name, o.fulfillment_status, i.product FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_items i ON i.order_id = o.id WHERE o.fulfillment_status <> 'cancelled';

-- name: join on the column
SELECT o.id, s.carrier FROM orders o JOIN shipments s ON s.fulfillment_status = o.fulfillment_status;

-- name: join with a table that has a column of that name, both read
SELECT o.fulfillment_status, s.fulfillment_status FROM orders o JOIN shipments s ON s.order_id = o.id;

-- name: left join with a table that has a column of that name
SELECT o.id, o.fulfillment_status, a.fulfillment_status FROM orders o LEFT JOIN archive a ON a.id = o.id;

-- name: only the other table's column
SELECT s.fulfillment_status FROM shipments s JOIN orders o ON o.id = s.order_id;

-- name: only the other table, left joined
SELECT s.fulfillment_status FROM shipments s LEFT JOIN orders o ON o.id = s.order_id;

-- name: USING another column
SELECT id, a.fulfillment_status, o.fulfillment_status FROM orders o JOIN archive a USING (id);

-- name: USING another column, left
SELECT id, o.fulfillment_status FROM archive a LEFT JOIN orders o USING (id);

-- name: USING two other columns
SELECT o.fulfillment_status FROM orders o JOIN archive a USING (id, customer_id);

-- name: USING another column, star
SELECT * FROM orders JOIN archive USING (id);

-- name: USING the column
SELECT fulfillment_status, o.id, s.carrier FROM orders o JOIN shipments s USING (fulfillment_status);

-- name: USING the column, star
SELECT * FROM orders o JOIN shipments s USING (fulfillment_status);

-- name: USING the column, left join
SELECT fulfillment_status, s.order_id, o.id FROM shipments s LEFT JOIN orders o USING (fulfillment_status);

-- name: USING the column, full join
SELECT fulfillment_status, s.order_id, o.id FROM shipments s FULL JOIN orders o USING (fulfillment_status);

-- name: NATURAL JOIN with a table that shares the column
SELECT * FROM orders NATURAL JOIN archive;

-- name: NATURAL LEFT JOIN
SELECT id, fulfillment_status FROM archive NATURAL LEFT JOIN orders;

-- name: NATURAL JOIN with a table that shares only the column
SELECT o.id, s.order_id FROM orders o NATURAL JOIN shipments s;

-- name: NATURAL JOIN with a table that shares something else
SELECT id, name, fulfillment_status FROM customers NATURAL JOIN orders;

-- name: join with a view
SELECT o.id, o.fulfillment_status, t.total FROM orders o JOIN customer_totals t ON t.customer_id = o.customer_id;

-- name: join with a function
SELECT o.fulfillment_status, g FROM orders o JOIN generate_series(1, 3) g ON g = o.id;

-- name: left join of a function
SELECT g, o.fulfillment_status FROM generate_series(11, 14) g LEFT JOIN orders o ON o.id = g;

-- name: ON with a subquery over the table
SELECT c.id, i.product FROM customers c JOIN order_items i ON i.order_id = (SELECT min(o.id) FROM orders o WHERE o.customer_id = c.id AND o.fulfillment_status = 'pending');

-- name: nullable side in ORDER BY
-- ordered
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id ORDER BY o.fulfillment_status NULLS FIRST, c.id, o.id;

-- name: nullable side in a window
-- ordered
SELECT c.id, o.id, count(o.fulfillment_status) OVER (PARTITION BY c.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id;

-- name: nullable side, aggregate with FILTER
SELECT count(*) FILTER (WHERE o.fulfillment_status IS NULL), count(*) FILTER (WHERE o.fulfillment_status = 'pending') FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: nullable side, string_agg
SELECT c.id, string_agg(o.fulfillment_status, ',' ORDER BY o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id;

-- name: nullable side, row comparison
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE (o.fulfillment_status, c.id) IS NOT DISTINCT FROM (NULL, 6);

-- name: two nullable copies
SELECT c.id, a.fulfillment_status, b.fulfillment_status FROM customers c LEFT JOIN orders a ON a.customer_id = c.id AND a.amount < 20 LEFT JOIN orders b ON b.customer_id = c.id AND b.amount > 200;

-- name: correlated subquery over the nullable side
SELECT c.id, (SELECT o.fulfillment_status) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: star over the table and a single row of values
SELECT * FROM orders o JOIN (VALUES (1, 'x', true)) AS v ON v.column1 = o.id;

-- name: star over the table and a single row of values, using
SELECT * FROM orders JOIN (VALUES (1, 'x')) AS v (id, what) USING (id);

-- name: natural join with a single row of values
SELECT * FROM orders NATURAL JOIN (VALUES (1, 'pending')) AS v (id, fulfillment_status);

-- name: set operation with a single row of values
SELECT id, fulfillment_status FROM orders WHERE id < 3 UNION ALL VALUES (50, 'x') ORDER BY 1;

-- name: derived table over a single row of values beside the column
SELECT s.*, fulfillment_status FROM orders, (SELECT * FROM (VALUES (4, 'x')) AS v) AS s (n, what) WHERE id = n;
