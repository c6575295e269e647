SELECT row_to_json(o) FROM (SELECT "id", "customer_id", "note", (SELECT CAST('pending' AS pg_catalog.text)) AS "status" FROM orders) o
