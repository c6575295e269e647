-- note: Cases for the type of scenario tags_array: an array, which ANY and ALL take apart where a subquery in its place is none.

-- name: ANY of the column
SELECT id FROM orders WHERE 'mail' = ANY (extra);

-- name: ANY of the column, qualified, of a parameter
-- params: 'mail'
SELECT o.id FROM orders o WHERE $1 = ANY(o.extra);

-- name: ALL of the column
SELECT id, 'mail' <> ALL (extra) FROM orders;

-- name: SOME of the column in more parentheses
SELECT id FROM orders WHERE 'new' = SOME (((extra)));

-- name: ANY of the column with another operator
SELECT id FROM orders WHERE 'n%' LIKE ANY (extra) OR note LIKE ALL (extra);

-- name: ANY of the column on the nullable side
SELECT c.id, 'mail' = ANY (o.extra) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: ANY of the column in a grouped block
SELECT 'mail' = ANY (extra), count(*) FROM orders GROUP BY extra;

-- name: ANY of the column in an aggregate of a subquery
SELECT c.id, (SELECT count(*) FILTER (WHERE 'mail' = ANY (o.extra)) FROM orders o WHERE o.customer_id = c.id) FROM customers c;

-- name: ANY of the column from the query around
SELECT o.id FROM orders o WHERE EXISTS (SELECT FROM customers c WHERE c.id = o.customer_id AND c.name <> ALL (o.extra));

-- name: ANY of an expression over the column
SELECT id FROM orders WHERE 'x' = ANY (extra || ARRAY['x']);

-- name: IN a list of the column alone
SELECT id FROM orders WHERE ARRAY['mail'] IN (extra);

-- name: NOT IN a list of the column and others
SELECT id FROM orders WHERE ARRAY['mail'] NOT IN (extra, ARRAY['x']);

-- name: operators
SELECT id FROM orders WHERE extra @> ARRAY['mail'] OR extra && '{new}' OR extra = '{mail}';

-- name: subscript, slice and functions
SELECT id, extra[1], (extra)[1:2], array_length(extra, 1), cardinality(extra), array_to_string(extra, ',') FROM orders;

-- name: unnested
SELECT id, u FROM orders, unnest(extra) u;

-- name: no element of such a type
-- error: 42883
SELECT id FROM orders WHERE 1 = ANY (extra);

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, '{mail}') RETURNING *;

-- name: insert V by a parameter
-- params: 50, '{mail}'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update where an element is in the column
UPDATE orders SET note = 'x' WHERE 'mail' = ANY (extra) RETURNING id;

-- name: update by an expression over the column
-- refused: TR002 in absent, readable
UPDATE orders SET extra = array_append(extra, 'x') WHERE id < 3 RETURNING extra;

-- name: spellings of the type
-- params: '{mail}'
INSERT INTO orders (id, extra) VALUES (50, $1::_text) RETURNING extra;
INSERT INTO orders (id, extra) VALUES (51, '{mail}'::pg_catalog._text), (52, '{mail}'::text[]);
