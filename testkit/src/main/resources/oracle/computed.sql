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

-- name: distinct values, ordered by a cast that changes nothing
SELECT DISTINCT fulfillment_status FROM orders ORDER BY fulfillment_status::text;

-- name: distinct values by a cast, ordered by the column
SELECT DISTINCT CAST(fulfillment_status AS text) AS x, note FROM orders ORDER BY fulfillment_status, note;

-- name: DISTINCT ON the column, ordered by a cast
-- ordered
SELECT DISTINCT ON (fulfillment_status) fulfillment_status, id FROM orders ORDER BY fulfillment_status::text, id;

-- name: two outputs of one name that are the same
-- ordered
SELECT o.fulfillment_status::text AS a, o.fulfillment_status AS a FROM orders o ORDER BY a, id;

-- name: distinct rows, ordered by the row
SELECT DISTINCT ROW(fulfillment_status, note) FROM orders ORDER BY (fulfillment_status, note);

-- name: LIMIT by the column
-- error: 42P10
SELECT id FROM orders LIMIT length(fulfillment_status);

-- name: OFFSET by an expression over the column
-- error: 42P10
SELECT id FROM orders ORDER BY id OFFSET CASE WHEN fulfillment_status = 'pending' THEN 2 END;

-- name: a window frame that ends at the column
-- error: 42P10
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN length(fulfillment_status) PRECEDING AND CURRENT ROW) FROM orders;

-- name: LIMIT of a subquery by the column of the query around it
SELECT o.id, (SELECT c.id FROM customers c ORDER BY c.id LIMIT length(o.fulfillment_status)) FROM orders o WHERE o.id < 0;

-- name: a cast in HAVING and ORDER BY of no rows
SELECT note FROM orders WHERE id = 99 GROUP BY note, fulfillment_status HAVING fulfillment_status::int = 1 ORDER BY fulfillment_status::int;

-- name: a cast in the output of no rows
SELECT fulfillment_status::int, upper(fulfillment_status)::int FROM orders WHERE id = 99 ORDER BY fulfillment_status::int;

-- name: a cast that fails, in a derived table of no row
SELECT * FROM (SELECT id, fulfillment_status::int AS x FROM orders WHERE id = 99) s WHERE s.x = 1;

-- name: a cast that fails, in WITH, of no row
WITH s AS (SELECT id, fulfillment_status::int AS x FROM orders WHERE id = 99) SELECT s.id FROM s JOIN customers c ON c.id = s.x;

-- name: a cast that fails, in a subquery of no row
SELECT id FROM orders WHERE id = 99 AND (SELECT fulfillment_status::int) > 1;

-- name: a cast that fails, in a lateral subquery of no row
SELECT id FROM orders CROSS JOIN LATERAL (SELECT fulfillment_status::int AS x) l WHERE id = 99 AND l.x = 1;

-- name: LIMIT by the column in a subquery
-- error: 42P10
SELECT id FROM orders LIMIT (SELECT length(fulfillment_status));

-- name: GROUP BY operators over the column
SELECT fulfillment_status || '!', count(*) FROM orders GROUP BY fulfillment_status || '!';
SELECT fulfillment_status IS NULL, count(*) FROM orders GROUP BY fulfillment_status IS NULL;
SELECT NOT fulfillment_status IS NOT NULL AS n, count(*) FROM orders GROUP BY NOT fulfillment_status IS NOT NULL;
SELECT fulfillment_status = 'pending' AND amount > 10, count(*) FROM orders GROUP BY fulfillment_status = 'pending' AND amount > 10;
SELECT fulfillment_status BETWEEN 'a' AND 'q', count(*) FROM orders GROUP BY fulfillment_status BETWEEN 'a' AND 'q';
SELECT (fulfillment_status = 'pending') IS TRUE, count(*) FROM orders GROUP BY (fulfillment_status = 'pending') IS TRUE;
SELECT (fulfillment_status > note) IS UNKNOWN, count(*) FROM orders GROUP BY (fulfillment_status > note) IS UNKNOWN;

-- name: GROUP BY operators beside the column
SELECT id % 3, max(fulfillment_status), count(*) FROM orders GROUP BY id % 3;
SELECT o.customer_id + 1, min(o.fulfillment_status) FROM orders o WHERE o.fulfillment_status <> 'x' GROUP BY o.customer_id + 1 HAVING count(o.fulfillment_status) > 0 ORDER BY o.customer_id + 1;
SELECT note IS NOT NULL, max(fulfillment_status) FROM orders GROUP BY note IS NOT NULL, note IS NULL;
SELECT count(*), max(fulfillment_status) FROM orders o GROUP BY EXISTS (SELECT FROM order_items i WHERE i.order_id = o.id);
SELECT count(*), max(fulfillment_status) FROM orders o GROUP BY NOT EXISTS (SELECT FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status);
SELECT id % 2, fulfillment_status || '?', count(*) FROM orders GROUP BY ROLLUP (id % 2, fulfillment_status || '?');

-- name: calls with FILTER or OVER that are cast
SELECT count(*) FILTER (WHERE fulfillment_status = 'pending')::int FROM orders;
SELECT customer_id, count(*) FILTER (WHERE fulfillment_status = 'pending')::float / count(*) AS part FROM orders GROUP BY customer_id HAVING count(*) FILTER (WHERE fulfillment_status = 'pending')::int > 0 ORDER BY 1;
SELECT *, count(*) OVER ()::int AS full_count FROM orders WHERE fulfillment_status = 'pending' ORDER BY id LIMIT 3;
SELECT id, row_number() OVER w::int, pg_catalog.lag(fulfillment_status) OVER (ORDER BY id)::varchar(3) FROM orders WINDOW w AS (ORDER BY fulfillment_status, id) ORDER BY id;
SELECT string_agg(fulfillment_status, ',' ORDER BY id) FILTER (WHERE id < 4)::varchar FROM orders;
SELECT c.id, (SELECT sum(o.amount) FILTER (WHERE o.fulfillment_status = 'pending')::int FROM orders o WHERE o.customer_id = c.id) FROM customers c ORDER BY 1;
SELECT max(fulfillment_status) OVER ()::text::varchar COLLATE "C", id FROM orders ORDER BY id;

-- name: casts to types of several words
SELECT created::timestamp(0) with time zone, fulfillment_status FROM orders ORDER BY id;
SELECT id, (created AT TIME ZONE 'UTC')::timestamp(3) without time zone, '10:00:00.55'::time(1) with time zone, upper(fulfillment_status) FROM orders ORDER BY id;
UPDATE orders SET created = '2026-01-02 03:04:05.6789'::timestamp(3) with time zone WHERE fulfillment_status = 'pending';
