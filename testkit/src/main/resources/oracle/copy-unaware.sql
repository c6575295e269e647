-- note: COPY, of sessions that do not know the column.

-- name: from, all columns
-- data: 50→1→9.50→new→2026-01-01 00:00:00+00→X1
-- data: 51→\N→1→\N→2026-01-01 00:00:00+00→\N
COPY orders FROM STDIN;
SELECT * FROM orders WHERE id >= 50;

-- name: from, csv with a header that matches
-- since: 15
-- data: id,customer_id,amount,note,created,code
-- data: 50,1,9.50,new,2026-01-01 00:00:00+00,X1
COPY orders FROM STDIN (FORMAT csv, HEADER MATCH) WHERE id > 20;

-- name: from, a column list
-- data: 50→a
COPY orders (id, note) FROM STDIN;

-- name: from, the column
-- error: 42703
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, a row that is too long
-- error: 22P04
-- data: 50→1→9.50→new→2026-01-01 00:00:00+00→X1→pending
COPY orders FROM STDIN;

-- name: from, chosen by the column
-- error: 42703
COPY orders (id, note) FROM STDIN WHERE fulfillment_status = 'pending';

-- name: from, binary
-- binary: signature
-- binary: 0001 00000004 00000032
-- binary: ffff
COPY orders (id) FROM STDIN (FORMAT binary);

-- name: to, all columns
COPY orders TO STDOUT;

-- name: to, csv with a header
COPY orders TO STDOUT CSV HEADER FORCE QUOTE note;

-- name: to, the column
-- error: 42703
COPY orders (id, fulfillment_status) TO STDOUT;

-- name: to, the column quoted
-- error: 42703
COPY orders TO STDOUT (FORMAT csv, FORCE_QUOTE (fulfillment_status));

-- name: to, binary
COPY orders TO STDOUT WITH BINARY;

-- name: a query
-- ordered
COPY (SELECT * FROM orders ORDER BY id) TO STDOUT;
