-- note: extra is text, computed from created, amount, customer_id and note. What is inserted here can be computed, so
-- note: that the row is filled without a trigger, too: a write past Trestle (DO) does not change what was stored.

-- name: constants
INSERT INTO orders (id, customer_id, amount, note, created) VALUES (50, 3, 10, 'some', '2026-03-01 00:00:00+00') RETURNING *;
DO $$ BEGIN UPDATE orders SET amount = 10.01, note = 'past' WHERE id = 50; END $$;
SELECT id, extra FROM orders WHERE id = 50;

-- name: a constant that is rounded when it is stored
INSERT INTO orders (id, amount) VALUES (50, 10.005), (51, '10.0099'), (52, 10.0e0), (53, -1) RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET amount = 1, note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: a constant that loses blanks when it is stored
INSERT INTO orders (id, note, amount) VALUES (50, '1234567890123456789012345678901234567890   ', 1) RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: a constant that is too long
-- error: 22001
INSERT INTO orders (id, note) VALUES (50, '1234567890123456789012345678901234567890!');

-- name: constants of other types
INSERT INTO orders (id, note, amount, customer_id) VALUES (50, 12.50, '3', '4'), (51, true::text, 3::smallint, 4.4) RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: a constant that is none of its type
-- error: 22007
INSERT INTO orders (id, created) VALUES (50, 'some day');

-- name: a number that is none
-- error: 22P02
INSERT INTO orders (id, note, amount) VALUES (50, 'x', 'ten');

-- name: a number out of range
-- error: 22003
INSERT INTO orders (id, note, amount) VALUES (50, 'x', 12345678901);

-- name: a constant of a type that does not fit
-- error: 42804
INSERT INTO orders (id, note, customer_id) VALUES (50, 'x', true);
-- error: 25P02
SELECT 1;

-- name: a number where a time belongs
-- error: 42804
INSERT INTO orders (id, created) VALUES (50, 20260301);

-- name: escapes and dollar quotes
INSERT INTO orders (id, note) VALUES (50, E'a\tb'), (51, $q$it's$q$), (52, 'it''s') RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: NULL and DEFAULT in what V reads
INSERT INTO orders (id, note, customer_id, created, amount) VALUES (50, NULL, NULL, DEFAULT, DEFAULT) RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past', created = '2026-03-01 00:00:00+00' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: nothing of what V reads
INSERT INTO orders (id) VALUES (50), (51) RETURNING *;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: DEFAULT VALUES
INSERT INTO orders DEFAULT VALUES RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: DEFAULT and NULL for the column
INSERT INTO orders (id, amount, note, extra) VALUES (50, 30, 'A', DEFAULT), (51, 40, 'B', NULL) RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: DEFAULT beside a value for the column
-- refused: TR002 in absent, readable
INSERT INTO orders (id, note, extra) VALUES (50, 'A', 'other'), (51, 'B', DEFAULT) RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: positional
INSERT INTO orders VALUES (50, 1, 20, 'pos') RETURNING *;
INSERT INTO orders VALUES (51, 1, 20, 'pos', DEFAULT, 'P', DEFAULT) RETURNING *;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: parameters
-- params: 50, 3, 10.005, 'param', '2026-03-01 00:00:00+00'
INSERT INTO orders (id, customer_id, amount, note, created) VALUES ($1, $2, $3, $4, $5) RETURNING id, amount, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id = 50; END $$;
SELECT id, extra FROM orders WHERE id = 50;

-- name: parameters of declared types
-- params: int8 50, int8 3, float8 10.005, text 'param', '2026-03-01 00:00:00+00'
INSERT INTO orders (id, customer_id, amount, note, created) VALUES ($1, $2, $3, $4, $5) RETURNING id, amount, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id = 50; END $$;
SELECT id, extra FROM orders WHERE id = 50;

-- name: parameters with casts
-- params: 50, 3, 10.005, 'param', '2026-03-01 00:00:00+00'
INSERT INTO orders (id, customer_id, amount, note, created) VALUES ($1::integer, $2::bigint, $3::numeric, $4::varchar, $5::timestamptz) RETURNING id, amount, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id = 50; END $$;
SELECT id, extra FROM orders WHERE id = 50;

-- name: a parameter of a type that does not fit
-- modes: extended, prepared
-- params: 50, text '3'
-- error: 42804
INSERT INTO orders (id, customer_id) VALUES ($1, $2);

-- name: a NULL parameter
-- params: 50, null, null
INSERT INTO orders (id, customer_id, note) VALUES ($1, $2, $3) RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id = 50; END $$;
SELECT id, extra FROM orders WHERE id = 50;

-- name: the time of now, by a keyword
INSERT INTO orders (id, created, note) VALUES (50, current_timestamp, 'now') RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past', created = '2026-03-01 00:00:00+00' WHERE id = 50; END $$;
SELECT id, extra FROM orders WHERE id = 50;

-- name: from a query, columns and constants
INSERT INTO orders (id, amount, note, created) SELECT id + 50, amount, note, '2026-03-01 00:00:00+00' FROM orders ORDER BY id RETURNING id, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: from a query, columns of other types
INSERT INTO orders (id, amount, note, customer_id) SELECT l.id + 50, l.exact, l.fixed, l.exact FROM labels AS l WHERE l.exact IS NOT NULL RETURNING id, amount, note, extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: from a query, columns of another collation
INSERT INTO orders (id, note) SELECT id + 50, plain FROM labels RETURNING id, note, extra;

-- name: upsert
INSERT INTO orders AS o (id, amount, note) VALUES (1, 60, 'P'), (50, 1, 'Q') ON CONFLICT (id) DO UPDATE SET note = left(o.extra || ' ' || EXCLUDED.extra, 40), amount = EXCLUDED.amount RETURNING o.id, o.note, o.extra;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: inside WITH
WITH added AS (INSERT INTO orders (id, note) VALUES (50, 'with') RETURNING *) SELECT * FROM added;
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

-- name: merge
-- since: 15
MERGE INTO orders o USING (VALUES (60, 'New', 44.005), (61, NULL, 45)) AS s (id, note, amount) ON o.id = s.id WHEN NOT MATCHED THEN INSERT (id, note, amount) VALUES (s.id, s.note, s.amount);
DO $$ BEGIN UPDATE orders SET note = 'past' WHERE id >= 50; END $$;
SELECT id, extra FROM orders WHERE id >= 50;

