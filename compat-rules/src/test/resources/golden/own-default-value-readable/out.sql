INSERT INTO orders VALUES (1, 2, 'x', CAST(NULL AS pg_catalog.text)), (2, 2, 'y', CAST(NULL AS pg_catalog.text)) RETURNING id
