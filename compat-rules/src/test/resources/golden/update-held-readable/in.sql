UPDATE orders SET status = 'pending', note = 'x' WHERE id = 1 RETURNING status
