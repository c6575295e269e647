UPDATE orders SET status = 'pending' WHERE CURRENT OF c RETURNING status
