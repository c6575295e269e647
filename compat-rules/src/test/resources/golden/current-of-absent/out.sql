UPDATE orders SET "note" = orders."note" WHERE CURRENT OF c RETURNING (SELECT CAST('pending' AS pg_catalog.text)) AS status
