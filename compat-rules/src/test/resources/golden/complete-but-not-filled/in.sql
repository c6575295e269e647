SELECT status FROM orders
