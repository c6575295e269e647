-- note: Which table a name means follows the search_path, as the session has it.

-- name: another schema first
SET LOCAL search_path = legacy, public;
SELECT * FROM orders;
SELECT fulfillment_status FROM public.orders WHERE id = 1;
-- error: 42703
SELECT fulfillment_status FROM orders;

-- name: another schema last
SET LOCAL search_path TO public, legacy;
SELECT id, fulfillment_status FROM orders;

-- name: only another schema
SET LOCAL search_path TO 'legacy';
SELECT * FROM orders;

-- name: set schema
SET LOCAL SCHEMA 'legacy';
SELECT * FROM orders;
SET SCHEMA 'public';
SELECT id, fulfillment_status FROM orders;

-- name: nowhere
SET LOCAL search_path TO nowhere;
-- error: 42P01
SELECT fulfillment_status FROM orders;

-- name: in quotes
SET LOCAL search_path = "legacy", "Public";
SELECT * FROM orders;

-- name: a list in one string is one schema
SET LOCAL search_path = 'legacy, public';
-- error: 42P01
SELECT * FROM orders;

-- name: an empty path
SET LOCAL search_path = '';
-- error: 42P01
SELECT fulfillment_status FROM orders;

-- name: the default
SET LOCAL search_path = legacy;
SET LOCAL search_path TO DEFAULT;
SELECT id, fulfillment_status FROM orders;

-- name: reset
SET search_path = legacy;
SELECT * FROM orders;
RESET search_path;
SELECT id, fulfillment_status FROM orders;

-- name: reset all
SET search_path = legacy;
RESET ALL;
SELECT id, fulfillment_status FROM orders;

-- name: local ends with its transaction
-- autocommit
BEGIN;
SET LOCAL search_path = legacy;
SELECT * FROM orders;
COMMIT;
SELECT id, fulfillment_status FROM orders;

-- name: what a transaction sets is rolled back
-- autocommit
BEGIN;
SET search_path = legacy;
SELECT * FROM orders;
ROLLBACK;
SELECT id, fulfillment_status FROM orders;

-- name: what a transaction sets is committed
-- autocommit
BEGIN;
SET search_path = legacy;
COMMIT;
SELECT * FROM orders;
RESET search_path;
SELECT id, fulfillment_status FROM orders;

-- name: a commit that rolls back
-- autocommit
BEGIN;
SET search_path = legacy;
-- error: 22012
SELECT 1 / 0;
COMMIT;
SELECT id, fulfillment_status FROM orders;

-- name: outside a transaction
-- autocommit
SET search_path = legacy;
SELECT * FROM orders;
SET search_path = public;
SELECT id, fulfillment_status FROM orders;
RESET search_path;

-- name: local outside a transaction
-- autocommit
SET LOCAL search_path = legacy;
SELECT id, fulfillment_status FROM orders;

-- name: rolled back to a savepoint
SAVEPOINT s;
SET LOCAL search_path = legacy;
ROLLBACK TO SAVEPOINT s;
-- refused: TR004 in absent, readable, writable before 18
SELECT id, fulfillment_status FROM orders;

-- name: by a function
SELECT set_config('search_path', 'legacy', true);
-- refused: TR004 in absent, readable, writable before 18
SELECT * FROM orders;

-- name: by a function, another setting
SELECT set_config('app.tenant', 'legacy', true);
SELECT id, fulfillment_status FROM orders;

-- name: read, not set
SELECT current_setting('search_path');
SHOW search_path;
SELECT id, fulfillment_status FROM orders;

-- name: several statements in one message
-- modes: simple
SET LOCAL search_path = legacy; SET LOCAL search_path = public;
SELECT id, fulfillment_status FROM orders;

-- name: several statements in one message, the names between them
-- modes: simple
-- refused: TR004 in absent, readable, writable
SET LOCAL search_path = legacy; SELECT * FROM orders;

-- name: the role's own schema
SET LOCAL search_path = "$user", public;
SELECT id, fulfillment_status FROM orders;

-- name: another role's own schema
SET LOCAL search_path = "$user", public;
SET LOCAL ROLE legacy;
SELECT * FROM orders;
RESET ROLE;
SELECT id, fulfillment_status FROM orders;

-- name: another session's role
SET LOCAL search_path = "$user", public;
SET SESSION AUTHORIZATION legacy;
SELECT * FROM orders;
SET SESSION AUTHORIZATION DEFAULT;
SELECT id, fulfillment_status FROM orders;

-- name: written by whichever name
SET LOCAL search_path = legacy;
UPDATE orders SET note = 'changed' RETURNING *;
SET LOCAL search_path = public;
UPDATE orders SET note = fulfillment_status WHERE id = 1 RETURNING *;
INSERT INTO orders (id, fulfillment_status) VALUES (50, 'pending') RETURNING *;

-- name: hostile names: read
SET LOCAL search_path = evil, pg_catalog, public;
SELECT o.id, o.fulfillment_status FROM public.orders o;
SELECT o.* FROM public.orders o ORDER BY o.id;
SELECT upper(fulfillment_status) FROM public.orders WHERE id < 4;

-- name: hostile names: a view of the table's name
SET LOCAL search_path = evil, pg_catalog, public;
SELECT * FROM orders;

-- name: hostile names: compared as the session compares
SET LOCAL search_path = evil, pg_catalog, public;
SELECT id FROM public.orders WHERE fulfillment_status = 'pending'::pg_catalog.text;

-- name: hostile names: the nullable side
SET LOCAL search_path = evil, pg_catalog, public;
SELECT c.id, o.fulfillment_status FROM public.customers c LEFT JOIN public.orders o ON o.customer_id OPERATOR(pg_catalog.=) c.id;

-- name: hostile names: insert V
SET LOCAL search_path = evil, pg_catalog, public;
INSERT INTO public.orders (id, fulfillment_status) VALUES (50, 'pending'), (51, DEFAULT) RETURNING *;

-- name: hostile names: update to V
SET LOCAL search_path = evil, pg_catalog, public;
UPDATE public.orders SET fulfillment_status = 'pending' WHERE id = 1 RETURNING id, fulfillment_status;

-- name: hostile names: update to a parameter that is V
SET LOCAL search_path = evil, pg_catalog, public;
-- params: 'pending', 1
UPDATE public.orders SET fulfillment_status = $1 WHERE id = $2 RETURNING id, fulfillment_status;

-- name: hostile names: V that only the run shows
SET LOCAL search_path = evil, pg_catalog, public;
UPDATE public.orders SET fulfillment_status = CASE WHEN id > 0 THEN 'pending' END WHERE id = 3 RETURNING *;
INSERT INTO public.orders (id, fulfillment_status) SELECT v.* FROM (VALUES (50, 'pending'), (51, 'pending')) AS v (a, b) RETURNING *;

-- name: hostile names: a NULL that only the run shows
SET LOCAL search_path = evil, pg_catalog, public;
-- error: 23502
UPDATE public.orders SET fulfillment_status = note WHERE id = 3;

-- name: hostile names: upsert
SET LOCAL search_path = evil, pg_catalog, public;
INSERT INTO public.orders (id, fulfillment_status) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET fulfillment_status = EXCLUDED.fulfillment_status RETURNING id, fulfillment_status;

-- name: a schema that the role may not use is passed over
CREATE ROLE stranger;
GRANT SELECT ON public.orders, legacy.orders TO stranger;
GRANT USAGE ON SCHEMA public TO stranger;
SET LOCAL search_path = legacy, public;
SET LOCAL ROLE stranger;
SELECT id, fulfillment_status FROM orders;

-- name: rolled back to a savepoint behind another change
SET search_path = public;
SET LOCAL search_path = legacy;
SAVEPOINT s;
SET LOCAL search_path = public;
ROLLBACK TO SAVEPOINT s;
-- refused: TR004 in absent, readable, writable before 18
SELECT * FROM orders;

-- name: rolled back to a savepoint behind a reset
SET LOCAL search_path = legacy;
SAVEPOINT s;
SET LOCAL search_path TO DEFAULT;
SELECT id, fulfillment_status FROM orders;
ROLLBACK TO SAVEPOINT s;
-- refused: TR004 in absent, readable, writable before 18
SELECT * FROM orders;

-- name: set by a statement that was prepared in SQL
-- modes: simple
PREPARE sets AS SELECT set_config('search_path', 'legacy', true);
SELECT id, fulfillment_status FROM orders WHERE id = 1;
EXECUTE sets;
-- refused: TR004 in absent, readable, writable before 18
SELECT * FROM orders;

-- name: a statement that was prepared in SQL and sets nothing
-- modes: simple
PREPARE reads AS SELECT count(*) FROM customers;
EXECUTE reads;
SELECT id, fulfillment_status FROM orders;

-- name: prepared in SQL, executed under another path
-- modes: simple
PREPARE moved AS SELECT * FROM orders WHERE id = 1;
EXECUTE moved;
SET LOCAL search_path = legacy;
SELECT * FROM orders;
