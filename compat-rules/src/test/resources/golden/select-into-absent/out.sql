SELECT id, (SELECT CAST('pending' AS pg_catalog.text)) AS status /* kept */ INTO TEMP copied FROM orders
