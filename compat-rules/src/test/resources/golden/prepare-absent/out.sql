PREPARE p(int, pg_catalog.text) AS INSERT INTO orders (id, note) VALUES ($1, $3) RETURNING (SELECT CAST('pending' AS pg_catalog.text)) AS status
