-- note: COPY, of sessions that know the column.

-- name: from, all columns, V
-- data: 50→1→9.50→new→2026-01-01 00:00:00+00→X1→pending
-- data: 51→\N→1→\N→2026-01-01 00:00:00+00→\N→pending
COPY orders FROM STDIN;
SELECT * FROM orders WHERE id >= 50;

-- name: from, all columns, other values
-- refused: TR002 in absent, readable
-- data: 50→1→9.50→new→2026-01-01 00:00:00+00→X1→pending
-- data: 51→\N→1→\N→2026-01-01 00:00:00+00→\N→shipped
COPY public.orders FROM STDIN;

-- name: from, other values, each for itself
-- autocommit
-- refused: TR002 in absent, readable
-- data: 50→pending
-- data: 51→shipped
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, V in a column list
-- data: 50→pending→a
-- data: 51→pending→b
COPY orders (id, fulfillment_status, note) FROM STDIN;
SELECT * FROM orders WHERE fulfillment_status = 'pending' AND id >= 50;

-- name: from, the column first
-- data: pending→50
-- data: pending→51
COPY orders ("fulfillment_status", id) FROM STDIN WITH (FORMAT text);

-- name: from, the column left out
-- data: 50→a
-- data: 51→\N
COPY orders (id, note) FROM STDIN;
SELECT id, note, fulfillment_status FROM orders WHERE id >= 50;

-- name: from, only the column
-- refused: TR001 in absent, readable
-- data: pending
COPY orders (fulfillment_status) FROM STDIN;

-- name: from, escapes in V
-- data: 50→\x70end\151ng→tab\tbed
-- data: 51→p\ending→back\\slash\
-- data: and newline
COPY orders (id, fulfillment_status, note) FROM STDIN;
SELECT note FROM orders WHERE id >= 50;

-- name: from, NULL
-- error: 23502
-- data: 50→pending
-- data: 51→\N
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, NULL, nothing is left of it
-- autocommit
-- error: 23502
-- data: 50→pending
-- data: 51→\N
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, NULL behind an error in an earlier row
-- error: 22P02
-- data: fifty→pending
-- data: 51→\N
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, NULL beside an error in the same row
-- error: 22P02
-- data: 50→pending
-- data: fiftyone→\N
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, rows that end with both line ends, NULL beside an error in the same row
-- error: 22P02
-- binary: 35300970656e64696e670d0a6669667479095c4e0d0a
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, a first row that ends with both line ends, NULL beside an error in it
-- error: 22P02
-- binary: 6669667479095c4e0d0a
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, a row that ends with a carriage return, NULL beside an error in it
-- error: 22P02
-- binary: 6669667479095c4e0d35310970656e64696e670d
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, rows that end with both line ends, NULL
-- error: 23502
-- binary: 35300970656e64696e670d0a3531095c4e0d0a
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, csv, rows that end with both line ends, NULL beside an error in the same row
-- error: 22P02
-- binary: 35302c70656e64696e670d0a66696674792c0d0a
COPY orders (id, fulfillment_status) FROM STDIN CSV;

-- name: from, csv, rows that end with carriage returns, NULL beside an error in the same row
-- error: 22P02
-- binary: 35302c70656e64696e670d66696674792c0d
COPY orders (id, fulfillment_status) FROM STDIN CSV;

-- name: from, csv, the column first, rows that end with both line ends
-- error: 22P02
-- binary: 70656e64696e672c35302c780d0a2c66696674792c22790d0a7a220d0a
COPY orders (fulfillment_status, id, note) FROM STDIN CSV;

-- name: from, a row that is too short behind an error in an earlier row
-- error: 22P02
-- data: fifty→pending→x
-- data: 51
COPY orders (id, fulfillment_status, note) FROM STDIN;

-- name: from, another marker of NULL
-- error: 23502
-- data: 50|\N|pending
-- data: 51|nix|nix
COPY orders (id, note, fulfillment_status) FROM STDIN (DELIMITER '|', NULL 'nix');

-- name: from, another delimiter and marker, older syntax
-- data: 50;nix;pending
-- data: 51;\N;pending
COPY orders (id, note, fulfillment_status) FROM STDIN WITH DELIMITER AS ';' NULL AS 'nix';
SELECT id, note FROM orders WHERE id >= 50;

-- name: from, a row without the column
-- error: 22P04
-- data: 50→a→pending
-- data: 51→b
COPY orders (id, note, fulfillment_status) FROM STDIN;

-- name: from, a row without the column and the one before
-- error: 22P04
-- data: 50
COPY orders (id, note, fulfillment_status) FROM STDIN;

-- name: from, a row with nothing but the column
-- error: 22P04
-- data: pending
COPY orders (fulfillment_status, id) FROM STDIN;

-- name: from, a row that is too long
-- error: 22P04
-- data: 50→a→pending→more
COPY orders (id, note, fulfillment_status) FROM STDIN;

-- name: from, an empty row
-- error: 22P02
-- data:
COPY orders (id) FROM STDIN;

-- name: from, an empty row of two columns
-- error: 22P02
-- data:
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, the end of data within the data
-- data: 50→pending
-- data: \.
-- data: neither this→nor→that
COPY orders (id, fulfillment_status) FROM STDIN;
SELECT id FROM orders WHERE id >= 50;

-- name: from, no data at all
-- binary:
COPY orders FROM STDIN;

-- name: from, broken off
-- error: 57014
COPY orders (id, fulfillment_status) FROM STDIN;

-- name: from, csv
-- data: 50,"a ""quoted"", and
-- data: a second line",pending
-- data: 51,"",pending
-- data: 52,,"pending"
-- data: 53,"x","pend"ing
COPY orders (id, note, fulfillment_status) FROM STDIN (FORMAT csv);
SELECT id, note, fulfillment_status FROM orders WHERE id >= 50;

-- name: from, csv, V split by quotes, first column
-- data: "pen"ding,50,"pending"
-- data: "pending",51,"x,y"
COPY orders (fulfillment_status, id, note) FROM STDIN CSV;
SELECT id, note, fulfillment_status FROM orders WHERE id >= 50;

-- name: from, csv, NULL
-- error: 23502
-- data: 50,x,
COPY orders (id, note, fulfillment_status) FROM STDIN CSV;

-- name: from, csv, an empty string
-- refused: TR002 in absent, readable
-- data: 50,x,""
COPY orders (id, note, fulfillment_status) FROM STDIN CSV;

-- name: from, csv, FORCE_NULL
-- error: 23502
-- data: 50,x,""
COPY orders (id, note, fulfillment_status) FROM STDIN (FORMAT csv, FORCE_NULL (fulfillment_status));

-- name: from, csv, FORCE_NOT_NULL
-- data: 50,pending,pending
-- data: 51,x,pending
COPY orders (id, note, fulfillment_status) FROM STDIN (FORMAT csv, NULL 'pending', FORCE_NOT_NULL (fulfillment_status, note));
SELECT id, note FROM orders WHERE id >= 50;

-- name: from, csv, another quote and escape
-- data: 50;'it\'s; it';'pending'
-- data: 51;'\\';pending
COPY orders (id, note, fulfillment_status) FROM STDIN (FORMAT csv, DELIMITER ';', QUOTE '''', ESCAPE E'\\');
SELECT id, note FROM orders WHERE id >= 50;

-- name: from, csv, header
-- data: whatever,"is
-- data: here"
-- data: 50,pending
COPY orders (id, fulfillment_status) FROM STDIN (FORMAT csv, HEADER);
SELECT id FROM orders WHERE id >= 50;

-- name: from, csv, header that matches
-- since: 15
-- data: id,"fulfillment_status",note
-- data: 50,pending,x
COPY orders (id, fulfillment_status, note) FROM STDIN (FORMAT csv, HEADER MATCH);
SELECT id, note FROM orders WHERE id >= 50;

-- name: from, text, header that matches
-- since: 15
-- data: fulfillment_status→id
-- data: pending→50
COPY orders (fulfillment_status, id) FROM STDIN (HEADER match);

-- name: from, csv, header that names another column
-- since: 15
-- error: 22P04
-- data: id,status,note
-- data: 50,pending,x
COPY orders (id, fulfillment_status, note) FROM STDIN (FORMAT csv, HEADER MATCH);

-- name: from, csv, header that is too short
-- since: 15
-- error: 22P04
-- data: id,fulfillment_status
-- data: 50,pending,x
COPY orders (id, fulfillment_status, note) FROM STDIN (FORMAT csv, HEADER MATCH);

-- name: from, csv, unterminated
-- error: 22P04
-- data: 50,x,"pending
COPY orders (id, note, fulfillment_status) FROM STDIN CSV;

-- name: from, csv, a line that ends the data before 18
-- since: 18
-- error: 22P02
-- data: 50,pending
-- data: \.
COPY orders (id, fulfillment_status) FROM STDIN CSV;

-- name: from, a marker of the default
-- since: 16
-- data: 50→y→pending
-- data: 51→x→\D
COPY orders (id, note, fulfillment_status) FROM STDIN (DEFAULT '\D');
SELECT id, note, fulfillment_status FROM orders WHERE id >= 50;

-- name: from, a quoted marker of the default
-- since: 16
-- refused: TR002 in absent, readable
-- data: 51,x,"\D"
COPY orders (id, note, fulfillment_status) FROM STDIN (FORMAT csv, DEFAULT '\D');

-- name: from, rows that cannot be read are left out
-- since: 17
-- data: 50→x→pending
-- data: fiftyone→x→pending
-- data: 52→x→pending
COPY orders (id, note, fulfillment_status) FROM STDIN (ON_ERROR ignore, LOG_VERBOSITY verbose);
SELECT id FROM orders WHERE id >= 50;

-- name: from, too many rows that cannot be read
-- since: 18
-- error: 22P02
-- data: fifty→x→pending
-- data: fiftyone→x→pending
COPY orders (id, note, fulfillment_status) FROM STDIN (ON_ERROR ignore, REJECT_LIMIT 1);

-- name: from, an encoding
-- data: 50→x→pending
COPY orders (id, note, fulfillment_status) FROM STDIN (ENCODING 'latin-1');

-- name: from, chosen rows
-- data: 50→a→pending
-- data: 5→b→pending
COPY orders (id, note, fulfillment_status) FROM STDIN WHERE id > 20;
SELECT id, note FROM orders WHERE id >= 50;

-- name: from, chosen by the column
-- data: 50→a→pending
-- data: 51→b→pending
COPY orders (id, note, fulfillment_status) FROM STDIN WHERE fulfillment_status = 'pending' AND orders.fulfillment_status <> lower(note) AND note <> 'b';
SELECT id, note FROM orders WHERE id >= 50;

-- name: from, chosen by the column, which is left out
-- data: 50→a
COPY orders (id, note) FROM STDIN WHERE fulfillment_status = 'pending';
SELECT id, note, fulfillment_status FROM orders WHERE id >= 50;

-- name: from, NULL in a row that is not chosen
-- refused: TR001 in absent, readable
-- data: 50→a→pending
-- data: 5→b→\N
COPY orders (id, note, fulfillment_status) FROM STDIN WHERE id > 20;

-- name: from, NULL in a row that is chosen
-- error: 23502
-- refused: TR001 in absent, readable
-- data: 50→a→pending
-- data: 51→b→\N
COPY orders (id, note, fulfillment_status) FROM STDIN WHERE id > 20;

-- name: from, chosen by a column that is not there
-- error: 42703
COPY orders (id, note, fulfillment_status) FROM STDIN WHERE nothere > 20 AND fulfillment_status = 'x';

-- name: from, the column twice
-- error: 42701
COPY orders (id, fulfillment_status, fulfillment_status) FROM STDIN;

-- name: from, a column that is not there
-- error: 42703
COPY orders (id, nothere, fulfillment_status) FROM STDIN;

-- name: from, forced, and not copied
-- error: 42P10
COPY orders (id) FROM STDIN (FORMAT csv, FORCE_NULL (fulfillment_status));

-- name: from, forced, and not csv
-- error: 0A000
COPY orders (id, fulfillment_status) FROM STDIN (FORCE_NULL (fulfillment_status));

-- name: from, quoted by force
-- error: 0A000
-- data: 50,pending
COPY orders (id, fulfillment_status) FROM STDIN (FORMAT csv, FORCE_QUOTE (fulfillment_status));

-- name: from, quoted by force, older syntax
-- error: 0A000
-- data: 50,pending
COPY orders (id, fulfillment_status) FROM STDIN CSV FORCE QUOTE fulfillment_status;

-- name: from, quoted by force, and not copied
-- error: 0A000
COPY orders (id) FROM STDIN (FORMAT csv, FORCE_QUOTE (fulfillment_status));

-- name: from, binary
-- binary: signature
-- binary: 0002 00000004 00000032 00000007 70656e64696e67
-- binary: 0002 00000004 00000033 00000007 70656e64696e67
-- binary: ffff
COPY orders (id, fulfillment_status) FROM STDIN (FORMAT binary);
SELECT id, fulfillment_status FROM orders WHERE id >= 50;

-- name: from, binary, the column first, older syntax
-- binary: signature
-- binary: 0002 00000007 70656e64696e67 00000004 00000032
-- binary: ffff
COPY BINARY orders (fulfillment_status, id) FROM STDIN;

-- name: from, binary, another value
-- refused: TR002 in absent, readable
-- binary: signature
-- binary: 0002 00000004 00000032 00000007 73686970706564
-- binary: ffff
COPY orders (id, fulfillment_status) FROM STDIN BINARY;

-- name: from, binary, NULL
-- error: 23502
-- binary: signature
-- binary: 0002 00000004 00000032 ffffffff
-- binary: ffff
COPY orders (id, fulfillment_status) FROM STDIN (FORMAT binary);

-- name: from, binary, too few fields
-- error: 22P04
-- binary: signature
-- binary: 0001 00000004 00000032
-- binary: ffff
COPY orders (id, fulfillment_status) FROM STDIN (FORMAT binary);

-- name: from, binary, not binary at all
-- error: 22P04
-- data: 50→pending
COPY orders (id, fulfillment_status) FROM STDIN (FORMAT binary);

-- name: from, binary, cut off within the column
-- error: 22P04
-- binary: signature
-- binary: 0002 00000004 00000032 00000007 7065
COPY orders (id, fulfillment_status) FROM STDIN (FORMAT binary);

-- name: from a file
-- error: 58P01
-- refused: TR002 in absent, readable
COPY orders FROM '/nowhere/at/all';

-- name: from a file, without the column
-- error: 58P01
COPY orders (id, note) FROM '/nowhere/at/all';

-- name: several statements
-- modes: simple
-- data: 50→a→pending
COPY orders (id, note, fulfillment_status) FROM STDIN; SELECT id, fulfillment_status FROM orders WHERE id >= 50;

-- name: several copies
-- modes: simple
-- data: 50→pending
COPY shipments (order_id, fulfillment_status) FROM STDIN; COPY orders (id, fulfillment_status) FROM STDIN; COPY orders (fulfillment_status, id) TO STDOUT;

-- name: to, all columns
COPY orders TO STDOUT;

-- name: to, a column list
COPY orders (fulfillment_status, id) TO STDOUT WITH (DELIMITER '|', NULL 'nix');

-- name: to, without the column
COPY public.orders (id, note) TO STDOUT;

-- name: to, csv
COPY orders TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE (fulfillment_status, note));

-- name: to, csv, older syntax
COPY orders (id, fulfillment_status) TO STDOUT WITH CSV HEADER QUOTE AS '''' FORCE QUOTE fulfillment_status;

-- name: to, csv, all quoted
COPY orders (id, fulfillment_status) TO STDOUT (FORMAT csv, FORCE_QUOTE *);

-- name: to, binary
COPY orders (id, fulfillment_status, note) TO STDOUT (FORMAT binary);

-- name: to, binary, older syntax
COPY BINARY orders TO STDOUT;

-- name: to, a column that is not there
-- error: 42703
COPY orders (id, nothere, fulfillment_status) TO STDOUT;

-- name: to, a column twice
-- error: 42701
COPY orders (id, fulfillment_status, id) TO STDOUT;

-- name: to, the column twice
-- error: 42701
COPY orders (fulfillment_status, fulfillment_status) TO STDOUT;

-- name: to, quoted, and not copied
-- error: 42P10
COPY orders (id, fulfillment_status) TO STDOUT (FORMAT csv, FORCE_QUOTE (note));

-- name: to, the column quoted, and not copied
-- error: 42P10
COPY orders (id) TO STDOUT (FORMAT csv, FORCE_QUOTE (fulfillment_status));

-- name: to, with a condition
-- error: 42601
COPY orders TO STDOUT WHERE id > 5;

-- name: a query
-- ordered
COPY (SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = 'pending' ORDER BY id) TO STDOUT;

-- name: a query, all columns
-- ordered
COPY (SELECT * FROM orders ORDER BY id) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE (fulfillment_status));

-- name: a query, the table
COPY (TABLE orders) TO STDOUT;

-- name: a query that writes
COPY (UPDATE orders SET note = 'copied' WHERE id = 1 RETURNING id, fulfillment_status) TO STDOUT;

-- name: a query that writes another value
-- refused: TR002 in absent, readable
COPY (INSERT INTO orders (id, fulfillment_status) VALUES (50, 'shipped') RETURNING *) TO STDOUT;

-- name: a query over another table
COPY (SELECT order_id, fulfillment_status FROM shipments) TO STDOUT;

-- name: another table
-- data: 60→lost→sea
COPY shipments FROM STDIN;
COPY shipments TO STDOUT;
