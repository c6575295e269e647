SELECT COALESCE(status, (CAST('pending' AS pg_catalog.text))) AS status FROM orders
