-- note: Parameters: what Describe says of them, and what they do.

-- name: compared with the column
-- params: 'pending'
SELECT id FROM orders WHERE fulfillment_status = $1;

-- name: compared with the column, declared text
-- params: text 'shipped'
SELECT id FROM orders WHERE fulfillment_status = $1;

-- name: compared with the column, declared varchar
-- params: varchar 'shipped'
SELECT id FROM orders WHERE fulfillment_status = $1;

-- name: compared, the parameter first
-- params: 'pending'
SELECT id FROM orders WHERE $1 = fulfillment_status;

-- name: NULL compared
-- params: null
SELECT id FROM orders WHERE fulfillment_status = $1;

-- name: IS NOT DISTINCT FROM a parameter
-- params: text null
SELECT id FROM orders WHERE fulfillment_status IS NOT DISTINCT FROM $1;

-- name: one parameter for two columns
-- params: 'pending'
SELECT id FROM orders WHERE fulfillment_status = $1 OR note = $1;

-- name: several parameters
-- params: 'pending', int4 3, 'gift'
SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = $1 AND id > $2 OR note = $3;

-- name: parameters out of order
-- params: int4 3, 'pending'
SELECT id FROM orders WHERE fulfillment_status = $2 AND id < $1;

-- name: LIKE a parameter
-- params: 'p%'
SELECT id FROM orders WHERE fulfillment_status LIKE $1;

-- name: list of parameters
-- params: 'pending', 'shipped', 'x'
SELECT id FROM orders WHERE fulfillment_status IN ($1, $2, $3);

-- name: array parameter
-- params: '{pending,shipped}'
SELECT id FROM orders WHERE fulfillment_status = ANY ($1);

-- name: parameter in the output
-- params: text 'x'
SELECT fulfillment_status, $1 FROM orders WHERE id < 3;

-- name: parameter in the output, cast
-- params: 5
SELECT $1::int + id, fulfillment_status FROM orders WHERE id < 3;

-- name: COALESCE with a parameter
-- params: 'none'
SELECT coalesce(fulfillment_status, $1) FROM orders;

-- name: concatenation with a parameter
-- params: text '-x'
SELECT fulfillment_status || $1 FROM orders;

-- name: CASE with parameters
-- params: 'pending', 'open', 'done'
SELECT CASE fulfillment_status WHEN $1 THEN $2 ELSE $3 END FROM orders;

-- name: LIMIT and OFFSET parameters
-- ordered
-- params: 3, 2
SELECT id, fulfillment_status FROM orders ORDER BY fulfillment_status, id LIMIT $1 OFFSET $2;

-- name: LIMIT parameter declared bigint
-- ordered
-- params: 'pending', int8 2
SELECT id FROM orders WHERE fulfillment_status = $1 ORDER BY id LIMIT $2;

-- name: star with a parameter
-- params: int4 4
SELECT * FROM orders WHERE id = $1;

-- name: BETWEEN parameters
-- params: 'a', 'q'
SELECT id FROM orders WHERE fulfillment_status BETWEEN $1 AND $2;

-- name: row comparison with parameters
-- ordered
-- params: 'pending', 3
SELECT id FROM orders WHERE (fulfillment_status, id) > ($1, $2) ORDER BY fulfillment_status, id;

-- name: subquery with parameters
-- params: 'pending', 10.5
SELECT c.name FROM customers c WHERE c.id IN (SELECT customer_id FROM orders WHERE fulfillment_status = $1 AND amount > $2);

-- name: left join with a parameter in ON
-- params: 'pending'
SELECT c.id, o.id, o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.fulfillment_status = $1;

-- name: HAVING with a parameter
-- params: int8 1
SELECT fulfillment_status FROM orders GROUP BY fulfillment_status HAVING count(*) > $1;

-- name: function with a parameter
-- params: int4 2, int4 3
SELECT substr(fulfillment_status, $1, $2) FROM orders;

-- name: parameter of unknown type
-- modes: extended, prepared
-- params: 'x', 'pending'
-- error: 42P18
SELECT id FROM orders WHERE fulfillment_status = $2;

-- name: too few values
-- modes: extended, prepared
-- not jdbc: the driver says which value is missing before the server has read anything
-- params: 'pending'
-- error: 08P01
SELECT id FROM orders WHERE fulfillment_status = $1 AND note = $2;

-- name: value of another type
-- params: 'x'
-- error: 22P02
SELECT fulfillment_status FROM orders WHERE id = $1;

-- name: insert with parameters, V for the column
-- params: 50, 'by parameter', 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1, $2, $3);

-- name: insert with parameters, V declared text
-- params: int4 50, varchar 'by parameter', text 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1, $2, $3);

-- name: insert with parameters, V declared varchar
-- params: int4 50, varchar 'by parameter', varchar 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1, $2, $3);

-- name: insert with parameters, the column first
-- params: 'pending', 50
INSERT INTO orders (fulfillment_status, id) VALUES ($1, $2) RETURNING *;

-- name: insert with parameters, the column in the middle
-- params: 50, 'pending', 'x', 7
INSERT INTO orders (id, fulfillment_status, note, customer_id) VALUES ($1, $2, $3, $4) RETURNING id, fulfillment_status, note;

-- name: insert of several rows with parameters
-- params: 50, 'pending', 51, 'pending'
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2), ($3, $4);

-- name: insert of several rows, one parameter for all
-- params: 'pending'
INSERT INTO orders (id, fulfillment_status) VALUES (50, $1), (51, $1) RETURNING *;

-- name: insert, the parameter serves another column of another type too
-- modes: extended, prepared
-- params: 'pending'
-- error: 42P08
-- refused: TR001 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, $1, $1) RETURNING note, fulfillment_status;

-- name: insert, the parameter serves another column too, its type is told
-- modes: extended, prepared
-- params: varchar 'pending'
-- refused: TR001 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, $1, $1) RETURNING note, fulfillment_status;

-- name: insert, the parameter serves another column of the same type too
-- modes: extended, prepared
-- params: 'pending'
-- refused: TR001 in absent, readable
INSERT INTO orders (id, code, fulfillment_status) VALUES (50, $1, $1) RETURNING code, fulfillment_status;

-- name: insert of NULL by a parameter
-- params: 50, null
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2);

-- name: insert of another value by a parameter
-- params: 50, 'shipped'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2);

-- name: insert of an expression over V's parameter
-- params: 50, text 'x'
INSERT INTO orders (id, note) VALUES ($1, upper($2)) RETURNING fulfillment_status;

-- name: insert from a select with parameters
-- params: 100, int4 3
INSERT INTO orders (id, note, fulfillment_status) SELECT id + $1, note, 'pending' FROM orders WHERE id <= $2 RETURNING id, fulfillment_status;

-- name: update to V by a parameter
-- params: 'pending', 2
UPDATE orders SET fulfillment_status = $1 WHERE id = $2;

-- name: update to V by a parameter, with another column
-- params: 'changed', 'pending', int4 2
UPDATE orders SET note = $1, fulfillment_status = $2 WHERE id = $3 RETURNING *;

-- name: update to another value by a parameter
-- params: 'shipped', 2
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = $1 WHERE id = $2;

-- name: update to NULL by a parameter
-- params: null, 2
-- error: 23502
UPDATE orders SET fulfillment_status = $1 WHERE id = $2;

-- name: update, the column in the condition
-- params: 'seen', 'pending'
UPDATE orders SET note = $1 WHERE fulfillment_status = $2;

-- name: compare and set to V
-- params: 'pending', int4 3, 'pending'
UPDATE orders SET fulfillment_status = $1 WHERE id = $2 AND fulfillment_status = $3 RETURNING fulfillment_status;

-- name: delete by the column
-- params: 'pending', int4 5
DELETE FROM orders WHERE fulfillment_status = $1 AND id < $2 RETURNING *;

-- name: conflict with parameters
-- params: 1, 'merged', 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note;

-- name: given to the column and compared with it
-- params: 'pending', int4 3
UPDATE orders SET fulfillment_status = $1, note = 'seen' WHERE id < $2 AND fulfillment_status <> $1;

-- name: given to the column and compared with it, found
-- params: 'pending', int4 3
UPDATE orders SET fulfillment_status = $1 WHERE id < $2 AND (fulfillment_status = $1) RETURNING *;

-- name: given to the column and compared with it, the parameter first
-- params: 'pending'
UPDATE orders o SET fulfillment_status = $1 WHERE NOT $1 < o.fulfillment_status AND o.id = 4;

-- name: another value given to the column and compared with it
-- params: 'shipped', int4 3
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = $1 WHERE id < $2 AND fulfillment_status <> $1;

-- name: NULL given to the column and compared with it
-- params: null, int4 3
UPDATE orders SET fulfillment_status = $1 WHERE id < $2 AND fulfillment_status <> $1;

-- name: given to the column and compared with it, in ON CONFLICT
-- params: int4 1, 'pending'
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET fulfillment_status = $2, note = 'again' WHERE orders.fulfillment_status <> $2;

-- name: given to the column and compared with something else
-- modes: extended, prepared
-- params: 'pending', int4 3
-- refused: TR001 in absent, readable
UPDATE orders SET fulfillment_status = $1 WHERE id < $2 AND note <> $1;

-- name: given to the column and compared behind another operator
-- modes: extended, prepared
-- params: 'pending', int4 3
-- refused: TR001 in absent, readable
UPDATE orders SET fulfillment_status = $1 WHERE id < $2 AND fulfillment_status <> $1 || 'x';

-- name: given to the column and compared with it in a subquery
-- params: 'pending'
UPDATE orders SET fulfillment_status = $1 WHERE id IN (SELECT o.id FROM orders o WHERE o.fulfillment_status = $1 AND o.id < 4);

-- name: insert with parameters that have casts, V for the column
-- params: 50, 'by parameter', 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1::integer, $2::varchar, $3::text) RETURNING *;

-- name: insert with parameters that have casts, another value
-- params: 50, 'by parameter', 'shipped'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1::integer, $2::varchar, CAST($3 AS text)) RETURNING *;

-- name: update to a parameter with a cast
-- params: 'pending', 'by parameter', 3
UPDATE orders SET fulfillment_status = CAST($1 AS text), note = ($2) WHERE id = $3 RETURNING *;

-- name: insert a query with a parameter that has a cast
-- params: 'pending'
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, $1::text FROM orders WHERE id < 3 RETURNING *;

-- name: insert with casts to another spelling of text, as SQLAlchemy writes them
-- params: 50, 'by parameter', 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1::INTEGER, $2::VARCHAR, $3::VARCHAR) RETURNING orders.fulfillment_status;

-- name: insert another value with a cast to another spelling of text
-- modes: extended
-- params: 50, 'shipped'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES ($1::INTEGER, $2::VARCHAR) RETURNING *;

-- name: a cast that cuts the value
-- modes: extended
-- params: 50, 'pending and more'
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2::VARCHAR(7)) RETURNING *;

-- name: update to a parameter with a cast to another spelling of text
-- params: 'pending', 'by parameter', 3
UPDATE orders SET fulfillment_status=$1::VARCHAR, note=$2::VARCHAR WHERE orders.id = $3::INTEGER;

-- name: update the column alone to a parameter with a cast to another spelling of text
-- params: 'pending', 3
UPDATE orders SET fulfillment_status = CAST($1 AS character varying) WHERE id = $2 RETURNING *;

-- name: NULL by a parameter with a cast to another spelling of text
-- params: null, 3
-- error: 23502
UPDATE orders SET fulfillment_status = $1::varchar WHERE id = $2;

-- name: insert a query with a parameter that has a cast to another spelling of text
-- params: 'pending'
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, $1::varchar FROM orders WHERE id < 3 RETURNING *;

-- name: upsert with casts to another spelling of text
-- params: 1, 'by parameter', 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1::INTEGER, $2::VARCHAR, $3::VARCHAR) ON CONFLICT (id) DO UPDATE SET note = excluded.note, fulfillment_status = excluded.fulfillment_status RETURNING *;

-- name: a cast to another spelling of text, compared with the column elsewhere
-- modes: extended, prepared
-- params: 'pending', 3
-- refused: TR001 in absent, readable
UPDATE orders SET fulfillment_status = $1::varchar WHERE id = $2 AND fulfillment_status = $1;

-- name: insert parameters in parentheses
-- params: 50, 'by parameter', 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES (($1), ($2), (($3))) RETURNING *;

-- name: update to a parameter in parentheses
-- params: 'pending', 'by parameter', 3
UPDATE orders SET fulfillment_status = ($1), note = ($2) WHERE id = ($3) RETURNING *;

-- name: update to NULL by a parameter in parentheses
-- params: null, 3
-- error: 23502
UPDATE orders SET fulfillment_status = ($1) WHERE id = ($2);

-- name: insert a query with a parameter in parentheses
-- params: 'pending'
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, ($1::text) FROM orders WHERE id < 3 RETURNING *;

-- name: given to the column where it differs
-- params: 'pending', 4
UPDATE orders SET fulfillment_status = $1 WHERE id < $2 AND fulfillment_status IS DISTINCT FROM $1 RETURNING *;

-- name: given to the column where it does not differ
-- params: 'pending', 4
UPDATE orders SET fulfillment_status = $1 WHERE id < $2 AND $1 IS NOT DISTINCT FROM fulfillment_status RETURNING *;

-- name: given to the column where it differs, by an upsert
-- params: 1, 'pending'
INSERT INTO orders AS o (id, fulfillment_status) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET note = 'again', fulfillment_status = $2 WHERE o.fulfillment_status IS DISTINCT FROM $2 RETURNING *;

-- name: Hasura: casts of parameters in parentheses
-- params: 50, 'n', 'pending'
INSERT INTO "public"."orders" ("id", "note", "fulfillment_status") VALUES (($1)::integer, ($2)::text, ($3)::text) RETURNING *;

-- name: casts of casts
-- params: 50, 'pending'
INSERT INTO orders (id, fulfillment_status) VALUES (($1)::integer, CAST(($2::varchar) AS text));
-- params: 51, 'pending'
INSERT INTO orders (id, fulfillment_status) VALUES ($1::int::int4, $2::varchar(20)::text);
INSERT INTO orders (id, fulfillment_status) VALUES (('52')::integer, ('pending')::text), ('53'::text::int, text 'pending');
UPDATE orders SET fulfillment_status = ('pending'::character varying)::text WHERE id = 1;

-- name: casts of casts that cut the value
-- modes: extended
-- params: 50, 'pending'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2::varchar(3)::text);
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (51, 'pending'::varchar(4)::text);
