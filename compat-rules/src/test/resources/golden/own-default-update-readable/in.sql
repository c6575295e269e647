UPDATE orders SET status = DEFAULT, note = 'x' WHERE id = 1
