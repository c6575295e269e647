UPDATE orders SET status = (CAST('pending' AS pg_catalog.text)), note = 'x' WHERE id = 1 RETURNING COALESCE(status, (CAST('pending' AS pg_catalog.text))) AS status
