SELECT o.id, o.status FROM orders o WHERE status = 'pending' ORDER BY o.status
