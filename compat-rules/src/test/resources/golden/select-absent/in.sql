SELECT o.id, o.status -- the new one
  FROM orders o WHERE status = 'pending' ORDER BY status
