INSERT INTO orders (id, status) SELECT id, CAST(NULL AS pg_catalog.text) FROM archive ORDER BY 1
