-- note: What generated statements have found (io.trestle.generator), made as small as it goes.

-- name: the condition of a join in parentheses sees its own relations only
SELECT s.fulfillment_status FROM (shipments s JOIN orders ON order_id = id) JOIN ((SELECT id FROM orders o) AS q JOIN orders AS p ON q.id = p.id AND fulfillment_status = fulfillment_status) ON order_id = q.id;

-- name: the condition of a join sees what is joined, not what stands beside it
SELECT a.id, o.id FROM archive a, orders o JOIN customers c ON c.id = o.customer_id AND fulfillment_status = 'pending' WHERE a.id = o.id;

-- name: such a join inside a subquery
SELECT count(*) FROM shipments s WHERE s.order_id = ANY (ARRAY(SELECT a.id FROM orders a JOIN (customers JOIN orders b ON customers.id = b.id AND fulfillment_status = fulfillment_status) ON a.id = customers.id));

-- name: TABLE as an item of FROM, star
SELECT * FROM (TABLE orders) AS q;

-- name: TABLE as an item of FROM, column
SELECT q.fulfillment_status FROM customers c JOIN (TABLE orders) AS q ON q.customer_id = c.id;

-- name: TABLE as an item of FROM, unqualified column
SELECT fulfillment_status FROM customers, (TABLE orders) AS q;

-- name: TABLE of another relation as an item of FROM
SELECT fulfillment_status FROM orders JOIN (TABLE customers) AS q ON q.id = orders.customer_id;

-- name: a chain of casts
SELECT id, fulfillment_status::varchar::text FROM orders WHERE id = '3'::text::int;

-- name: LATERAL inside a join with an alias sees what stands before it
SELECT o.id, j.x FROM orders o JOIN (customers c JOIN LATERAL (SELECT o.fulfillment_status AS x) l ON true) AS j ON j.id = o.customer_id;

-- name: rolled up by a subquery over the column
SELECT (SELECT min(name) FROM customers AS c2 WHERE fulfillment_status = 'pending'), count(*) FROM orders
GROUP BY ROLLUP ((SELECT min(name) FROM customers AS c2 WHERE fulfillment_status = 'pending'));

-- name: grouping sets of the column and a subquery over it
SELECT fulfillment_status, (SELECT max(c.id) FROM customers c WHERE c.name <> fulfillment_status), count(*) FROM orders
GROUP BY GROUPING SETS ((fulfillment_status), ()), fulfillment_status;

-- name: cube of the column, a subquery over it
-- refused: TR001 in absent, readable, writable
SELECT note, fulfillment_status, (SELECT fulfillment_status), count(*) FROM orders WHERE id < 5 GROUP BY CUBE (note, fulfillment_status);

-- name: grouped by a subquery over the column, and the same selected
SELECT (SELECT min(fulfillment_status) FROM (SELECT fulfillment_status FROM generate_series(1, 3) AS g (n) WHERE note = fulfillment_status) AS q) FROM orders AS o
GROUP BY (SELECT min(fulfillment_status) FROM (SELECT fulfillment_status FROM generate_series(1, 3) AS g (n) WHERE note = fulfillment_status) AS q);

-- name: grouped by the column and by a subquery over it
SELECT fulfillment_status, (SELECT max(c.id) FROM customers c WHERE c.name <> fulfillment_status), count(*) FROM orders
GROUP BY fulfillment_status, (SELECT max(c.id) FROM customers c WHERE c.name <> fulfillment_status);

-- name: ORDER BY a name that two output columns have
-- error: 42702
SELECT o.fulfillment_status, p.fulfillment_status FROM orders o JOIN orders p ON o.id = p.id ORDER BY fulfillment_status;

-- name: ORDER BY a name that two output columns have, of one relation
SELECT o.fulfillment_status, fulfillment_status FROM orders o ORDER BY fulfillment_status, id;

-- name: ORDER BY a name that a star and another column have
-- error: 42702
SELECT o.*, p.fulfillment_status FROM orders o JOIN orders p ON o.id = p.id ORDER BY fulfillment_status;

-- name: ORDER BY a name that a star has, and the same column again
SELECT o.*, o.fulfillment_status FROM orders o ORDER BY fulfillment_status, id;

-- name: ORDER BY an alias that two expressions over columns have
-- error: 42702
-- refused: TR001 in absent
SELECT upper(o.fulfillment_status) AS a, upper(p.fulfillment_status) AS a FROM orders o JOIN orders p ON o.id = p.id ORDER BY a;

-- name: DISTINCT ON a name that two output columns have
-- error: 42702
SELECT DISTINCT ON (fulfillment_status) o.fulfillment_status, p.fulfillment_status FROM orders o JOIN orders p ON o.id = p.id;

-- name: a field of a row gives its name to the output
-- error: 42702
SELECT count(fulfillment_status) FROM (SELECT DISTINCT (orders).fulfillment_status, orders.id FROM orders) AS q CROSS JOIN orders;

-- name: a cast and a CASE give the type's and their own name to the output
SELECT q.text, q.case, q.int4 FROM (SELECT 'x'::text, CASE WHEN fulfillment_status = 'x' THEN 1 END, fulfillment_status IS NULL, 1::int FROM orders) AS q ORDER BY text;

-- name: a collation leaves the output its name
SELECT fulfillment_status COLLATE "C", (fulfillment_status) COLLATE "C", fulfillment_status::varchar COLLATE "C" FROM orders WHERE id < 4;

-- name: a collation leaves the output its name inside a derived table
SELECT q.fulfillment_status FROM (SELECT fulfillment_status COLLATE "C" FROM orders) AS q ORDER BY q.fulfillment_status;
