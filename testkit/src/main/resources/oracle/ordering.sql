-- note: Grouping, aggregates, ordering, DISTINCT, windows, locking, pagination.

-- name: GROUP BY the column
SELECT fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status;

-- name: GROUP BY qualified, select unqualified
SELECT fulfillment_status, count(*) FROM orders o GROUP BY o.fulfillment_status;

-- name: GROUP BY unqualified, select qualified
SELECT o.fulfillment_status, sum(amount) FROM orders o GROUP BY fulfillment_status;

-- name: GROUP BY ordinal
SELECT fulfillment_status, count(*) FROM orders GROUP BY 1;

-- name: GROUP BY output alias
SELECT fulfillment_status AS s, count(*) FROM orders GROUP BY s;

-- name: GROUP BY prefers the input column to an output name
SELECT note AS fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status, note;

-- name: GROUP BY prefers the input column: an error where the output one is not grouped
-- error: 42803
SELECT note AS fulfillment_status FROM orders GROUP BY fulfillment_status;

-- name: GROUP BY expression
SELECT upper(fulfillment_status), count(*) FROM orders GROUP BY upper(fulfillment_status);

-- name: GROUP BY expression, alias
SELECT substr(fulfillment_status, 1, 1) AS initial, count(*) FROM orders GROUP BY initial;

-- name: GROUP BY the column, expression over it in the output
SELECT fulfillment_status || '!' AS shout, count(*) FROM orders GROUP BY fulfillment_status;

-- name: GROUP BY two columns
SELECT customer_id, fulfillment_status, count(*) FROM orders GROUP BY customer_id, fulfillment_status;

-- name: GROUP BY the primary key: the column depends on it
SELECT o.id, o.fulfillment_status, count(i.item_id) FROM orders o LEFT JOIN order_items i ON i.order_id = o.id GROUP BY o.id;

-- name: GROUP BY another column: the column is not grouped
-- error: 42803
SELECT customer_id, fulfillment_status FROM orders GROUP BY customer_id;

-- name: aggregate beside the column
-- error: 42803
SELECT count(*), fulfillment_status FROM orders;

-- name: GROUPING SETS
SELECT fulfillment_status, customer_id, count(*) FROM orders GROUP BY GROUPING SETS ((fulfillment_status), (customer_id), ());

-- name: ROLLUP
SELECT fulfillment_status, count(*), grouping(fulfillment_status) FROM orders GROUP BY ROLLUP (fulfillment_status);

-- name: CUBE
SELECT fulfillment_status, customer_id, count(*) FROM orders GROUP BY CUBE (fulfillment_status, customer_id);

-- name: HAVING over the column
SELECT fulfillment_status FROM orders GROUP BY fulfillment_status HAVING fulfillment_status > 'p';

-- name: HAVING with an aggregate of the column
SELECT customer_id FROM orders GROUP BY customer_id HAVING max(fulfillment_status) = 'pending';

-- name: HAVING without GROUP BY
SELECT count(*) FROM orders HAVING min(fulfillment_status) IS NOT NULL;

-- name: count of the column
SELECT count(fulfillment_status) FROM orders;

-- name: count of distinct values
SELECT count(DISTINCT fulfillment_status) FROM orders;

-- name: min and max
SELECT min(fulfillment_status), max(fulfillment_status) FROM orders;

-- name: max of no row
SELECT max(fulfillment_status) FROM orders WHERE id < 0;

-- name: string_agg
SELECT string_agg(fulfillment_status, ',' ORDER BY id) FROM orders;

-- name: string_agg ordered by the column
SELECT string_agg(id::text, ',' ORDER BY fulfillment_status, id) FROM orders;

-- name: array_agg of distinct values
SELECT array_agg(DISTINCT fulfillment_status ORDER BY fulfillment_status) FROM orders;

-- name: FILTER over the column
SELECT count(*) FILTER (WHERE fulfillment_status = 'pending') AS pending, count(*) FILTER (WHERE fulfillment_status <> 'pending') FROM orders;

-- name: ordered-set aggregate
SELECT mode() WITHIN GROUP (ORDER BY fulfillment_status DESC) FROM orders WHERE id <> 4;

-- name: hypothetical-set aggregate
SELECT rank('pending') WITHIN GROUP (ORDER BY fulfillment_status) FROM orders;

-- name: bool_and
SELECT bool_and(fulfillment_status <> 'x'), bool_or(fulfillment_status = 'shipped') FROM orders;

-- name: sum of CASE
SELECT customer_id, sum(CASE WHEN fulfillment_status = 'pending' THEN amount ELSE 0 END) FROM orders GROUP BY customer_id;

-- name: json_object_agg
SELECT json_object_agg(id, fulfillment_status ORDER BY id) FROM orders;

-- name: aggregate nested in an expression
SELECT 'n=' || count(fulfillment_status) || max(fulfillment_status) FROM orders;

-- name: aggregate within an aggregate
-- error: 42803
SELECT count(max(fulfillment_status)) FROM orders;

-- name: ORDER BY the column
-- ordered
SELECT id FROM orders ORDER BY fulfillment_status, id;

-- name: ORDER BY the column, descending, NULLS LAST
-- ordered
SELECT id, fulfillment_status FROM orders ORDER BY fulfillment_status DESC NULLS LAST, id;

-- name: ORDER BY qualified
-- ordered
SELECT o.id FROM orders o ORDER BY o.fulfillment_status, o.id;

-- name: ORDER BY output alias
-- ordered
SELECT fulfillment_status AS s, id FROM orders ORDER BY s, id;

-- name: ORDER BY prefers the output name
-- ordered
SELECT id, note AS fulfillment_status FROM orders ORDER BY fulfillment_status, id;

-- name: ORDER BY an expression sees the input column
-- ordered
SELECT id, note AS fulfillment_status FROM orders ORDER BY fulfillment_status || '', id;

-- name: ORDER BY a qualified name sees the input column
-- ordered
SELECT o.id, o.note AS fulfillment_status FROM orders o ORDER BY o.fulfillment_status, o.id;

-- name: ORDER BY output name that is the column itself
-- ordered
SELECT fulfillment_status, id FROM orders ORDER BY fulfillment_status, id;

-- name: ORDER BY an output name that hides the column by an expression
-- ordered
SELECT id, upper(note) AS fulfillment_status FROM orders ORDER BY fulfillment_status DESC, 1;

-- name: ORDER BY ambiguous output name
-- error: 42702
SELECT note AS fulfillment_status, code AS fulfillment_status FROM orders ORDER BY fulfillment_status;

-- name: ORDER BY ordinal
-- ordered
SELECT fulfillment_status, id FROM orders ORDER BY 1, 2 DESC;

-- name: ORDER BY expression
-- ordered
SELECT id FROM orders ORDER BY length(fulfillment_status), id;

-- name: ORDER BY CASE
-- ordered
SELECT id FROM orders ORDER BY CASE fulfillment_status WHEN 'shipped' THEN 0 ELSE 1 END, id;

-- name: ORDER BY USING
-- ordered
SELECT id FROM orders ORDER BY fulfillment_status USING >, id;

-- name: ORDER BY in parentheses
-- ordered
SELECT id FROM orders ORDER BY (fulfillment_status), id;

-- name: ORDER BY with a collation
-- ordered
SELECT id FROM orders ORDER BY fulfillment_status COLLATE "POSIX", id;

-- name: ORDER BY an aggregate of the column
-- ordered
SELECT customer_id FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id ORDER BY max(fulfillment_status), customer_id;

-- name: LIMIT
-- ordered
SELECT id, fulfillment_status FROM orders ORDER BY id LIMIT 3;

-- name: LIMIT and OFFSET
-- ordered
SELECT id, fulfillment_status FROM orders ORDER BY fulfillment_status, id LIMIT 3 OFFSET 2;

-- name: FETCH FIRST
-- ordered
SELECT id, fulfillment_status FROM orders ORDER BY id OFFSET 1 ROWS FETCH FIRST 2 ROWS ONLY;

-- name: FETCH WITH TIES
-- ordered
SELECT fulfillment_status FROM orders ORDER BY fulfillment_status FETCH FIRST 1 ROW WITH TIES;

-- name: DISTINCT
SELECT DISTINCT fulfillment_status FROM orders;

-- name: DISTINCT with another column
SELECT DISTINCT customer_id, fulfillment_status FROM orders;

-- name: DISTINCT, ordered by the column
-- ordered
SELECT DISTINCT fulfillment_status FROM orders ORDER BY fulfillment_status;

-- name: DISTINCT, ordered by the qualified column
-- ordered
SELECT DISTINCT o.fulfillment_status FROM orders o ORDER BY o.fulfillment_status DESC;

-- name: DISTINCT, select unqualified, order qualified
-- ordered
SELECT DISTINCT fulfillment_status FROM orders o ORDER BY o.fulfillment_status;

-- name: DISTINCT, ordered by what is not selected
-- error: 42P10
SELECT DISTINCT id FROM orders ORDER BY fulfillment_status;

-- name: DISTINCT of a star
SELECT DISTINCT * FROM orders;

-- name: DISTINCT ON
-- ordered
SELECT DISTINCT ON (fulfillment_status) fulfillment_status, id FROM orders ORDER BY fulfillment_status, id;

-- name: DISTINCT ON an expression
-- ordered
SELECT DISTINCT ON (substr(fulfillment_status, 1, 1)) id, fulfillment_status FROM orders ORDER BY substr(fulfillment_status, 1, 1), id DESC;

-- name: DISTINCT ON another column
-- ordered
SELECT DISTINCT ON (customer_id) customer_id, fulfillment_status FROM orders ORDER BY customer_id, fulfillment_status DESC, id;

-- name: DISTINCT ON does not match ORDER BY
-- error: 42P10
SELECT DISTINCT ON (fulfillment_status) id FROM orders ORDER BY id;

-- name: window partitioned by the column
-- ordered
SELECT id, row_number() OVER (PARTITION BY fulfillment_status ORDER BY id) FROM orders ORDER BY id;

-- name: window ordered by the column
-- ordered
SELECT id, rank() OVER (ORDER BY fulfillment_status) FROM orders ORDER BY id;

-- name: named window
-- ordered
SELECT id, count(*) OVER w, first_value(fulfillment_status) OVER w FROM orders WINDOW w AS (PARTITION BY fulfillment_status ORDER BY id) ORDER BY id;

-- name: lag over the column
-- ordered
SELECT id, lag(fulfillment_status, 1, 'none') OVER (ORDER BY id) FROM orders ORDER BY id;

-- name: window aggregate with a filter and a frame
-- ordered
SELECT id, count(fulfillment_status) FILTER (WHERE fulfillment_status = 'pending') OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM orders ORDER BY id;

-- name: window over a group
-- ordered
SELECT fulfillment_status, count(*), sum(count(*)) OVER (ORDER BY fulfillment_status) FROM orders GROUP BY fulfillment_status ORDER BY fulfillment_status;

-- name: FOR UPDATE
SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = 'pending' FOR UPDATE;

-- name: FOR NO KEY UPDATE
SELECT fulfillment_status FROM orders WHERE id < 3 FOR NO KEY UPDATE;

-- name: FOR SHARE OF
SELECT o.fulfillment_status, c.name FROM orders o JOIN customers c ON c.id = o.customer_id FOR SHARE OF o;

-- name: FOR KEY SHARE of the other table
SELECT o.fulfillment_status FROM orders o JOIN customers c ON c.id = o.customer_id FOR KEY SHARE OF c;

-- name: SKIP LOCKED queue
-- ordered
SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = 'pending' ORDER BY id LIMIT 2 FOR UPDATE SKIP LOCKED;

-- name: NOWAIT
SELECT * FROM orders WHERE id = 3 FOR UPDATE NOWAIT;

-- name: FOR UPDATE with DISTINCT
-- error: 0A000
SELECT DISTINCT fulfillment_status FROM orders FOR UPDATE;

-- name: FOR UPDATE of the nullable side
-- error: 0A000
SELECT o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id FOR UPDATE;

-- name: keyset pagination
-- ordered
SELECT id, fulfillment_status FROM orders WHERE (fulfillment_status, id) > ('cancelled', 3) ORDER BY fulfillment_status, id LIMIT 4;
