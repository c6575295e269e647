-- note: Cases for the type of scenario status_collated.

-- name: equals V
SELECT id FROM orders WHERE extra = 'pending';

-- name: equals another value
SELECT id FROM orders WHERE extra = 'Shipped';

-- name: compared with a parameter
-- params: 'pending'
SELECT id, extra FROM orders WHERE extra = $1;

-- name: in a list
SELECT id FROM orders WHERE extra IN ('pending', 'Shipped');

-- name: insert V
INSERT INTO orders (id, extra) VALUES (50, 'pending') RETURNING *;

-- name: insert V by a parameter
-- params: 50, 'pending'
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: positional insert of V
INSERT INTO orders VALUES (50, 1, 3.50, 'positional', '2026-03-01 00:00:00+00', 'P1', 'pending') RETURNING *;

-- name: insert another value by a parameter
-- params: 50, 'Shipped'
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES ($1, $2) RETURNING *;

-- name: update to V
UPDATE orders SET extra = 'pending' WHERE id < 5 RETURNING *;

-- name: update to V by a parameter
-- params: 'pending', 3
UPDATE orders SET extra = $1, note = 'x' WHERE id < $2 RETURNING extra;

-- name: upsert of V
INSERT INTO orders (id, extra) VALUES (1, 'pending') ON CONFLICT (id) DO UPDATE SET extra = EXCLUDED.extra RETURNING *;

-- name: CASE with V
SELECT CASE WHEN extra = 'pending' THEN 'same' ELSE 'other' END FROM orders;

-- name: COALESCE on the nullable side
SELECT c.id, coalesce(o.extra, 'Shipped') FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;

-- name: ordered by the column's own collation
-- ordered
SELECT extra FROM orders WHERE id IN (1, 2, 3) ORDER BY extra;

-- name: compared under its collation
SELECT id FROM orders WHERE extra < 'a';

-- name: ordered by another collation
-- ordered
SELECT id, extra FROM orders ORDER BY extra COLLATE "POSIX", id;

-- name: compared with a column of the default collation
SELECT id FROM orders WHERE extra > note;

-- name: compared with a column of the same collation
SELECT o.id, l.id FROM orders o JOIN labels l ON o.extra < l.plain;

-- name: compared with a column of another collation
-- error: 42P22
SELECT o.id FROM orders o JOIN labels l ON o.extra < l.posix;

-- name: concatenated with a column of another collation, then compared
-- error: 42P22
SELECT o.id FROM orders o JOIN labels l ON (o.extra || l.posix) < 'x';

-- name: conflict resolved by COLLATE
SELECT o.id FROM orders o JOIN labels l ON o.extra < l.posix COLLATE "C";

-- name: min and max under its collation
SELECT min(extra), max(extra) FROM orders;

-- name: union of two collations, ordered
-- error: 42P21
SELECT extra FROM orders UNION SELECT posix FROM labels ORDER BY 1;

-- name: collation of the expression
SELECT pg_collation_for(extra), pg_collation_for(extra || 'x') FROM orders WHERE id = 1;

-- name: copied in, chosen by the column
-- refused: TR001 in absent, readable
-- data: 50→pending
COPY orders (id, extra) FROM STDIN WHERE extra < 'q';

-- name: copied out
COPY orders (extra, id) TO STDOUT CSV HEADER;

-- name: grouping sets over another column, the column in WHERE
SELECT customer_id, count(*) FROM orders WHERE note IS NOT NULL AND extra = 'pending' GROUP BY ROLLUP (customer_id);

-- name: grouping sets over another column, an aggregate of the column
SELECT customer_id, max(extra), min(extra) FILTER (WHERE note IS NOT NULL) FROM orders WHERE note IS NOT NULL GROUP BY CUBE (customer_id);

-- name: grouping sets over a join with the column
SELECT c.city, count(*) FROM orders o JOIN customers c ON c.id = o.customer_id AND o.extra < 'z' WHERE o.amount > 5 AND o.extra <> 'Shipped' GROUP BY GROUPING SETS ((c.city), ());
