-- note: A column that allows NULL and has no default: NULL is what an older row holds.

-- name: NULL is found
SELECT id, fulfillment_status FROM orders WHERE fulfillment_status IS NULL ORDER BY id;

-- name: NULL is none of the values
SELECT count(*), count(fulfillment_status), count(DISTINCT fulfillment_status) FROM orders WHERE fulfillment_status IS DISTINCT FROM 'shipped';

-- name: grouped
SELECT fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status ORDER BY fulfillment_status NULLS FIRST;

-- name: a subquery that counts
SELECT c.id, (SELECT count(o.fulfillment_status) FROM orders o WHERE o.customer_id = c.id) FROM customers c ORDER BY c.id;

-- name: NULL beside the nullable side of a join
SELECT c.id, o.id, o.fulfillment_status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.id < 6 ORDER BY 1, 2;

-- name: a star
SELECT * FROM orders ORDER BY id;

-- name: a CASE over it
SELECT id, CASE WHEN fulfillment_status IS NULL THEN 'none' ELSE fulfillment_status END FROM orders ORDER BY id;

-- name: COALESCE over it
SELECT id FROM orders WHERE coalesce(fulfillment_status, 'x') = 'x' ORDER BY id;

-- name: insert without the column
INSERT INTO orders (id, note) VALUES (50, 'x') RETURNING *;

-- name: insert of DEFAULT
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, DEFAULT), (51, 'pending') RETURNING *;

-- name: insert of the value, and read back
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending');
SELECT id, fulfillment_status FROM orders WHERE id = 50;

-- name: insert of NULL
INSERT INTO orders (id, fulfillment_status) VALUES (50, NULL) RETURNING *;

-- name: insert of another value
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'shipped') RETURNING *;

-- name: insert of the value by a parameter
-- params: int4 50, 'pending'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2) RETURNING *;

-- name: insert of NULL by a parameter
-- params: int4 50, null
INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2) RETURNING *;

-- name: positional insert of NULL
INSERT INTO orders VALUES (50, 1, 2, 'n', '2026-03-01 00:00:00+00', 'P', NULL) RETURNING *;

-- name: default values
INSERT INTO orders DEFAULT VALUES RETURNING fulfillment_status;

-- name: insert from a query that may give NULL
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, city FROM customers;

-- name: insert from a query without the column
INSERT INTO orders (id) SELECT id + 100 FROM customers RETURNING *;

-- name: on conflict, the value proposed
-- refused: TR002 in absent, readable
INSERT INTO orders (id, fulfillment_status) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET fulfillment_status = EXCLUDED.fulfillment_status RETURNING *;

-- name: on conflict, NULL
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET fulfillment_status = NULL RETURNING *;

-- name: update to NULL
UPDATE orders SET fulfillment_status = NULL WHERE id < 4 RETURNING id, fulfillment_status;

-- name: update to NULL of no row
UPDATE orders SET fulfillment_status = NULL WHERE id < 0;

-- name: update to NULL by a parameter
-- params: null
UPDATE orders SET fulfillment_status = $1 WHERE id < 4 RETURNING id, fulfillment_status;

-- name: update to the value, where it is NULL too
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = 'pending' RETURNING id, fulfillment_status;

-- name: update to the value by a parameter
-- params: 'pending'
-- refused: TR002 in absent, readable
UPDATE orders SET fulfillment_status = $1 WHERE id < 8 RETURNING id, fulfillment_status;

-- name: update to DEFAULT
UPDATE orders SET fulfillment_status = DEFAULT WHERE id < 8 RETURNING id, fulfillment_status;

-- name: update of a row to NULL
UPDATE orders SET (note, fulfillment_status) = ROW ('x', NULL) WHERE id = 1 RETURNING *;

-- name: update from a query that may give NULL
-- refused: TR002 in absent, readable
UPDATE orders o SET fulfillment_status = c.city FROM customers c WHERE c.id = o.customer_id RETURNING o.id, o.fulfillment_status;

-- name: update where it is NULL
UPDATE orders SET note = 'none' WHERE fulfillment_status IS NULL RETURNING id, note, fulfillment_status;

-- name: delete where it is NULL
DELETE FROM orders WHERE fulfillment_status IS NULL RETURNING id;

-- name: COPY of the value, and of NULL
-- refused: TR002 in absent, readable
-- data: 50→pending
-- data: 51→\N
COPY orders (id, fulfillment_status) FROM STDIN;
SELECT id, fulfillment_status FROM orders WHERE id >= 50;

-- name: COPY of the value
-- data: 50→\N
COPY orders (id, fulfillment_status) FROM STDIN;
SELECT id, fulfillment_status FROM orders WHERE id >= 50;

-- name: COPY without the column
-- data: 50→x
COPY orders (id, note) FROM STDIN;
SELECT id, fulfillment_status FROM orders WHERE id >= 50;

-- name: COPY to
COPY (SELECT id, fulfillment_status FROM orders ORDER BY id) TO STDOUT;

-- name: COPY of the table to
COPY orders TO STDOUT;

-- name: insert of NULL from a query
INSERT INTO orders (id, fulfillment_status) SELECT id + 100, NULL FROM customers;

-- name: EXECUTE with NULL
-- modes: simple
DEALLOCATE ALL;
PREPARE null_p AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2) RETURNING fulfillment_status;
EXECUTE null_p (50, NULL::character varying(3));

-- name: EXECUTE with what only begins as a NULL does
-- modes: simple
DEALLOCATE ALL;
PREPARE null_q AS INSERT INTO orders (id, fulfillment_status) VALUES ($1, $2) RETURNING fulfillment_status;
-- refused: TR002 in absent, readable
EXECUTE null_q (50, NULL::text IS NULL);
