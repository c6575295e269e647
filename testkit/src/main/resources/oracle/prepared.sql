-- note: Statements that are prepared in SQL.

-- name: prepare and execute
-- modes: simple, extended
DEALLOCATE ALL;
PREPARE p1 AS SELECT id, fulfillment_status FROM orders WHERE fulfillment_status = 'pending';
EXECUTE p1;
EXECUTE p1;
DEALLOCATE p1;
-- error: 26000
EXECUTE p1;

-- name: prepare with a parameter
PREPARE p2 (int) AS SELECT * FROM orders WHERE id < $1;
EXECUTE p2(3);
EXECUTE p2(1 + 1);
SELECT name, parameter_types FROM pg_prepared_statements WHERE name = 'p2';
DEALLOCATE PREPARE p2;

-- name: prepare insert of V
PREPARE p3 AS INSERT INTO orders (id, fulfillment_status, note) VALUES ($1, $2, $3) RETURNING *;
SELECT parameter_types FROM pg_prepared_statements WHERE name = 'p3';
EXECUTE p3(50, 'pending', 'x');
EXECUTE p3(51, ('pending'), NULL);
DEALLOCATE p3;

-- name: prepare insert of another value
-- modes: simple, extended
DEALLOCATE ALL;
-- refused: TR002 in absent, readable
PREPARE p4 AS INSERT INTO orders (id, fulfillment_status) VALUES (50, 'shipped');
EXECUTE p4;
DEALLOCATE p4;

-- name: execute an insert of another value
-- modes: simple, extended
DEALLOCATE ALL;
PREPARE p5 AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2);
-- refused: TR002 in absent, readable
EXECUTE p5(50, 'shipped');
DEALLOCATE p5;

-- name: execute an insert of an expression
-- modes: simple, extended
DEALLOCATE ALL;
PREPARE p6 AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2);
-- refused: TR002 in absent, readable
-- refused: TR001 in writable
EXECUTE p6(50, upper('a') || 'b');
SELECT fulfillment_status FROM orders WHERE id = 50;
DEALLOCATE p6;

-- name: execute an insert of NULL
-- modes: simple, extended
DEALLOCATE ALL;
PREPARE p7 AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2);
-- error: 23502
EXECUTE p7(50, NULL);

-- name: prepare an insert of NULL
-- modes: simple, extended
DEALLOCATE ALL;
PREPARE p8 AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, NULL);
-- error: 23502
EXECUTE p8(50);

-- name: the number of arguments
-- modes: simple, extended
DEALLOCATE ALL;
PREPARE p9 AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2);
-- error: 42601
EXECUTE p9(50);

-- name: prepare insert with types of its own
PREPARE p10 (int, varchar) AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2) RETURNING id, fulfillment_status;
SELECT parameter_types FROM pg_prepared_statements WHERE name = 'p10';
EXECUTE p10(50, 'pending');
DEALLOCATE p10;

-- name: prepare insert with some types
PREPARE p11 (int) AS INSERT INTO orders (id, note, fulfillment_status) VALUES ($1, $2, $3) RETURNING *;
SELECT parameter_types FROM pg_prepared_statements WHERE name = 'p11';
EXECUTE p11(50, 'n', 'pending');
DEALLOCATE p11;

-- name: the column's parameter comes first
PREPARE p12 AS INSERT INTO orders (fulfillment_status, id) VALUES ($1, $2) RETURNING *;
SELECT parameter_types FROM pg_prepared_statements WHERE name = 'p12';
EXECUTE p12('pending', 50);
DEALLOCATE p12;

-- name: prepare update
PREPARE p13 AS UPDATE orders SET fulfillment_status = $1 WHERE id = $2 RETURNING id, fulfillment_status;
EXECUTE p13('pending', 1);
EXECUTE p13('pending', 99);
DEALLOCATE p13;

-- name: prepare select by the column
PREPARE p14 AS SELECT id FROM orders WHERE fulfillment_status = $1;
SELECT parameter_types FROM pg_prepared_statements WHERE name = 'p14';
EXECUTE p14('pending');
EXECUTE p14('shipped');
DEALLOCATE p14;

-- name: prepare twice
-- autocommit
-- modes: simple, extended
DEALLOCATE ALL;
PREPARE p15 AS SELECT fulfillment_status FROM orders WHERE id = 1;
-- error: 42P05
PREPARE p15 AS SELECT note FROM orders WHERE id = 1;
EXECUTE p15;
DEALLOCATE ALL;
-- error: 26000
EXECUTE p15;

-- name: prepare is not transactional
-- autocommit
-- modes: simple, extended
DEALLOCATE ALL;
BEGIN;
PREPARE p16 AS SELECT id, fulfillment_status FROM orders WHERE id < 4;
ROLLBACK;
EXECUTE p16;
BEGIN;
DEALLOCATE p16;
ROLLBACK;
-- error: 26000
EXECUTE p16;

-- name: a failed transaction
-- autocommit
-- modes: simple, extended
DEALLOCATE ALL;
PREPARE p17 AS SELECT fulfillment_status FROM orders WHERE id = 1;
BEGIN;
-- error: 22012
SELECT 1/0;
-- error: 25P02
EXECUTE p17;
-- error: 25P02
DEALLOCATE p17;
ROLLBACK;
EXECUTE p17;
DISCARD ALL;
-- error: 26000
EXECUTE p17;

-- name: a prepare that is wrong
-- autocommit
-- modes: simple, extended
DEALLOCATE ALL;
-- error: 42703
PREPARE p18 AS SELECT nothing FROM orders;
-- error: 26000
EXECUTE p18;

-- name: create table as execute
PREPARE p19 AS SELECT * FROM orders WHERE id < $1;
CREATE TEMP TABLE copied AS EXECUTE p19(4);
SELECT * FROM copied;
DEALLOCATE p19;

-- name: explain execute
PREPARE p20 AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2);
EXPLAIN (COSTS OFF) EXECUTE p20(50, 'pending');
SELECT count(*) FROM orders WHERE id = 50;
DEALLOCATE p20;

-- name: explain analyze execute
-- modes: simple
PREPARE p21 AS UPDATE orders SET note = 'seen', fulfillment_status = 'pending' WHERE id = $1;
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, FORMAT JSON) EXECUTE p21(99);
DEALLOCATE p21;

-- name: several in one message
-- modes: simple
PREPARE p22 AS SELECT id, fulfillment_status FROM orders WHERE id < 3; SELECT 1; EXECUTE p22; DEALLOCATE p22;

-- name: a quoted name
PREPARE "A ""b" AS SELECT fulfillment_status FROM orders WHERE id = 1;
EXECUTE "A ""b";
DEALLOCATE "A ""b";

-- name: prepare without the table
PREPARE p24 (int) AS SELECT $1 + 1;
EXECUTE p24(1);
DEALLOCATE p24;
