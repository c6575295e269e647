DECLARE c NO SCROLL CURSOR WITH HOLD FOR SELECT orders."id", orders."customer_id", orders."note", (SELECT CAST('pending' AS pg_catalog.text)) AS "status" FROM orders ORDER BY status
