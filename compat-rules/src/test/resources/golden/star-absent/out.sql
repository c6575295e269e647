SELECT o."id", o."customer_id", o."note", (SELECT CAST('pending' AS pg_catalog.text)) AS "status", c.* FROM orders o JOIN customers c ON c.id = o.customer_id
