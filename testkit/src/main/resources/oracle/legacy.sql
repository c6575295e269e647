-- note: Another schema has a table of the same name: which one is meant is told by the session's search_path.

-- name: a table of that name in another schema
SELECT * FROM legacy.orders;

-- name: a table of that name in another schema, written
UPDATE legacy.orders SET note = 'x' WHERE id = 1 RETURNING *;

-- name: a table of that name in another schema has no such column
-- error: 42703
SELECT fulfillment_status FROM legacy.orders;

-- name: search_path: another schema's table comes first
SET LOCAL search_path = legacy, public;
SELECT * FROM orders;
SELECT public.orders.fulfillment_status FROM public.orders WHERE id = 1;

-- name: search_path: the other schema's table has no such column
SET LOCAL search_path = legacy, public;
-- error: 42703
SELECT fulfillment_status FROM orders;

-- name: the table by its schema
SELECT fulfillment_status FROM public.orders;

-- name: the table by its schema, star
SELECT * FROM public.orders o;

-- name: both tables
SELECT o.fulfillment_status, l.note FROM public.orders o JOIN legacy.orders l USING (id);

-- name: both tables, unqualified column
SELECT fulfillment_status FROM public.orders o JOIN legacy.orders l ON l.id = o.id;

-- name: insert into the table by its schema
INSERT INTO public.orders (id, fulfillment_status) VALUES (50, 'pending') RETURNING *;

-- name: update the table from the other
UPDATE public.orders o SET note = l.note FROM legacy.orders l WHERE l.id = o.id AND fulfillment_status = 'pending' RETURNING o.id, o.note;

-- name: delete from the other, by the table
DELETE FROM legacy.orders l USING public.orders o WHERE o.id = l.id AND o.fulfillment_status = 'pending' RETURNING l.*;

-- name: unqualified
SELECT fulfillment_status FROM orders;
