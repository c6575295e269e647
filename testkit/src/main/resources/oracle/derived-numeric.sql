-- note: extra is numeric(8,2), amount * coalesce(customer_id, 0) / 4.

-- name: computed with
SELECT sum(extra), round(avg(extra), 4), max(extra), extra_plus FROM (SELECT extra, extra + 1 AS extra_plus FROM orders) d GROUP BY extra_plus;

-- name: compared
SELECT id FROM orders WHERE extra BETWEEN 5 AND 100 OR extra < 0;

-- name: compared with a parameter, of its type
-- params: 12.75
SELECT id FROM orders WHERE extra > $1;

-- name: insert of what happens to be V
-- refused: TR002 in absent, readable
INSERT INTO orders (id, amount, customer_id, extra) VALUES (50, 10, 2, 5.00) RETURNING extra;

-- name: insert by a parameter
-- params: 50, 5.00
-- refused: TR002 in absent, readable
INSERT INTO orders (id, amount, customer_id, extra) VALUES ($1, 10, 2, $2) RETURNING extra;

-- name: update by a parameter
-- params: 5.00
-- refused: TR002 in absent, readable
UPDATE orders SET extra = $1 WHERE id = 1 RETURNING extra;

-- name: update to another value beside what V reads
-- refused: TR002 in absent, readable
UPDATE orders SET extra = 3, amount = 9 WHERE id < 5 RETURNING extra;

-- name: update from itself
-- refused: TR002 in absent, readable
UPDATE orders SET extra = extra + 1, amount = 9 WHERE id < 5 RETURNING extra;

-- name: row assignment of the column and of what V reads
-- refused: TR002 in absent, readable
UPDATE orders SET (amount, extra) = (1, 2) WHERE id < 5 RETURNING extra;

-- name: row assignment from a query, NULL among the values
-- refused: TR002 in absent, readable
-- error: 23502
UPDATE orders SET (amount, extra) = (SELECT 1, NULL::numeric) WHERE id < 5;

-- name: every column that V reads is computed from the column
UPDATE orders SET amount = extra, customer_id = extra::int WHERE id < 5 RETURNING id, amount, extra;
