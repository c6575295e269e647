-- note: DELETE.

-- name: by V
DELETE FROM orders WHERE fulfillment_status = 'pending';

-- name: by another value
DELETE FROM orders WHERE fulfillment_status = 'shipped';

-- name: by another column
DELETE FROM orders WHERE id = 1;

-- name: all rows
DELETE FROM orders;

-- name: star returned
DELETE FROM orders WHERE id < 4 RETURNING *;

-- name: the column returned
DELETE FROM orders WHERE id < 4 RETURNING id, fulfillment_status;

-- name: an expression of the column returned
DELETE FROM orders WHERE fulfillment_status IS NOT NULL AND id = 2 RETURNING upper(fulfillment_status);

-- name: aliased
DELETE FROM orders AS o WHERE o.fulfillment_status = 'pending' AND o.id < 5 RETURNING o.*;

-- name: qualified by the table
DELETE FROM orders WHERE orders.fulfillment_status <> 'pending' RETURNING orders.id;

-- name: ONLY, schema-qualified
DELETE FROM ONLY public.orders WHERE fulfillment_status = 'pending' AND id > 6;

-- name: USING another table
DELETE FROM orders USING customers c WHERE c.id = orders.customer_id AND fulfillment_status = 'pending' RETURNING orders.id, c.name;

-- name: USING another table, star returned
DELETE FROM orders o USING customers c WHERE c.id = o.customer_id AND c.id = 1 RETURNING *;

-- name: USING a table with a column of that name
DELETE FROM orders o USING shipments s WHERE s.fulfillment_status = o.fulfillment_status AND s.order_id = o.id RETURNING o.id, s.carrier;

-- name: USING a table with a column of that name: ambiguous
-- error: 42702
DELETE FROM orders o USING shipments s WHERE fulfillment_status = 'pending';

-- name: another table USING the table
DELETE FROM shipments s USING orders o WHERE o.id = s.order_id AND o.fulfillment_status = 'pending' RETURNING s.*;

-- name: another table USING a derived table
DELETE FROM order_items i USING (SELECT id FROM orders WHERE fulfillment_status = 'pending') d WHERE d.id = i.order_id RETURNING i.item_id;

-- name: subquery over the table
DELETE FROM orders WHERE id = (SELECT max(id) FROM orders WHERE fulfillment_status = 'pending') RETURNING id;

-- name: NOT EXISTS over another table
DELETE FROM orders o WHERE NOT EXISTS (SELECT 1 FROM shipments s WHERE s.fulfillment_status = o.fulfillment_status) RETURNING o.id;

-- name: with a CTE
WITH old AS (SELECT id FROM orders WHERE fulfillment_status = 'pending' AND amount < 15) DELETE FROM orders USING old WHERE old.id = orders.id RETURNING orders.id, orders.fulfillment_status;

-- name: the whole row returned
DELETE FROM orders o WHERE id = 3 RETURNING row_to_json(o);

-- name: read after a delete
DELETE FROM orders WHERE fulfillment_status = 'pending' AND id > 3;
SELECT fulfillment_status, count(*) FROM orders GROUP BY fulfillment_status;
