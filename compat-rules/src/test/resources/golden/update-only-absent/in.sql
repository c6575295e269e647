UPDATE orders SET status = 'pending' WHERE id = 1
