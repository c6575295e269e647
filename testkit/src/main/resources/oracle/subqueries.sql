-- note: Subqueries, common table expressions, set operations, aggregates in other blocks.

-- name: scalar subquery
SELECT (SELECT fulfillment_status FROM orders WHERE id = 1);

-- name: scalar subquery, aliased
SELECT (SELECT o.fulfillment_status FROM orders o WHERE o.id = 3) AS s, 1 AS one;

-- name: scalar subquery, correlated from outside
SELECT c.name, (SELECT max(o.fulfillment_status) FROM orders o WHERE o.customer_id = c.id) FROM customers c;

-- name: correlated: the column belongs to the outer block
SELECT o.id, (SELECT count(*) FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status) FROM orders o;

-- name: correlated without qualifier: the inner table wins
SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM shipments WHERE fulfillment_status = 'shipped' AND order_id = o.id);

-- name: correlated without qualifier: only the outer table has it
SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = customer_id AND fulfillment_status = 'pending');

-- name: EXISTS
SELECT c.id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.fulfillment_status = 'pending');

-- name: NOT EXISTS
SELECT c.id FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id AND o.fulfillment_status = 'shipped');

-- name: EXISTS with a star
SELECT c.id FROM customers c WHERE EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.id);

-- name: IN subquery of the column
SELECT carrier FROM shipments WHERE fulfillment_status IN (SELECT fulfillment_status FROM orders);

-- name: the column IN a subquery
SELECT id FROM orders WHERE fulfillment_status IN (SELECT s.fulfillment_status FROM shipments s);

-- name: the column NOT IN a subquery
SELECT id FROM orders WHERE fulfillment_status NOT IN (SELECT name FROM customers);

-- name: row IN subquery
SELECT order_id FROM shipments WHERE (order_id, fulfillment_status) IN (SELECT id, fulfillment_status FROM orders);

-- name: = ANY subquery
SELECT id FROM orders o WHERE fulfillment_status = ANY (SELECT fulfillment_status FROM shipments);

-- name: > ALL subquery
SELECT id FROM orders WHERE fulfillment_status >= ALL (SELECT o2.fulfillment_status FROM orders o2);

-- name: ARRAY of a subquery
SELECT ARRAY(SELECT fulfillment_status FROM orders ORDER BY id);

-- name: derived table
SELECT d.s FROM (SELECT fulfillment_status AS s, id FROM orders) d WHERE d.id < 4;

-- name: derived table with the column's own name
SELECT fulfillment_status FROM (SELECT id, fulfillment_status FROM orders) AS d WHERE fulfillment_status = 'pending';

-- name: derived table, star inside
SELECT d.fulfillment_status, d.id FROM (SELECT * FROM orders) d;

-- name: derived table, star outside
SELECT * FROM (SELECT fulfillment_status, id FROM orders) d;

-- name: derived table, stars at both
SELECT * FROM (SELECT * FROM orders) d;

-- name: derived table with column aliases
SELECT x, y FROM (SELECT id, fulfillment_status FROM orders) AS d (x, y);

-- name: derived table named like the table
SELECT orders.id, orders.s FROM (SELECT id, upper(fulfillment_status) AS s FROM public.orders) AS orders;

-- name: derived table named like the table, another column of that name
SELECT orders.fulfillment_status FROM (SELECT note AS fulfillment_status FROM public.orders) AS orders;

-- name: nested derived tables
SELECT e.s FROM (SELECT d.s FROM (SELECT fulfillment_status AS s FROM orders) d) e;

-- name: derived table of VALUES named like the table
SELECT orders.fulfillment_status FROM (VALUES ('a'), ('b')) AS orders (fulfillment_status);

-- name: subquery in FROM grouped
SELECT s, n FROM (SELECT fulfillment_status AS s, count(*) AS n FROM orders GROUP BY fulfillment_status) d WHERE n > 1;

-- name: subquery in LIMIT
-- ordered
SELECT id, fulfillment_status FROM orders ORDER BY id LIMIT (SELECT count(*) FROM orders WHERE fulfillment_status = 'pending' AND id < 8);

-- name: subquery in ORDER BY
-- ordered
SELECT c.id FROM customers c ORDER BY (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.fulfillment_status = 'pending') DESC, c.id;

-- name: subquery in CASE
SELECT CASE WHEN (SELECT min(fulfillment_status) FROM orders) = 'pending' THEN 1 ELSE 2 END;

-- name: subquery in HAVING
SELECT customer_id FROM orders GROUP BY customer_id HAVING count(*) > (SELECT count(*) FROM orders WHERE fulfillment_status = 'none');

-- name: outer alias hidden by an inner one
SELECT o.id, (SELECT o.fulfillment_status FROM shipments o WHERE o.order_id = 1) FROM orders o;

-- name: deep correlation
SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer_id AND EXISTS (SELECT 1 FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status));

-- name: aggregate in a subquery names the outer table: it is the outer block's
SELECT (SELECT count(o.fulfillment_status) FROM customers c WHERE c.id = 1) FROM orders o;

-- name: aggregate of the outer block over several inner rows
-- error: 21000
SELECT (SELECT count(o.fulfillment_status) FROM customers) FROM orders o;

-- name: aggregate in a subquery of the outer table's column, with a group
SELECT o.customer_id, (SELECT max(o.fulfillment_status) FROM customers c WHERE c.id = 1) FROM orders o GROUP BY o.customer_id;

-- name: aggregate in a subquery names both blocks: it is the inner one's
SELECT o.id, (SELECT count(o.fulfillment_status || c.name) FROM customers c) FROM orders o;

-- name: count of the column with an inner filter
SELECT (SELECT count(*) FILTER (WHERE o.fulfillment_status = 'pending') FROM customers c WHERE c.id = 1) FROM orders o;

-- name: sum over the inner block compared with the column
SELECT o.id FROM orders o WHERE (SELECT sum(i.quantity) FROM order_items i WHERE i.order_id = o.id AND o.fulfillment_status <> 'x') > 1;

-- name: CTE
WITH p AS (SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = 'pending') SELECT * FROM p;

-- name: CTE with a star
WITH p AS (SELECT * FROM orders) SELECT fulfillment_status, id FROM p;

-- name: CTE with a star, star outside
WITH p AS (SELECT * FROM orders) SELECT * FROM p WHERE id < 3;

-- name: CTE with column names
WITH p (a, b) AS (SELECT id, fulfillment_status FROM orders) SELECT b FROM p WHERE a = 2;

-- name: CTE column named like the column
WITH p (x, fulfillment_status) AS (SELECT fulfillment_status, note FROM orders) SELECT x, fulfillment_status FROM p;

-- name: CTE named like the table
WITH orders AS (SELECT 1 AS id, 'mine' AS fulfillment_status) SELECT * FROM orders;

-- name: CTE named like the table reads the table
WITH orders AS (SELECT id, fulfillment_status FROM orders WHERE id < 4) SELECT fulfillment_status FROM orders;

-- name: CTE named like the table, the real one by its schema
WITH orders AS (SELECT 1 AS id, 'mine' AS fulfillment_status) SELECT a.fulfillment_status, b.fulfillment_status FROM orders a JOIN public.orders b USING (id);

-- name: CTE named like the table without the column
-- error: 42703
WITH orders AS (SELECT 1 AS id) SELECT fulfillment_status FROM orders;

-- name: CTE named like the table within a subquery only
SELECT o.fulfillment_status, (WITH orders AS (SELECT 'inner' AS fulfillment_status) SELECT fulfillment_status FROM orders) FROM orders o;

-- name: two CTEs
WITH a AS (SELECT fulfillment_status AS s, count(*) AS n FROM orders GROUP BY 1), b AS (SELECT max(n) AS m FROM a) SELECT a.s FROM a, b WHERE a.n = b.m AND a.s <> 'zzz';

-- name: CTE materialized
WITH p AS MATERIALIZED (SELECT fulfillment_status FROM orders) SELECT count(*) FROM p WHERE fulfillment_status = 'pending';

-- name: CTE not materialized
WITH p AS NOT MATERIALIZED (SELECT fulfillment_status FROM orders) SELECT count(*) FROM p WHERE fulfillment_status = 'pending';

-- name: recursive CTE over something else
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT n.i, o.fulfillment_status FROM n JOIN orders o ON o.id = n.i;

-- name: recursive CTE that starts from the table
WITH RECURSIVE chain (id, s) AS (SELECT id, fulfillment_status FROM orders WHERE id = 1 UNION ALL SELECT o.id, o.fulfillment_status FROM chain c JOIN orders o ON o.id = c.id + 1) SELECT * FROM chain;

-- name: CTE that is never read
WITH p AS (SELECT fulfillment_status FROM orders) SELECT 1;

-- name: CTE within a derived table
SELECT d.s FROM (WITH p AS (SELECT fulfillment_status AS s FROM orders) SELECT s FROM p) d;

-- name: CTE that writes, read outside
WITH changed AS (UPDATE orders SET note = 'cte' WHERE fulfillment_status = 'pending' AND id < 5 RETURNING id, fulfillment_status) SELECT * FROM changed;

-- name: CTE that deletes, star returned
WITH gone AS (DELETE FROM orders WHERE id = 12 RETURNING *) SELECT * FROM gone;

-- name: CTE that inserts
WITH new AS (INSERT INTO orders (id, note) VALUES (50, 'new') RETURNING id, fulfillment_status) SELECT n.fulfillment_status, c.name FROM new n, customers c WHERE c.id = 1;

-- name: CTE that moves rows
WITH gone AS (DELETE FROM orders WHERE id IN (1, 2) RETURNING id, fulfillment_status) INSERT INTO shipments (order_id, fulfillment_status) SELECT id, fulfillment_status FROM gone RETURNING *;

-- name: UNION
SELECT fulfillment_status FROM orders UNION SELECT fulfillment_status FROM shipments;

-- name: UNION ALL
SELECT fulfillment_status FROM orders UNION ALL SELECT fulfillment_status FROM shipments;

-- name: UNION ALL, the table second: the first names the columns
SELECT carrier FROM shipments UNION ALL SELECT fulfillment_status FROM orders;

-- name: UNION ALL of stars
SELECT * FROM orders UNION ALL SELECT id, customer_id, amount, note, created, code, fulfillment_status FROM archive;

-- name: UNION with ordering by the output name
-- ordered
SELECT fulfillment_status AS s, id FROM orders UNION SELECT fulfillment_status, order_id FROM shipments ORDER BY s, id;

-- name: UNION with ordering by the column's name
-- ordered
SELECT fulfillment_status, id FROM orders UNION SELECT fulfillment_status, order_id FROM shipments ORDER BY fulfillment_status, 2;

-- name: INTERSECT
SELECT fulfillment_status FROM orders INTERSECT SELECT fulfillment_status FROM archive;

-- name: EXCEPT
SELECT fulfillment_status FROM shipments EXCEPT SELECT fulfillment_status FROM orders;

-- name: EXCEPT ALL with a literal
SELECT id, fulfillment_status FROM orders EXCEPT ALL SELECT 1, 'pending';

-- name: nested set operations
(SELECT fulfillment_status FROM orders WHERE id < 5 UNION SELECT 'x') INTERSECT (SELECT fulfillment_status FROM orders EXCEPT SELECT 'shipped');

-- name: UNION with a NULL literal
SELECT fulfillment_status FROM orders WHERE id = 1 UNION ALL SELECT NULL;

-- name: UNION with a literal of unknown type first
SELECT 'x' AS s UNION ALL SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: UNION with a varchar column: the modifier goes
SELECT note FROM orders WHERE id = 1 UNION ALL SELECT fulfillment_status FROM orders WHERE id = 1;

-- name: set operation in a subquery
SELECT d.s FROM (SELECT fulfillment_status AS s FROM orders UNION SELECT note FROM orders) d WHERE d.s IS NOT NULL;

-- name: parenthesized select with its own limit
-- ordered
(SELECT id, fulfillment_status FROM orders ORDER BY id LIMIT 2) UNION ALL (SELECT order_id, fulfillment_status FROM shipments WHERE order_id = 50) ORDER BY id;

-- name: VALUES with a subquery
VALUES ((SELECT fulfillment_status FROM orders WHERE id = 1)), ('other');

-- name: TABLE command
TABLE orders;

-- name: TABLE command of another table
TABLE shipments;
