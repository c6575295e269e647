-- note: ON CONFLICT.

-- name: DO NOTHING without a conflict
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending') ON CONFLICT DO NOTHING;

-- name: DO NOTHING with a conflict
INSERT INTO orders (id, fulfillment_status) VALUES (1, 'pending') ON CONFLICT (id) DO NOTHING RETURNING *;

-- name: DO NOTHING on the other key
INSERT INTO orders (code, fulfillment_status) VALUES ('A1', 'pending') ON CONFLICT (code) DO NOTHING;

-- name: DO NOTHING, the column omitted
INSERT INTO orders (id, note) VALUES (1, 'x'), (50, 'y') ON CONFLICT DO NOTHING RETURNING id, fulfillment_status;

-- name: DO UPDATE of another column, conflict
INSERT INTO orders (id, note, fulfillment_status) VALUES (1, 'merged', 'pending') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note;

-- name: DO UPDATE of another column, no conflict
INSERT INTO orders (id, note, fulfillment_status) VALUES (50, 'merged', 'pending') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note RETURNING *;

-- name: DO UPDATE of the column to V
INSERT INTO orders (id, note) VALUES (1, 'merged') ON CONFLICT (id) DO UPDATE SET fulfillment_status = 'pending' RETURNING id, note, fulfillment_status;

-- name: DO UPDATE of the column to V beside another
INSERT INTO orders (id, note) VALUES (2, 'merged') ON CONFLICT (id) DO UPDATE SET note = 'changed', fulfillment_status = 'pending' RETURNING *;

-- name: DO UPDATE of the column to DEFAULT
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET fulfillment_status = DEFAULT RETURNING fulfillment_status;

-- name: DO UPDATE to the proposed value, which is V
INSERT INTO orders (id, fulfillment_status) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET fulfillment_status = EXCLUDED.fulfillment_status RETURNING *;

-- name: DO UPDATE to the proposed value, omitted
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, fulfillment_status = EXCLUDED.fulfillment_status RETURNING *;

-- name: DO UPDATE to another value
-- refused: TR002 in absent, readable
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET fulfillment_status = 'shipped';

-- name: the proposed column in another assignment
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.fulfillment_status RETURNING note;

-- name: the existing column in another assignment
INSERT INTO orders (id, note) VALUES (1, 'x'), (3, 'y') ON CONFLICT (id) DO UPDATE SET note = orders.fulfillment_status || EXCLUDED.note RETURNING id, note;

-- name: the existing column in WHERE
INSERT INTO orders (id, note) VALUES (1, 'x'), (2, 'y'), (3, 'z') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note WHERE orders.fulfillment_status = 'pending' RETURNING id;

-- name: the proposed column in WHERE
INSERT INTO orders (id, note, fulfillment_status) VALUES (1, 'x', 'pending') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note WHERE EXCLUDED.fulfillment_status = 'pending' RETURNING id;

-- name: the existing and the proposed column compared
INSERT INTO orders AS o (id, note) VALUES (1, 'x'), (2, 'y'), (3, 'z') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note WHERE o.fulfillment_status IS DISTINCT FROM EXCLUDED.fulfillment_status RETURNING o.id;

-- name: ambiguous in the assignment
-- error: 42702
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET note = fulfillment_status;

-- name: on a constraint
INSERT INTO orders (id, note) VALUES (1, 'x') ON CONFLICT ON CONSTRAINT orders_pkey DO UPDATE SET note = 'y' RETURNING fulfillment_status;

-- name: on a constraint called like the column
-- error: 42704
INSERT INTO orders (id, note, fulfillment_status) VALUES (1, 'x', 'pending') ON CONFLICT ON CONSTRAINT fulfillment_status DO UPDATE SET note = 'y';

-- name: no column list
INSERT INTO orders VALUES (1, 1, 1, 'positional', DEFAULT, 'A1', 'pending') ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note RETURNING *;

-- name: many rows, some conflict
INSERT INTO orders (id, note, fulfillment_status) VALUES (1, 'a', 'pending'), (50, 'b', 'pending'), (3, 'c', DEFAULT) ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note, fulfillment_status = EXCLUDED.fulfillment_status RETURNING *;

-- name: from a select
INSERT INTO orders (id, note) SELECT id, fulfillment_status FROM orders WHERE id < 4 ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note;

-- name: from a select of a column called conflict
INSERT INTO orders (id, note) SELECT conflict, fulfillment_status FROM (SELECT id AS conflict, fulfillment_status FROM orders WHERE id < 4) s ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note || EXCLUDED.fulfillment_status RETURNING *;

-- name: from a select that joins on a column called conflict
INSERT INTO orders (id, note, fulfillment_status) SELECT o.id, o.fulfillment_status, 'pending' FROM orders o JOIN (SELECT true AS conflict) s ON conflict WHERE o.id < 4 ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note || (SELECT count(o.fulfillment_status) FROM orders o JOIN (SELECT true AS conflict) s ON conflict) RETURNING *;

-- name: row assignment to V
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET (note, fulfillment_status) = ('both', 'pending') RETURNING *;

-- name: DO UPDATE to NULL
-- error: 23502
INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET fulfillment_status = NULL;

-- name: NULL proposed, conflict
-- error: 23502
INSERT INTO orders (id, fulfillment_status) VALUES (1, NULL) ON CONFLICT (id) DO NOTHING;

-- name: state after an upsert, read by the column
INSERT INTO orders (id, note) VALUES (1, 'x'), (60, 'y') ON CONFLICT (id) DO UPDATE SET note = 'upserted';
SELECT id, note, fulfillment_status FROM orders WHERE note IN ('upserted', 'y');
