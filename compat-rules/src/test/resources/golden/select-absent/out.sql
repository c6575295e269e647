SELECT o.id, (SELECT CAST('pending' AS pg_catalog.text)) AS status -- the new one
  FROM orders o WHERE (SELECT CAST('pending' AS pg_catalog.text)) = 'pending' ORDER BY status
