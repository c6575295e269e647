-- note: Several columns under migration at once: orders.fulfillment_status, orders.priority (known),
-- note: orders.score (not known to the session) and customers.tier, each in another phase.

-- name: all stars
SELECT * FROM orders ORDER BY id;

-- name: qualified stars over a join
-- ordered
SELECT o.*, c.* FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id;

-- name: both columns of one table
SELECT id, fulfillment_status, priority FROM orders WHERE priority = 3 AND fulfillment_status = 'pending';

-- name: columns of two tables
SELECT o.id, o.priority, c.tier FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE c.tier IS DISTINCT FROM 'gold';

-- name: unqualified over a join
SELECT fulfillment_status, tier, priority FROM orders JOIN customers ON customers.id = customer_id ORDER BY 1, 2, 3;

-- name: the nullable side
SELECT c.id, c.tier, o.priority, o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.priority > 2 ORDER BY c.id, o.id;

-- name: full join
SELECT o.priority, c.tier FROM orders o FULL JOIN customers c ON c.id = o.customer_id ORDER BY o.id, c.id;

-- name: grouped by both
SELECT priority, fulfillment_status, count(*), min(amount) FROM orders GROUP BY priority, fulfillment_status ORDER BY 1, 2;

-- name: grouped over the join
SELECT tier, max(priority), sum(amount) FROM orders JOIN customers c ON c.id = customer_id GROUP BY tier HAVING max(priority) > 0;

-- name: an aggregate of an outer block
-- error: 42803
SELECT o.id, (SELECT max(o.priority) FROM order_items WHERE order_id = 1) FROM orders o;

-- name: table
TABLE orders ORDER BY id;

-- name: a derived table of all
SELECT x.tier, x.id FROM (SELECT * FROM customers) x WHERE x.tier = 'basic' ORDER BY 2;

-- name: natural join
SELECT * FROM customers NATURAL JOIN (SELECT id, tier FROM customers) x;

-- name: using two ruled columns
SELECT * FROM orders JOIN (SELECT 3 AS priority, 'pending' AS fulfillment_status) x USING (priority, fulfillment_status);

-- name: using one of two
SELECT id, priority, fulfillment_status FROM orders JOIN (SELECT 3 AS priority) x USING (priority);

-- name: row to json
SELECT row_to_json(o) FROM orders o WHERE id < 4;

-- name: column aliases
SELECT f, p FROM orders AS o (a, b, c, d, e, g, f, p) ORDER BY a;

-- name: a column that is not known
-- error: 42703
SELECT id, score FROM orders;

-- name: a column that is not known, in another's place
SELECT score FROM orders, (SELECT 7 AS score) x WHERE id = 1;

-- name: insert V of both
INSERT INTO orders (id, priority, fulfillment_status) VALUES (50, 3, 'pending') RETURNING *;

-- name: insert V of both, several rows
INSERT INTO orders (id, priority, note, fulfillment_status) VALUES (50, 3, 'a', 'pending'), (51, DEFAULT, 'b', DEFAULT) RETURNING id, priority, fulfillment_status;

-- name: insert only ruled columns
INSERT INTO orders (fulfillment_status, priority) VALUES ('pending', 3) RETURNING id;

-- name: insert ruled columns first
INSERT INTO orders (priority, fulfillment_status, id, note) VALUES (3, 'pending', 50, 'x');

-- name: insert by position
INSERT INTO orders VALUES (50, 1, 2.5, 'n', '2026-03-01 00:00:00+00', 'Z1', 'pending', 3) RETURNING *;

-- name: insert by position, too many
-- error: 42601
INSERT INTO orders VALUES (50, 1, 2.5, 'n', '2026-03-01 00:00:00+00', 'Z1', 'pending', 3, 0.5);

-- name: insert by position without the last
INSERT INTO orders VALUES (50, 1, 2.5, 'n', '2026-03-01 00:00:00+00', 'Z1', 'pending');

-- name: insert from a query
INSERT INTO orders (id, priority, fulfillment_status, note) SELECT 60 + id, 3, 'pending', tier FROM customers WHERE id < 3 RETURNING id, note, priority;

-- name: insert parameters
-- params: 50, 3, 'pending'
INSERT INTO orders (id, priority, fulfillment_status) VALUES ($1, $2, $3) RETURNING *;

-- name: insert into the other table
INSERT INTO customers VALUES (50, 'Eve', 'Rome', false, 'basic') RETURNING *;

-- name: insert twice the same
-- error: 42701
INSERT INTO orders (id, priority, priority) VALUES (50, 3, 3);

-- name: insert a null
-- error: 23502
INSERT INTO orders (id, priority) VALUES (50, NULL);

-- name: insert a column that is not known
-- error: 42703
INSERT INTO orders (id, score) VALUES (50, 1);

-- name: update both to V
UPDATE orders SET priority = 3, fulfillment_status = 'pending' WHERE id < 4 RETURNING id, priority, fulfillment_status;

-- name: update both to V around another
UPDATE orders SET priority = 3, note = 'n', fulfillment_status = 'pending' WHERE id < 4;

-- name: update both to V at the end
UPDATE orders SET note = 'n', amount = 1, priority = 3, fulfillment_status = DEFAULT WHERE id < 4;

-- name: update both as a row
UPDATE orders SET (priority, fulfillment_status) = (3, 'pending') WHERE id < 4;

-- name: update a row of three
UPDATE orders SET (note, priority, fulfillment_status) = ROW('x', 3, 'pending') WHERE id < 4 RETURNING *;

-- name: update a row of two and others
UPDATE orders SET amount = 0, (priority, note) = (DEFAULT, 'y'), code = NULL WHERE id = 1 RETURNING *;

-- name: update one from the other
UPDATE orders SET note = priority || fulfillment_status WHERE id < 5 RETURNING note;

-- name: update both to null
-- error: 23502
UPDATE orders SET priority = NULL, fulfillment_status = NULL WHERE id = 1;

-- name: update to null where no row is
UPDATE orders SET priority = NULL, fulfillment_status = NULL, code = 'c' WHERE id = 99;

-- name: update parameters
-- params: 3, 'pending', 2
UPDATE orders SET priority = $1, fulfillment_status = $2 WHERE id = $3 RETURNING *;

-- name: update parameters beside all others
-- params: 3, 'pending', 2
UPDATE orders SET amount = 1, note = 'n', code = 'c', created = '2026-01-01 00:00:00+00', priority = $1, fulfillment_status = $2 WHERE id = $3 RETURNING *;

-- name: update all but the key, both by parameters
-- params: 3, 'pending', 2
UPDATE orders SET amount = 1, note = 'n', code = 'c', created = '2026-01-01 00:00:00+00', customer_id = 1, priority = $1, fulfillment_status = $2 WHERE id = $3 RETURNING *;

-- name: update all but the key, the first NULL
-- params: null, 'pending', 2
-- error: 23502
UPDATE orders SET amount = 1, note = 'n', code = 'c', created = '2026-01-01 00:00:00+00', customer_id = 1, priority = $1, fulfillment_status = $2 WHERE id = $3;

-- name: update all but the key, the second NULL
-- params: 3, null, 2
-- error: 23502
UPDATE orders SET amount = 1, note = 'n', code = 'c', created = '2026-01-01 00:00:00+00', customer_id = 1, priority = $1, fulfillment_status = $2 WHERE id = $3;

-- name: update all but the key, the second NULL where no row is
-- params: 3, null, 99
UPDATE orders SET amount = 1, note = 'n', code = 'c', created = '2026-01-01 00:00:00+00', customer_id = 1, priority = $1, fulfillment_status = $2 WHERE id = $3;

-- name: update all but the key, one NULL at once
-- params: 3, 1
-- error: 23502
UPDATE orders SET amount = 1, note = 'n', code = 'c', created = '2026-01-01 00:00:00+00', customer_id = 1, priority = $1, fulfillment_status = NULL WHERE id = $2;

-- name: update all but the key as a row, the other NULL at once
-- params: 'pending', 1
-- error: 23502
UPDATE orders SET amount = 1, note = 'n', code = 'c', created = '2026-01-01 00:00:00+00', customer_id = 1, (priority, fulfillment_status) = (NULL, $1) WHERE id = $2;

-- name: update all but the key as a row by parameters
-- params: 3, 'pending', 1
UPDATE orders SET amount = 1, note = 'n', code = 'c', created = '2026-01-01 00:00:00+00', customer_id = 1, (priority, fulfillment_status) = ($1, $2) WHERE id = $3 RETURNING *;

-- name: update from the other table
UPDATE orders SET note = c.tier FROM customers c WHERE c.id = customer_id AND c.tier = 'basic' RETURNING orders.id, c.*;

-- name: update the other table
UPDATE customers SET tier = 'basic' WHERE id IN (SELECT customer_id FROM orders WHERE priority = 3) RETURNING *;

-- name: on conflict
INSERT INTO orders (id, priority, fulfillment_status) VALUES (1, 3, 'pending') ON CONFLICT (id) DO UPDATE SET priority = EXCLUDED.priority, fulfillment_status = EXCLUDED.fulfillment_status, note = 'met' RETURNING *;

-- name: on conflict with a condition
INSERT INTO orders AS o (id, priority) VALUES (2, 3) ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.fulfillment_status || o.priority WHERE o.fulfillment_status <> 'none' RETURNING note;

-- name: delete by both
DELETE FROM orders WHERE priority = 3 AND fulfillment_status = 'pending' RETURNING *;

-- name: delete using the other
DELETE FROM orders o USING customers c WHERE c.id = o.customer_id AND c.tier = 'basic' RETURNING o.id, o.priority, c.tier;

-- name: with a writing query
WITH gone AS (DELETE FROM orders WHERE id < 3 RETURNING *) SELECT id, fulfillment_status, priority FROM gone ORDER BY id;

-- name: set operations
SELECT priority, fulfillment_status FROM orders WHERE id < 5 UNION SELECT 3, tier FROM customers ORDER BY 1, 2;

-- name: window
SELECT id, row_number() OVER (PARTITION BY fulfillment_status ORDER BY priority, id) FROM orders;

-- name: aggregated row
SELECT jsonb_agg(c ORDER BY c.id) FROM customers c;

-- name: one column assigned from another, both under rules
UPDATE orders SET note = fulfillment_status || priority WHERE id < 4 RETURNING id, note, fulfillment_status, priority;

-- name: a row assignment of both and another
UPDATE orders SET (priority, note, fulfillment_status) = (3, 'row', 'pending') WHERE id < 3 RETURNING *;

-- name: a row assignment from both
UPDATE customers c SET (name, city) = (SELECT o.fulfillment_status, o.priority::text FROM orders o WHERE o.customer_id = c.id ORDER BY o.id LIMIT 1) WHERE id = 1 RETURNING *;

-- name: joined USING both columns
SELECT id, a.note FROM orders a JOIN orders b USING (id, fulfillment_status, priority);

-- name: natural join of the table with itself
SELECT count(*) FROM orders a NATURAL JOIN orders b;

-- name: column aliases reach into the columns under rules
SELECT f, g, h FROM orders AS o (a, b, c, d, e, e2, f, g) JOIN customers AS c (i, j, k, l, h) ON c.i = o.b;

-- name: grouping sets of columns of two tables
SELECT o.priority, c.tier, count(*), grouping(o.priority, c.tier) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY GROUPING SETS ((o.priority, c.tier), (c.tier), ());

-- name: merged into the one from the other
-- since: 15
MERGE INTO customers c USING (SELECT customer_id, max(fulfillment_status) AS f, min(priority) AS p FROM orders GROUP BY customer_id) s ON s.customer_id = c.id AND c.tier <> 'none' WHEN MATCHED THEN UPDATE SET city = s.f || s.p || c.tier WHEN NOT MATCHED AND s.customer_id IS NOT NULL THEN INSERT (id, name) VALUES (s.customer_id, s.f);

-- name: writing WITH over both tables
WITH u AS (UPDATE customers SET city = tier WHERE id < 3 RETURNING *), d AS (DELETE FROM orders WHERE priority = 3 AND id > 9 RETURNING *) SELECT u.tier, u.city, d.id, d.priority, d.fulfillment_status FROM u LEFT JOIN d ON d.customer_id = u.id;

-- name: whole rows of both
SELECT to_jsonb(o), to_jsonb(c) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 3;

-- name: a hidden column taken for another's
SELECT (SELECT score FROM orders o WHERE o.id = x.id) FROM (SELECT 1 AS id, 9.5 AS score) x;

-- name: windows over both
-- ordered
SELECT id, rank() OVER (PARTITION BY fulfillment_status ORDER BY priority, id), sum(priority) OVER w FROM orders WINDOW w AS (PARTITION BY priority ORDER BY fulfillment_status, id) ORDER BY id;

-- name: full join of both, nested
SELECT o.id, o.priority, c.tier, p.fulfillment_status FROM (orders o FULL JOIN customers c ON c.id = o.customer_id + 3) LEFT JOIN orders p ON p.id = c.id AND p.priority = o.priority;

-- name: insert a star of the table
INSERT INTO orders SELECT * FROM orders WHERE id < 0 RETURNING *;
