COPY (SELECT (SELECT CAST('pending' AS pg_catalog.text)) AS status FROM orders) TO STDOUT
