SELECT o."id", o."customer_id", o."note", COALESCE(o."status", (CAST('pending' AS pg_catalog.text))) AS "status", count(*) OVER () FROM orders o
