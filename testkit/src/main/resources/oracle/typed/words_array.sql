-- note: Cases for the type of scenario words_array.

-- name: an element
SELECT id, extra[1], o.extra[2] FROM orders o WHERE extra[1] = 'pending';

-- name: a slice
SELECT extra[1:1], extra[:2], (extra)[2] FROM orders;

-- name: an element of the nullable side
SELECT c.id, o.extra[1] FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: an element, ordered and grouped
-- ordered
SELECT extra[1] AS first, count(*) FROM orders GROUP BY extra[1] ORDER BY 1;

-- name: an element by a number of the row
SELECT extra[id], extra[(SELECT 1)], extra[array_length(extra, 1)] FROM orders;

-- name: an element of an element's subscript
SELECT (ARRAY[1, 2])[array_position(extra, 'new')], (string_to_array(extra[1], 'n'))[1] FROM orders;

-- name: an element in UPDATE
UPDATE orders SET note = extra[1] WHERE extra[2] IS NULL RETURNING id, note, extra[1];

-- name: an element in ON CONFLICT
INSERT INTO orders AS o (id, note) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.extra[1] || o.extra[1] RETURNING note;

-- name: an element is assigned
-- refused: TR001 in absent, readable, writable
UPDATE orders SET extra[1] = 'changed' WHERE id = 1 RETURNING extra;

-- name: an element is inserted
-- refused: TR001 in absent, readable, writable
INSERT INTO orders (id, extra[1]) VALUES (50, 'x') RETURNING extra;

-- name: contained, overlapping, in ANY and ALL
SELECT id FROM orders WHERE 'pending' = ANY (extra) OR extra @> ARRAY['shipped'] OR extra && '{x}' OR 'y' <> ALL (extra);

-- name: unnested
SELECT id, t FROM orders, unnest(extra) AS t;

-- name: unnested in the list
SELECT id, unnest(extra) FROM orders;

-- name: unnested with a number
SELECT o.id, u.tag, u.n FROM orders o LEFT JOIN LATERAL unnest(o.extra) WITH ORDINALITY AS u (tag, n) ON true;

-- name: concatenated and compared
SELECT extra || ARRAY['more'], extra || 'one'::text, extra = '{pending,new}', cardinality(extra) FROM orders;

-- name: aggregated
SELECT array_agg(extra ORDER BY id) FROM orders WHERE extra = '{pending,new}';

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, '{pending,new}') RETURNING *;

-- name: insert V as a constructor
INSERT INTO orders (id, extra) VALUES (50, ARRAY['pending', 'new']) RETURNING *;

-- name: update to V
UPDATE orders SET extra = '{pending,new}' WHERE id < 5 RETURNING *;

-- name: update by itself
-- refused: TR002 in absent, readable
UPDATE orders SET extra = extra || 'more'::text WHERE id = 1 RETURNING extra;

-- name: compared with a parameter
-- params: '{pending,new}'
SELECT id FROM orders WHERE extra = $1;

-- name: a parameter in it
-- params: 'shipped'
SELECT id FROM orders WHERE $1 = ANY (extra);
