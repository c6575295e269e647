SELECT (SELECT max((CASE WHEN o.tableoid IS NOT NULL THEN (SELECT CAST('pending' AS pg_catalog.text)) ELSE CAST(NULL AS pg_catalog.text) END)) FROM customers) FROM orders o
