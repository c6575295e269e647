SELECT c.name, o.status FROM customers c LEFT JOIN orders o ON o.customer_id = c.id
