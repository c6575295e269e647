-- note: INSERT of the column from queries in which it is no item by itself.

-- name: star of unnest
-- params: '{50,51}', '{a,b}', '{shipped,cancelled}'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) SELECT * FROM unnest($1::int[], $2::text[], $3::text[]);

-- name: star of unnest, one value NULL
-- params: '{50,51}', '{shipped,NULL}'
-- refused: TR002 in absent, readable
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT * FROM unnest($1::int[], $2::text[]);

-- name: star of unnest, on conflict, returning
-- params: '{1,51}', '{shipped,cancelled}'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT * FROM unnest($1::int[], $2::text[])
ON CONFLICT (id) DO UPDATE SET fulfillment_status = EXCLUDED.fulfillment_status RETURNING id, fulfillment_status;

-- name: star of the table itself
INSERT INTO orders SELECT * FROM orders WHERE id = 3 ON CONFLICT DO NOTHING;

-- name: star of a query over the table
-- refused: TR002 in readable beside writable
INSERT INTO orders (id, note, fulfillment_status)
SELECT s.* FROM (SELECT id + 100, note, fulfillment_status FROM orders WHERE id < 4 ORDER BY id DESC) AS s;

-- name: star of VALUES
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT * FROM (VALUES (50, 'pending'), (51, 'shipped')) AS v;

-- name: jsonb_to_recordset
-- refused: TR002 in absent, readable
INSERT INTO orders (id, amount, fulfillment_status)
SELECT * FROM jsonb_to_recordset('[{"id": 50, "amount": 1.5, "status": "shipped"}]') AS r(id int, amount numeric, status text);

-- name: DISTINCT
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT DISTINCT id + 50, upper(fulfillment_status) FROM orders WHERE customer_id < 4;

-- name: DISTINCT with a literal elsewhere
INSERT INTO orders (id, note, fulfillment_status) SELECT DISTINCT customer_id + 50, 'n', fulfillment_status FROM orders WHERE customer_id < 3 AND fulfillment_status = 'pending';

-- name: UNION ALL
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT 50, 'shipped' UNION ALL SELECT id + 100, fulfillment_status FROM orders WHERE id < 3;

-- name: UNION ALL with a NULL
-- refused: TR002 in absent, readable
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT 50, 'shipped' UNION ALL SELECT 51, NULL;

-- name: in parentheses
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) (SELECT * FROM (SELECT 50, text 'shipped') AS s) RETURNING *;

-- name: WITH in the query
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) WITH n AS (SELECT 50 AS id, 'shipped' AS s) SELECT * FROM n;

-- name: WITH before the statement
-- refused: TR002 in absent, readable
WITH n AS (SELECT 50 AS id, 'shipped' AS s) INSERT INTO orders (id, fulfillment_status) SELECT * FROM n RETURNING id, fulfillment_status;

-- name: WITH that writes
WITH n AS (DELETE FROM orders WHERE id = 12 RETURNING id + 100, fulfillment_status) INSERT INTO orders (id, fulfillment_status) SELECT * FROM n;

-- name: inside WITH
-- refused: TR002 in absent, readable
WITH i AS (INSERT INTO orders (id, fulfillment_status) SELECT * FROM (VALUES (50, 'shipped')) AS v RETURNING *) SELECT id, fulfillment_status FROM i;

-- name: TABLE
-- refused: TR002 in absent, readable
WITH n (id, s) AS (VALUES (50, 'shipped')) INSERT INTO orders (id, fulfillment_status) TABLE n;

-- name: FOR UPDATE and LIMIT
-- refused: TR002 in readable beside writable
INSERT INTO orders (id, fulfillment_status) SELECT s.* FROM (SELECT id + 100 AS id, fulfillment_status FROM orders) AS s ORDER BY s.id LIMIT 2;

-- name: the value, ordered by number
INSERT INTO orders (id, customer_id, fulfillment_status) SELECT id + 100, id, 'pending' FROM customers ORDER BY 2 DESC, 3;

-- name: the value, grouped by number
INSERT INTO orders (id, customer_id, fulfillment_status) SELECT max(id) + 100, customer_id, 'pending' FROM orders WHERE customer_id < 4 GROUP BY 2, 3;

-- name: the value as a parameter, ordered
-- params: 'pending', int4 100
INSERT INTO orders (id, fulfillment_status) SELECT id + $2, $1 FROM customers WHERE id < 3 ORDER BY id;

-- name: the column itself, ordered
-- refused: TR002 in readable beside writable
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, fulfillment_status FROM orders WHERE id < 4 ORDER BY fulfillment_status, id;

-- name: the value, ordered, a literal beside it
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 100, 'n', 'pending' FROM customers ORDER BY id;

-- name: too many columns from a star
-- error: 42601
INSERT INTO orders (id, fulfillment_status) SELECT * FROM customers;

-- name: a function that returns a set
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT generate_series(50, 49 + id), regexp_split_to_table('shipped,cancelled', ',') FROM customers WHERE id = 2
RETURNING id, fulfillment_status;

-- name: a function that returns a set, one value NULL
-- refused: TR002 in absent, readable
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT generate_series(50, 51), unnest(ARRAY['shipped', NULL]);

-- name: a function that returns an empty set
INSERT INTO orders (id, fulfillment_status) SELECT 50, unnest(ARRAY[]::text[]) RETURNING id;

-- name: a function that returns a set, inside an expression
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT generate_series(50, 51), upper(unnest(ARRAY['a', 'b']));

-- name: a set beside the value
INSERT INTO orders (id, fulfillment_status) SELECT generate_series(50, 52), 'pending';

-- name: a function that returns a set, in VALUES
-- refused: TR002 in absent, readable
-- refused: TR001 in writable
INSERT INTO orders (id, fulfillment_status) VALUES (DEFAULT, unnest(ARRAY['shipped', 'cancelled']));

-- name: values of another type
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, amount FROM orders WHERE id < 4 RETURNING id, fulfillment_status;
INSERT INTO orders (id, fulfillment_status) SELECT id + 200, amount > 20 AS s FROM orders WHERE id < 5 ORDER BY s, 1;
INSERT INTO orders (id, fulfillment_status) SELECT o.id + 300, date_trunc('day', o.created) FROM orders AS o WHERE id < 4;
INSERT INTO orders (id, fulfillment_status) SELECT max(t.id) + 400, t.customer_id FROM orders AS t WHERE customer_id < 4 GROUP BY t.customer_id;
INSERT INTO orders (id, fulfillment_status) SELECT max(id) + 1000, customer_id FROM orders WHERE customer_id < 4 GROUP BY 2 ORDER BY 2 DESC;
-- note: What is computed from several rows stays in its query.
INSERT INTO orders (id, fulfillment_status) SELECT max(id) + 5000, max(note) FROM orders;
INSERT INTO orders (id, fulfillment_status) SELECT id + 10000, first_value(code) OVER (ORDER BY id) FROM orders;
INSERT INTO orders (id, fulfillment_status) SELECT 50000 + count(*), CASE WHEN count(*) > 3 THEN 'many' ELSE 'few' END FROM orders;
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT id + 100000, customer_id FROM orders;

-- name: parameters of another type, and of none
-- params: int4 7
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, $1 FROM orders WHERE id < 3;
-- params: bool true
INSERT INTO orders (id, fulfillment_status) SELECT id + 200, $1 FROM orders WHERE id < 3;
-- params: 'shipped'
INSERT INTO orders (id, fulfillment_status) SELECT id + 300, $1 FROM orders WHERE id < 3;

-- name: a parameter of another type, NULL
-- not jdbc: ParameterMetaData of a held value is of the column's type
-- modes: extended, prepared
-- params: int4 null
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, $1 FROM orders WHERE id < 3;

-- name: a parameter that stands elsewhere, too
-- not jdbc: there it is two parameters, of which one is a held value
-- modes: extended, prepared
-- params: text 'shipped'
-- refused: TR001 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 100, upper($1), $1 FROM orders WHERE id < 3;

-- name: VALUES in a UNION
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT 51, 'pending' UNION ALL VALUES (50, 'shipped');
-- refused: TR001 in writable
INSERT INTO orders (id, fulfillment_status) VALUES (52, 'shipped') UNION ALL SELECT 53, 'pending';

-- name: SQLAlchemy: insertmanyvalues with the column
-- params: 50, 'a', 'pending', 51, 'b', 'pending'
INSERT INTO orders (id, note, fulfillment_status) SELECT p0::INTEGER, p1::VARCHAR, p2::VARCHAR FROM (VALUES ($1::INTEGER, $2::VARCHAR, $3::VARCHAR, 0), ($4::INTEGER, $5::VARCHAR, $6::VARCHAR, 1)) AS imp_sen(p0, p1, p2, sen_counter) ORDER BY sen_counter RETURNING orders.id, orders.fulfillment_status, orders.id AS id__1;

-- name: SQLAlchemy: insertmanyvalues with another value
-- modes: extended
-- params: 50, 'pending', 51, 'shipped'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT p0::INTEGER, p1::VARCHAR FROM (VALUES ($1::INTEGER, $2::VARCHAR, 0), ($3::INTEGER, $4::VARCHAR, 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING orders.id;

-- name: SQLAlchemy: insertmanyvalues with NULL
-- params: 50, 'pending', 51, null
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT p0::INTEGER, p1::VARCHAR FROM (VALUES ($1::INTEGER, $2::VARCHAR, 0), ($3::INTEGER, $4::VARCHAR, 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING orders.id;

-- name: Django: bulk_create by UNNEST
-- params: '{50,51}', '{a,b}', '{pending,pending}'
INSERT INTO "orders" ("id", "note", "fulfillment_status") SELECT * FROM UNNEST(($1)::integer[], ($2)::text[], ($3)::text[]) RETURNING "orders"."id";

-- name: star of unnest, all V, on conflict
-- params: '{1,51}', '{pending,pending}'
INSERT INTO orders (id, fulfillment_status) SELECT * FROM unnest($1::int[], $2::text[])
ON CONFLICT (id) DO UPDATE SET fulfillment_status = EXCLUDED.fulfillment_status WHERE orders.fulfillment_status IS DISTINCT FROM EXCLUDED.fulfillment_status RETURNING id, fulfillment_status;

-- name: positional star of VALUES, all V
INSERT INTO orders SELECT * FROM (VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00'::timestamptz, 'P1', 'pending')) AS v RETURNING *;

-- name: UNION ALL of V
INSERT INTO orders (id, fulfillment_status) SELECT 50, 'pending' UNION ALL SELECT id + 100, lower('PENDING') FROM orders WHERE id < 3 RETURNING *;

-- name: an expression that gives V, beside columns
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 100, note, CASE WHEN amount > 0 THEN 'pending' ELSE 'pend' || 'ing' END FROM orders WHERE id < 4 ORDER BY 1 DESC RETURNING *;

-- name: an expression that gives no V in one row
-- modes: extended
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 100, note, CASE WHEN id < 3 THEN 'pending' ELSE 'shipped' END FROM orders WHERE id < 4;

-- name: an aggregate that gives V
INSERT INTO orders (id, fulfillment_status) SELECT customer_id + 100, max(lower('PENDING')) FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id RETURNING *;

-- name: V by a query of no rows
INSERT INTO orders (id, fulfillment_status) SELECT id, upper(note) FROM orders WHERE id < 0 RETURNING *;

-- name: a value that is another one for each row
CREATE TEMPORARY SEQUENCE s;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, concat('s', nextval('s')) FROM customers;
SELECT count(DISTINCT fulfillment_status) FROM orders WHERE id > 100;

-- name: a value that is another one for each row, a literal beside it
CREATE TEMPORARY SEQUENCE s;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 100, 'n', concat('s', nextval('s')) FROM customers;
SELECT count(DISTINCT fulfillment_status) FROM orders WHERE id > 100;

-- name: rows that the query leaves out are not judged
INSERT INTO orders (id, fulfillment_status) SELECT a.id + 100, lower(CASE WHEN c.name = 'Ada' THEN 'PENDING' ELSE 'other' END) FROM archive a JOIN customers c ON c.id = a.id WHERE c.name = 'Ada' RETURNING *;

-- name: groups that the query leaves out are not judged
INSERT INTO orders (id, fulfillment_status) SELECT customer_id + 100, max(CASE WHEN customer_id = 1 THEN 'pending' ELSE 'other' END) FROM orders GROUP BY customer_id HAVING customer_id = 1 RETURNING *;

-- name: fewer values than columns
-- error: 42601
INSERT INTO orders (id, note, fulfillment_status) SELECT id, note FROM orders;

-- name: fewer values than columns, of a star
-- error: 42601
INSERT INTO orders (id, note, fulfillment_status) SELECT d.* FROM (SELECT id, note FROM orders) d;

-- name: items of operators, all V
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, 'pend' || 'ing' FROM orders WHERE id < 4 RETURNING *;
INSERT INTO orders (id, amount, fulfillment_status) SELECT id + 200, amount * 2, ('pen' || 'd') || 'ing' AS s FROM orders WHERE id < 4 ORDER BY amount;

-- name: items of operators and of many forms
-- modes: extended
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 9100, note IS NOT NFC NORMALIZED FROM orders WHERE note IS NOT NULL;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, note || '!' || id AS s FROM orders WHERE note IS NOT NULL AND id < 5 RETURNING id, fulfillment_status;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 200, amount - 1 FROM orders WHERE id < 4;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 300, NOT note IS NULL FROM orders WHERE id < 4;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 400, note IS NOT NULL s FROM orders WHERE id < 4;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 700, EXISTS (SELECT FROM customers WHERE customers.id = orders.customer_id) FROM orders WHERE id < 4;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 800, (amount > 10) IS UNKNOWN AND NOT EXISTS (SELECT FROM customers) FROM orders WHERE id < 4;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 10100, text 'ship' || 'ped' FROM orders WHERE id < 3;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 10500, note COLLATE pg_catalog."C" || '!' FROM orders WHERE id < 3;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 10700, interval '1' day FROM orders WHERE id < 3;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 3500, xmlserialize(CONTENT '<a/>'::xml AS text) FROM orders WHERE id < 3;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 3700, max(note) OVER w || '?' FROM orders WHERE id < 3 WINDOW w AS (ORDER BY id);
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT max(id) + 1000, percentile_disc(0.5) WITHIN GROUP (ORDER BY note) FROM orders;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT max(id) + 5000, min(note) || max(note) FROM orders;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT max(id) + 7000, (array_agg(note ORDER BY id))[1] FROM orders;
-- refused: TR002 in absent, readable
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT id + 900, NULL || note FROM orders WHERE id < 4;

-- name: literals and parameters of any type beside a value that is computed
INSERT INTO orders (id, customer_id, note, amount, created, code, fulfillment_status) SELECT id + 100, NULL, 'n', ('1.255'), '2026-01-02', E'Z\x31' AS code, lower('PENDING') FROM orders WHERE id < 4 ORDER BY id LIMIT 1;
INSERT INTO orders (id, customer_id, note, fulfillment_status) SELECT DISTINCT customer_id + 200, '7'::int, 'a' || 'b', lower('PENDING') FROM orders WHERE customer_id IS NOT NULL RETURNING *;
INSERT INTO orders (id, note, created, fulfillment_status) (SELECT 300, 'n' AS "order", '2026-01-02' c, CASE WHEN true THEN 'pending' END);
INSERT INTO orders SELECT 400, '5', '2.345', $$n$$, '2026-01-02'::timestamptz, NULL, lower('PENDING');

-- name: parameters beside a value that is computed
-- params: 100, 'n', '2.50', 'PENDING'
INSERT INTO orders (id, note, amount, fulfillment_status) SELECT id + $1, $2, $3, lower($4) FROM customers WHERE id < 3 RETURNING *;
-- params: 200, 'n', '3.75', 'pending'
INSERT INTO orders (id, note, amount, fulfillment_status) SELECT $1, $2, $3, COALESCE($4, 'pending') WHERE NOT EXISTS (SELECT FROM orders WHERE id = 200) RETURNING *;
-- params: 200, 'n', '3.75', 'pending'
INSERT INTO orders (id, note, amount, fulfillment_status) SELECT $1, $2, $3, COALESCE($4, 'pending') WHERE NOT EXISTS (SELECT FROM orders WHERE id = 200) RETURNING *;

-- name: a literal of a type beside a value that is computed
-- modes: extended
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, created, fulfillment_status) SELECT id + 100, text 'n', timestamp '2026-01-02', note FROM orders WHERE note IS NOT NULL AND id < 4;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 200, 'a' IS NOT NULL, note FROM orders WHERE note IS NOT NULL AND id < 4;
-- error: 22007
-- refused: TR002 in absent, readable
INSERT INTO orders (id, created, fulfillment_status) SELECT id + 300, 'no time', note FROM orders WHERE note IS NOT NULL AND id < 4;

-- name: items beside the column that begin or end with a type
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 100, interval '1' day, 'pending' FROM orders WHERE id < 3 RETURNING note;
INSERT INTO orders (id, created, fulfillment_status) SELECT id + 200, created + interval '1' day, 'pending' FROM orders WHERE id < 3;
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 300, interval '1 2' day to hour, 'pending' FROM orders WHERE id < 3;
INSERT INTO orders (fulfillment_status, note, id) SELECT 'pending', numeric '1' / 2, id + 400 FROM orders WHERE id < 3;
INSERT INTO orders (fulfillment_status, created, id) SELECT 'pending', date '2026-05-05' + 1, id + 500 FROM orders WHERE id < 3;
INSERT INTO orders (fulfillment_status, note, id) SELECT 'pending', json '{"a":"b"}' ->> 'a', id + 600 FROM orders WHERE id < 3;
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 700, note IS NFC NORMALIZED, 'pending' FROM orders WHERE id < 3;
INSERT INTO orders (fulfillment_status, note, id) SELECT 'pending', double precision '1.5' + 1, id + 800 FROM orders WHERE id < 3;

-- name: the column itself beside items that begin or end with a type
-- refused: TR002 in readable beside writable
INSERT INTO orders (id, note, fulfillment_status, created) SELECT id + 100, interval '1' day, fulfillment_status, date '2026-05-05' + 1 FROM orders WHERE id < 3 RETURNING note;

-- name: grouped by what the column gets
-- modes: extended
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) SELECT max(id) + 100, count(*), (o.note) FROM orders o WHERE note IS NOT NULL GROUP BY note;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) SELECT max(id) + 200, count(*), note || 'x' FROM orders WHERE note IS NOT NULL GROUP BY note || 'x';
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT max(id) + 300, CASE WHEN amount > 20 THEN 'much' ELSE 'little' END FROM orders GROUP BY CASE WHEN amount > 20 THEN 'much' ELSE 'little' END;
-- refused: TR002 in absent, readable
-- error: 23502
INSERT INTO orders (id, fulfillment_status) SELECT max(id) + 400, created::date::text FROM orders GROUP BY ROLLUP (created::date);

-- name: grouped by the column
-- refused: TR002 in readable beside writable
INSERT INTO orders (id, note, fulfillment_status) SELECT max(id) + 100, count(*), fulfillment_status FROM orders GROUP BY fulfillment_status;

-- name: ON CONFLICT behind a FROM without a condition
INSERT INTO orders (id, note) SELECT b.id * 100 + c.id, c.name FROM orders b CROSS JOIN customers c ON CONFLICT (id) DO NOTHING;
INSERT INTO orders (id, note, fulfillment_status) SELECT b.id * 1000 + c.id, c.name, 'pending' FROM orders b, customers c ON CONFLICT DO NOTHING;
INSERT INTO orders (id, note) SELECT u, 'n' FROM customers c, unnest(ARRAY[1, 2]) AS u WHERE c.id = 1 ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, fulfillment_status = EXCLUDED.fulfillment_status;
INSERT INTO orders (id, note) SELECT u, 'm' FROM (SELECT 1) AS one, unnest(ARRAY[1, 2]) AS u ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note RETURNING *;

-- name: PostgREST: an upsert
-- params: '[{"id": 1, "note": "x", "fulfillment_status": "pending"}, {"id": 60, "note": "y", "fulfillment_status": "pending"}]'
WITH pgrst_source AS (INSERT INTO "public"."orders"("fulfillment_status", "id", "note") SELECT "pgrst_body"."fulfillment_status", "pgrst_body"."id", "pgrst_body"."note" FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "fulfillment_status", "id", "note" FROM json_to_recordset(pgrst_payload.json_data) AS _("fulfillment_status" text, "id" integer, "note" text)) pgrst_body ON CONFLICT("id") DO UPDATE SET "fulfillment_status" = EXCLUDED."fulfillment_status", "note" = EXCLUDED."note" RETURNING "public"."orders".*) SELECT count(*) FROM pgrst_source;

-- name: a parameter in two places of a query
-- params: 300, 'n', 'PENDING'
INSERT INTO orders (id, note, fulfillment_status) SELECT $1, $2, lower($3) WHERE NOT EXISTS (SELECT FROM orders WHERE id = $1) RETURNING *;

-- name: parameters and literals that are sorted by number
-- params: 'n'
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 100, $1, lower('PENDING') FROM customers WHERE id < 4 ORDER BY 2, 1;
INSERT INTO orders (id, note, fulfillment_status) SELECT max(id) + 200, 'n', lower('PENDING') FROM customers GROUP BY 2;
