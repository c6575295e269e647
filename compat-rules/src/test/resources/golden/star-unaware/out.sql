SELECT orders."id", orders."customer_id", orders."note" FROM orders
