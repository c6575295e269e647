-- note: extra is boolean, amount > 20 AND note IS NOT NULL.

-- name: as a condition
SELECT id FROM orders WHERE extra;
SELECT id FROM orders WHERE NOT extra;
SELECT id FROM orders WHERE extra IS NOT TRUE;

-- name: as a condition on the nullable side
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.extra IS NOT TRUE;

-- name: in CASE
SELECT id, CASE WHEN extra THEN 'yes' ELSE 'no' END FROM orders;

-- name: aggregated
SELECT bool_and(extra), bool_or(extra), count(*) FILTER (WHERE extra) FROM orders;

-- name: updates by the column
UPDATE orders SET amount = 0 WHERE extra RETURNING id, extra;

-- name: update to a constant
-- refused: TR002 in absent, readable
UPDATE orders SET extra = true WHERE id = 1;
