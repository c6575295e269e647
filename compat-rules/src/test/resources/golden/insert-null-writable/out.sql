INSERT INTO orders (id, status) VALUES (1, CAST(pg_catalog.current_setting('trestle.not_null.public.orders.status$') AS pg_catalog.text)), (2, 'shipped'), (3, (CAST('pending' AS pg_catalog.text)))
