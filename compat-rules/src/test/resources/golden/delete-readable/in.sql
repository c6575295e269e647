DELETE FROM orders WHERE status = 'pending' RETURNING id, status
