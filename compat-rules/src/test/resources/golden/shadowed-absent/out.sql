WITH orders AS (SELECT 'x' AS status) SELECT status FROM orders
