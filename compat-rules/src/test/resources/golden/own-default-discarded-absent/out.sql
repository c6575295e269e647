INSERT INTO orders (id) VALUES (1), (2) RETURNING (SELECT CAST('pending' AS pg_catalog.text)) AS status
