COPY (SELECT "id", "customer_id", "note", (SELECT CAST('pending' AS pg_catalog.text)) AS "status" FROM ONLY orders) TO STDOUT
