-- note: INSERT without ON CONFLICT.

-- name: V given
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, 'new', 'pending');

-- name: the column omitted
INSERT INTO orders (id, note) VALUES (50, 'new');

-- name: the column omitted, read back
INSERT INTO orders (id, note) VALUES (50, 'new');
SELECT fulfillment_status, note FROM orders WHERE id = 50;

-- name: V given, read back
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending');
SELECT * FROM orders WHERE fulfillment_status = 'pending' AND id >= 50;

-- name: DEFAULT given
INSERT INTO orders (id, fulfillment_status) VALUES (50, DEFAULT) RETURNING *;

-- name: DEFAULT among others
INSERT INTO orders (id, fulfillment_status, note) VALUES (DEFAULT, DEFAULT, DEFAULT) RETURNING id, fulfillment_status;

-- name: DEFAULT VALUES
INSERT INTO orders DEFAULT VALUES;

-- name: DEFAULT VALUES, star returned
INSERT INTO orders DEFAULT VALUES RETURNING *;

-- name: the column first
INSERT INTO orders (fulfillment_status, id) VALUES ('pending', 50);

-- name: only the column
INSERT INTO orders (fulfillment_status) VALUES ('pending') RETURNING id;

-- name: the column in capitals and quotes
INSERT INTO Orders (ID, "fulfillment_status") VALUES (50, 'pending') RETURNING Fulfillment_Status;

-- name: schema-qualified
INSERT INTO public.orders (id, fulfillment_status) VALUES (50, 'pending');

-- name: aliased
INSERT INTO orders AS o (id, fulfillment_status) VALUES (50, 'pending') RETURNING o.fulfillment_status, o.*;

-- name: several rows, all V
INSERT INTO orders (id, fulfillment_status, note) VALUES (50, 'pending', 'a'), (51, 'pending', 'b'), (52, 'pending', 'c');

-- name: several rows, DEFAULT and V
INSERT INTO orders (id, fulfillment_status) VALUES (50, DEFAULT), (51, 'pending') RETURNING id, fulfillment_status;

-- name: several rows, the column omitted
INSERT INTO orders (id, note) VALUES (50, 'a'), (51, NULL) RETURNING *;

-- name: another value
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'shipped') RETURNING *;

-- name: several rows, one with another value
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending'), (51, 'shipped');

-- name: NULL
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL);

-- name: several rows, one NULL
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending'), (51, NULL);

-- name: NULL with a cast
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL::text);

-- name: V with a cast
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending'::text);

-- name: V with a cast to another text type
INSERT INTO orders (id, fulfillment_status) VALUES (50, CAST('pending' AS varchar));

-- name: V in parentheses
INSERT INTO orders (id, fulfillment_status) VALUES (50, ('pending'));

-- name: V as an escape string
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, E'pend\x69ng') RETURNING fulfillment_status;

-- name: V in dollar quotes
INSERT INTO orders (id, fulfillment_status) VALUES (50, $$pending$$);

-- name: no column list, all columns
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 'pending');

-- name: no column list, all columns, star returned
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 'pending') RETURNING *;

-- name: no column list, the column left out
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1');

-- name: no column list, only some columns
INSERT INTO orders VALUES (50, 1) RETURNING *;

-- name: no column list, DEFAULT for the column
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', DEFAULT, 'P1', DEFAULT) RETURNING fulfillment_status, created;

-- name: no column list, several rows
INSERT INTO orders VALUES (50, 1, 1, 'a', DEFAULT, 'P1', 'pending'), (51, 2, 2, 'b', DEFAULT, 'P2', 'pending');

-- name: no column list, too many values
-- error: 42601
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', DEFAULT, 'P1', 'pending', 8);

-- name: no column list, another value
-- refused: TR002 in absent, readable
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', DEFAULT, 'P1', 'shipped');

-- name: RETURNING the column
INSERT INTO orders (id) VALUES (50) RETURNING fulfillment_status;

-- name: RETURNING an expression of the column
INSERT INTO orders (id) VALUES (50) RETURNING upper(fulfillment_status) AS shout, id;

-- name: RETURNING the column under another name
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending') RETURNING fulfillment_status AS s;

-- name: RETURNING star and the column
INSERT INTO orders (id) VALUES (50) RETURNING *, fulfillment_status;

-- name: RETURNING a subquery
INSERT INTO orders (id) VALUES (50) RETURNING (SELECT count(*) FROM orders WHERE fulfillment_status = 'pending');

-- name: RETURNING the whole row
-- refused: TR001 in absent
INSERT INTO orders (id) VALUES (50) RETURNING orders;

-- name: from a select
INSERT INTO orders (id, note, fulfillment_status) SELECT id + 100, note, 'pending' FROM orders WHERE id < 4;

-- name: from a select of the column
-- refused: TR002 in readable beside writable
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, fulfillment_status FROM orders WHERE id < 4;

-- name: from a select of another table's column
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, fulfillment_status FROM archive WHERE fulfillment_status IS NOT NULL;

-- name: from a select, the column omitted, filtered by it
INSERT INTO orders (id, note) SELECT id + 100, fulfillment_status FROM orders WHERE fulfillment_status <> 'cancelled';

-- name: from a star of a table with the target's shape
-- refused: TR002 in absent, readable
INSERT INTO orders SELECT id + 100, customer_id, amount, note, created, 'X' || id, coalesce(fulfillment_status, 'pending') FROM archive;

-- name: from a select without a column list, the column left out
INSERT INTO orders SELECT id + 100, customer_id FROM customers CROSS JOIN (VALUES (7)) AS v (customer_id) WHERE id < 3 RETURNING *;

-- name: into another table from the table
INSERT INTO shipments (order_id, fulfillment_status) SELECT id, fulfillment_status FROM orders WHERE fulfillment_status <> 'cancelled';

-- name: into another table, star of the table
INSERT INTO archive (id, customer_id, amount, note, created, code, fulfillment_status) SELECT * FROM orders WHERE id > 5;

-- name: into another table, returning its column of that name
INSERT INTO shipments (order_id, fulfillment_status) VALUES (51, 'shipped') RETURNING fulfillment_status;

-- name: a value from a subquery over the table
INSERT INTO orders (id, note) VALUES (50, (SELECT max(fulfillment_status) FROM orders)) RETURNING note;

-- name: with a CTE over the table
WITH s AS (SELECT max(id) AS m FROM orders WHERE fulfillment_status = 'pending') INSERT INTO orders (id, note) SELECT m + 50, 'cte' FROM s RETURNING id, fulfillment_status;

-- name: OVERRIDING
INSERT INTO orders (id, fulfillment_status) OVERRIDING SYSTEM VALUE VALUES (50, 'pending') RETURNING id;

-- name: duplicate key
-- error: 23505
INSERT INTO orders (id, fulfillment_status) VALUES (1, 'pending');

-- name: value too long for another column
-- error: 22001
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, repeat('x', 41), 'pending');

-- name: committed and read by the next statement
-- autocommit
INSERT INTO orders (id, note) VALUES (50, 'committed');
SELECT id, fulfillment_status FROM orders WHERE id = 50;
DELETE FROM orders WHERE id = 50 RETURNING *;

-- name: an expression that is V
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, 'a', lower('PENDING')) RETURNING *;
INSERT INTO orders (id, fulfillment_status, note) VALUES (51, CASE WHEN 1 < 2 THEN 'pending' END, NULL) RETURNING id;
INSERT INTO orders VALUES (52, 1, 3.50, 'positional', DEFAULT, 'P1', 'pend' || 'ing') RETURNING *;
INSERT INTO orders (fulfillment_status, customer_id, id, created) VALUES ((SELECT min(s) FROM (VALUES ('pending')) AS v (s)), DEFAULT, 53, DEFAULT) RETURNING id, customer_id;
INSERT INTO orders (id, amount, fulfillment_status) VALUES (1, '2.345', trim(' pending ')) ON CONFLICT (id) DO UPDATE SET amount = EXCLUDED.amount, fulfillment_status = EXCLUDED.fulfillment_status RETURNING id, amount;
INSERT INTO orders AS o (id, note, fulfillment_status) VALUES (2, 'n', lower('pending')::name) ON CONFLICT DO NOTHING;
WITH w AS (SELECT 'pending' AS s) INSERT INTO orders (id, note, fulfillment_status) VALUES (55, (SELECT s FROM w), (SELECT s FROM w)) RETURNING *;

-- name: an expression over a parameter
-- params: 50, 'a', 'pending'
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1, $2, COALESCE($3, 'pending')) RETURNING *;
-- params: 51, null, null
INSERT INTO orders (id, note, fulfillment_status) VALUES ($1, $2, COALESCE($3, 'pending')) RETURNING *;
-- params: 52, '1.25', 'PENDING'
INSERT INTO orders (id, amount, fulfillment_status) VALUES ($1, $2, lower($3));
-- params: '', 53
-- error: 23502
INSERT INTO orders (fulfillment_status, id) VALUES (NULLIF($1, ''), $2);

-- name: an expression that is not V
-- modes: extended
-- params: 50, 'shipped'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES ($1, COALESCE($2, 'pending'));
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status, note) VALUES (51, upper('pending'), 'n') ON CONFLICT (id) DO UPDATE SET note = 'x' RETURNING *;
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (1, 'SHIPPED'::name) ON CONFLICT DO NOTHING;

-- name: an expression for the column beside an aggregate
-- error: 42803
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (count(*), lower('PENDING'));

-- name: an expression for the column beside a window
-- error: 42P20
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (row_number() OVER (), lower('PENDING'));

-- name: an expression for the column beside a set
INSERT INTO orders (id, fulfillment_status) VALUES (generate_series(50, 51), lower('PENDING')) RETURNING *;

-- name: expressions for the column in several rows
-- modes: extended
-- refused: TR002 in absent, readable
INSERT INTO orders (id, amount, fulfillment_status) VALUES (50, '2.345', trim(' pending ')), (54, DEFAULT, 'pending');

-- name: an expression for the column, and a value too many
-- error: 42601
INSERT INTO orders (id, fulfillment_status) VALUES (50, lower('PENDING'), 1);

-- name: an expression for the column beside a name of nothing
-- error: 42703
INSERT INTO orders (id, fulfillment_status) VALUES (c0, lower('PENDING'));

-- name: an expression for the column beside a name of nothing, in a subquery
-- error: 42703
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, (SELECT c0 FROM customers), lower('PENDING'));

-- name: an expression for the column beside DEFAULT for a column of nothing
-- error: 42703
-- refused: TR001 in absent, readable
INSERT INTO orders (id, nope, fulfillment_status) VALUES (50, DEFAULT, lower('PENDING'));

-- name: an expression for the column beside DEFAULT for a column that is named twice
-- error: 42701
-- refused: TR001 in absent, readable
INSERT INTO orders (id, note, note, fulfillment_status) VALUES (50, DEFAULT, 'x', lower('PENDING'));

-- name: a value of a type that has no such name
-- modes: extended
-- error: 42704
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending'::charactervarying), (51, 'pending');

-- name: a value of a type that has no such name, in quotes
-- modes: extended
-- error: 42704
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending'::"character varying"), (51, 'pending');

-- name: spellings of types with comments and of the catalog
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending'::text /* c */ ::varchar /* d */ (20)), (51, 'pending'::"text"), (52, 'pending'::pg_catalog.varchar), (53, 'pending'::CHARACTER
 VARYING (9)), (54, pg_catalog."text" 'pending');

-- name: a value that asks what the one before it has done
-- modes: extended
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, set_config('trestle_test.late', 'pending', true), current_setting('trestle_test.late'));
