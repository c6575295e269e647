-- note: COPY, with several columns under migration at once, each in another phase; score is not known.

-- name: from, all columns
-- data: 50→1→2.5→n→2026-03-01 00:00:00+00→Z1→pending→3
-- data: 51→\N→1→\N→2026-03-01 00:00:00+00→\N→pending→3
COPY orders FROM STDIN;
SELECT * FROM orders WHERE id >= 50;

-- name: from, both columns, mixed
-- data: 3,50,pending,a
-- data: "3",51,"pending","b
-- data: c"
COPY orders (priority, id, fulfillment_status, note) FROM STDIN (FORMAT csv, FORCE_NULL (priority, note, fulfillment_status));
SELECT * FROM orders WHERE id >= 50;

-- name: from, one of them
-- data: 50→3
COPY orders (id, priority) FROM STDIN WHERE fulfillment_status = 'pending' AND priority < 4;
SELECT * FROM orders WHERE id >= 50;

-- name: from, NULL for one of them
-- error: 23502
-- data: 50→3→pending
-- data: 51→\N→pending
COPY orders (id, priority, fulfillment_status) FROM STDIN;

-- name: from, NULL for the other
-- error: 23502
-- data: 50→3→\N
COPY orders (id, priority, fulfillment_status) FROM STDIN;

-- name: from, a row without the last
-- error: 22P04
-- data: 50→1→2.5→n→2026-03-01 00:00:00+00→Z1→pending
COPY orders FROM STDIN;

-- name: from, binary
-- binary: signature
-- binary: 0003 00000007 70656e64696e67 00000004 00000032 00000004 00000003
-- binary: ffff
COPY orders (fulfillment_status, id, priority) FROM STDIN (FORMAT binary);

-- name: from, a column that is not known
-- error: 42703
COPY orders (id, score) FROM STDIN;

-- name: from, the other table
-- data: 50→Eve→Rome→f→basic
COPY customers FROM STDIN;
SELECT * FROM customers;

-- name: to, all columns
COPY orders TO STDOUT;

-- name: to, with a header
COPY orders TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE (priority));

-- name: to, one of them
COPY orders (priority, id) TO STDOUT;

-- name: to, the other table
COPY customers TO STDOUT (FORMAT binary);

-- name: a query over both
-- ordered
COPY (SELECT o.*, c.* FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id) TO STDOUT;
