SELECT status, a.id FROM (SELECT "id", "customer_id", "note", COALESCE("status", (CAST('pending' AS pg_catalog.text))) AS "status" FROM orders) AS orders JOIN archive a USING (status)
