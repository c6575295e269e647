-- note: MERGE.

-- name: insert V
-- since: 15
MERGE INTO orders o USING (VALUES (1, 'a'), (70, 'b')) AS s (id, note) ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, note, fulfillment_status) VALUES (s.id, s.note, 'pending');

-- name: insert without the column
-- since: 15
MERGE INTO orders o USING (VALUES (1, 'a'), (70, 'b')) AS s (id, note) ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, note) VALUES (s.id, s.note)
WHEN MATCHED THEN UPDATE SET note = o.fulfillment_status || s.note;

-- name: insert DEFAULT, and only the column
-- since: 15
MERGE INTO orders o USING (SELECT 70 AS id) s ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (fulfillment_status) VALUES (DEFAULT);

-- name: insert default values
-- since: 15
MERGE INTO orders o USING (SELECT 70 AS id) s ON o.id = s.id WHEN NOT MATCHED THEN INSERT DEFAULT VALUES;

-- name: insert by position
-- since: 15
MERGE INTO orders o USING (SELECT 70 AS id) s ON o.id = s.id
WHEN NOT MATCHED THEN INSERT VALUES (s.id, 1, 2, 'n', '2026-01-01 00:00:00+00', 'Q', 'pending');

-- name: insert another value
-- since: 15
-- refused: TR002 in absent, readable
MERGE INTO orders o USING (SELECT 70 AS id) s ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, fulfillment_status) VALUES (s.id, 'shipped');

-- name: insert from the source
-- since: 15
-- refused: TR002 in absent, readable
MERGE INTO orders o USING (SELECT 70 AS id, 'shipped' AS f) s ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, fulfillment_status) VALUES (s.id, s.f);

-- name: insert NULL
-- since: 15
-- refused: TR001 in absent, readable
-- error: 23502
MERGE INTO orders o USING (SELECT 70 AS id) s ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, fulfillment_status) VALUES (s.id, NULL);

-- name: insert NULL that is not met
-- since: 15
-- refused: TR001 in absent, readable
MERGE INTO orders o USING (SELECT 1 AS id) s ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, fulfillment_status) VALUES (s.id, NULL);

-- name: a parameter that is V
-- since: 15
-- params: 70, 'pending'
MERGE INTO orders o USING (SELECT $1::int AS id) s ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, fulfillment_status) VALUES (s.id, $2);

-- name: condition on the column
-- since: 15
MERGE INTO orders o USING order_items i ON o.id = i.order_id AND i.item_id < 7 AND i.item_id <> 3
WHEN MATCHED AND o.fulfillment_status = 'pending' THEN UPDATE SET note = i.product
WHEN MATCHED AND CASE WHEN o.fulfillment_status = 'shipped' THEN true ELSE false END THEN DELETE
WHEN MATCHED THEN DO NOTHING
WHEN NOT MATCHED THEN DO NOTHING;

-- name: the join on the column
-- since: 15
MERGE INTO customers c USING orders o ON o.customer_id = c.id AND o.fulfillment_status = 'shipped' AND o.id < 6
WHEN MATCHED THEN UPDATE SET city = o.fulfillment_status
WHEN NOT MATCHED AND o.fulfillment_status = 'pending' AND o.id > 9 THEN INSERT (id, name) VALUES (o.id + 100, o.fulfillment_status);

-- name: update to V
-- since: 15
MERGE INTO orders o USING customers c ON o.customer_id = c.id
WHEN MATCHED AND c.vip THEN UPDATE SET fulfillment_status = 'pending', note = c.name;

-- name: update to V alone
-- since: 15
MERGE INTO orders o USING customers c ON o.customer_id = c.id WHEN MATCHED THEN UPDATE SET fulfillment_status = 'pending';

-- name: update to DEFAULT in a row
-- since: 15
MERGE INTO orders o USING customers c ON o.customer_id = c.id
WHEN MATCHED THEN UPDATE SET (note, fulfillment_status) = ROW(c.name, DEFAULT);

-- name: update to another value
-- since: 15
-- refused: TR002 in absent, readable
MERGE INTO orders o USING customers c ON o.customer_id = c.id WHEN MATCHED THEN UPDATE SET fulfillment_status = 'shipped';

-- name: update to NULL
-- since: 15
-- error: 23502
MERGE INTO orders o USING customers c ON o.customer_id = c.id WHEN MATCHED THEN UPDATE SET fulfillment_status = NULL;

-- name: update to NULL, no row
-- since: 15
MERGE INTO orders o USING customers c ON o.customer_id = c.id AND c.id = 99 WHEN MATCHED THEN UPDATE SET fulfillment_status = NULL;

-- name: self-merge over a star
-- since: 15
MERGE INTO orders t USING (SELECT * FROM orders WHERE fulfillment_status = 'pending') s ON t.id = s.id + 1
WHEN MATCHED THEN UPDATE SET note = s.fulfillment_status || '-' || t.fulfillment_status;

-- name: with a query before
-- since: 15
WITH s AS (SELECT id, fulfillment_status FROM orders WHERE id < 4)
MERGE INTO orders USING s ON orders.id = s.id WHEN MATCHED AND s.fulfillment_status <> 'none' THEN UPDATE SET amount = amount + 1;

-- name: unqualified
-- since: 15
MERGE INTO orders USING shipments s ON id = order_id WHEN MATCHED THEN UPDATE SET code = carrier;

-- name: unqualified and ambiguous
-- since: 15
-- error: 42702
MERGE INTO orders USING shipments s ON id = order_id WHEN MATCHED AND fulfillment_status = 'x' THEN DELETE;

-- name: in the target alone where the source has none
-- since: 17
MERGE INTO orders o USING shipments s ON o.id = s.order_id
WHEN NOT MATCHED BY SOURCE AND fulfillment_status = 'pending' THEN UPDATE SET note = o.fulfillment_status
WHEN NOT MATCHED BY TARGET AND fulfillment_status IS NULL THEN DO NOTHING;

-- name: returned
-- since: 17
MERGE INTO orders o USING (VALUES (1, 'a'), (70, 'b')) AS s (id, note) ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, note, fulfillment_status) VALUES (s.id, s.note, 'pending')
WHEN MATCHED THEN UPDATE SET note = s.note
RETURNING merge_action(), o.*, fulfillment_status AS f, s.id;

-- name: returned as a star
-- since: 17
MERGE INTO orders o USING (VALUES (1, 'a'), (70, 'b')) AS s (sid, text) ON o.id = s.sid
WHEN NOT MATCHED THEN INSERT (id, note) VALUES (s.sid, s.text)
WHEN MATCHED THEN DELETE
RETURNING *;

-- name: returned, the source missing
-- since: 17
MERGE INTO shipments t USING orders s ON t.order_id = s.id AND s.id < 3
WHEN NOT MATCHED BY SOURCE THEN UPDATE SET carrier = 'none'
RETURNING t.order_id, s.id, s.fulfillment_status;

-- name: no such column
-- since: 15
-- error: 42703
MERGE INTO orders o USING shipments s ON o.id = s.order_id WHEN MATCHED THEN UPDATE SET fulfilment = 'x';

-- name: explained
-- since: 15
EXPLAIN (COSTS OFF) MERGE INTO shipments c USING (VALUES (1)) s (id) ON c.order_id = s.id WHEN MATCHED THEN DELETE;

-- name: update to the column of another row
-- since: 15
-- refused: TR002 in readable beside writable
MERGE INTO orders o USING orders s ON s.id = o.id + 1 WHEN MATCHED THEN UPDATE SET fulfillment_status = s.fulfillment_status;

-- name: update to itself beside another row
-- since: 15
MERGE INTO orders o USING orders s ON s.id = o.id + 1 WHEN MATCHED THEN UPDATE SET fulfillment_status = o.fulfillment_status, note = s.fulfillment_status;

-- name: insert a star of the source
-- since: 15
-- refused: TR001 in absent, readable, writable
MERGE INTO orders o USING (SELECT 70 AS id, 'pending' AS f) s ON o.id = s.id WHEN NOT MATCHED THEN INSERT (id, fulfillment_status) VALUES (s.*);

-- name: returned as JSON
-- since: 17
MERGE INTO orders o USING (VALUES (1, 'a'), (70, 'b')) AS s (id, note) ON o.id = s.id
WHEN NOT MATCHED THEN INSERT (id, note) VALUES (s.id, s.note)
WHEN MATCHED AND to_jsonb(o)->>'fulfillment_status' <> 'none' THEN UPDATE SET note = s.note
RETURNING merge_action(), to_jsonb(o), to_jsonb(s);

-- name: update to V by an expression
-- since: 15
MERGE INTO orders o USING (VALUES (1, 'PENDING'), (2, 'PENDING')) s (id, f) ON o.id = s.id WHEN MATCHED THEN UPDATE SET fulfillment_status = lower(s.f), note = 'm';
