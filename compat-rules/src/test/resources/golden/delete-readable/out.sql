DELETE FROM orders WHERE COALESCE(status, (CAST('pending' AS pg_catalog.text))) = 'pending' RETURNING id, COALESCE(status, (CAST('pending' AS pg_catalog.text))) AS status
