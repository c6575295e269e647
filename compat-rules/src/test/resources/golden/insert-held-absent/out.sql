INSERT INTO orders (id, note) VALUES ($1, 'x') RETURNING orders."id", orders."customer_id", orders."note", (SELECT CAST('pending' AS pg_catalog.text)) AS "status"
