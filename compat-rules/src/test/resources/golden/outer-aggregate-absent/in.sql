SELECT (SELECT max(o.status) FROM customers) FROM orders o
