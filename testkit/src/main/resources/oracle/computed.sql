-- note: Grouping sets, where the column is NULL in the rows of some sets, in expressions too; and
-- note: what is computed with the column, which may fail only when a row is met.

-- name: a total's name
SELECT coalesce(fulfillment_status, 'all') AS x, count(*) FROM orders GROUP BY ROLLUP (fulfillment_status);

-- name: a function of a grouping set's column
SELECT upper(fulfillment_status), count(*) FROM orders GROUP BY ROLLUP (fulfillment_status);

-- name: the total alone
SELECT fulfillment_status, count(*) FROM orders GROUP BY ROLLUP (fulfillment_status) HAVING fulfillment_status IS NULL;

-- name: several sets
SELECT customer_id, fulfillment_status || '!', count(*) FROM orders GROUP BY GROUPING SETS ((customer_id), (fulfillment_status), ());

-- name: a cube
SELECT customer_id, coalesce(fulfillment_status, 'all'), sum(amount) FROM orders GROUP BY CUBE (customer_id, fulfillment_status);

-- name: ordered by an expression of it
-- ordered
SELECT fulfillment_status, count(*) FROM orders GROUP BY ROLLUP (fulfillment_status) ORDER BY coalesce(fulfillment_status, 'zz'), 2;

-- name: whether it is a total
SELECT fulfillment_status IS NULL, count(*) FROM orders GROUP BY ROLLUP (fulfillment_status);

-- name: beside an outer join
SELECT coalesce(o.fulfillment_status, 'all'), count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY ROLLUP (o.fulfillment_status);

-- name: ranked
SELECT coalesce(fulfillment_status, 'all'), rank() OVER (ORDER BY coalesce(fulfillment_status, 'all')) FROM orders GROUP BY ROLLUP (fulfillment_status);

-- name: as it is, and in an expression
SELECT fulfillment_status, coalesce(fulfillment_status, 'all'), count(*) FROM orders GROUP BY ROLLUP (fulfillment_status);

-- name: a case of it
SELECT CASE WHEN fulfillment_status IS NULL THEN 'total' ELSE fulfillment_status END, grouping(fulfillment_status), count(*) FROM orders GROUP BY ROLLUP (fulfillment_status);

-- name: grouped by an expression of it
SELECT upper(fulfillment_status), coalesce(upper(fulfillment_status), 'ALL'), count(*) FROM orders GROUP BY ROLLUP (upper(fulfillment_status));

-- name: in a subquery of a block with sets
SELECT (SELECT coalesce(o.fulfillment_status, 'all')), count(*) FROM orders o GROUP BY ROLLUP (o.fulfillment_status);

-- name: a block with sets, from a block inside
SELECT x, coalesce(x, 'all'), count(*) FROM (SELECT fulfillment_status AS x FROM orders) AS t GROUP BY ROLLUP (x);

-- name: a cast that fails, of no row
SELECT id FROM orders WHERE id = 99 AND fulfillment_status::int = 1;

-- name: a cast that fails, of an empty table
DELETE FROM orders;
SELECT id FROM orders WHERE CAST(fulfillment_status AS int) = 1;

-- name: a cast that fails, of a row
-- error: 22P02
SELECT id FROM orders WHERE fulfillment_status::int = 1;

-- name: an operation that fails, of no row
SELECT id FROM orders WHERE id = 99 AND 1 / (length(fulfillment_status) - length(fulfillment_status)) = 1;

-- name: an operator that fails, of no row
SELECT id FROM orders WHERE note = 'nope' AND ((fulfillment_status))::jsonb ? 'x';

-- name: an update of no row
UPDATE orders SET note = 'x' WHERE id = 99 AND fulfillment_status::date > '2026-01-01';

-- name: an update of the column of no row
UPDATE orders SET fulfillment_status = 'pending' WHERE id = 99 AND fulfillment_status::int = 1;

-- name: a deletion of no row
DELETE FROM orders o WHERE o.id > 900 AND o.fulfillment_status::int = 1;

-- name: a join that gives no row
SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id AND c.id = 99 AND o.fulfillment_status::int = 1;

-- name: a correlated subquery of no row
SELECT o.id FROM orders o WHERE o.id > 900 AND EXISTS (SELECT 1 FROM customers c WHERE o.fulfillment_status::int = c.id);

-- name: computed with, of rows
SELECT id FROM orders WHERE length(fulfillment_status) = 7 AND fulfillment_status || note IS NOT NULL AND substr(note || fulfillment_status, 1, 3) = 'fir';

-- name: a limit of the column
-- error: 42P10
SELECT id FROM orders LIMIT length(fulfillment_status);

-- name: an offset of the column
-- error: 42P10
SELECT id FROM orders OFFSET length(fulfillment_status);
