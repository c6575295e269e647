-- note: extra is text COLLATE "C", computed from note and code, which have the default collation.

-- name: ordered as its collation says
-- ordered
SELECT extra FROM orders ORDER BY extra;

-- name: compared with a column of another collation
-- error: 42P22
SELECT o.id FROM orders o JOIN labels l ON o.extra < l.posix;

-- name: compared with a column of the default collation
SELECT o.id FROM orders o JOIN labels l ON o.extra = l.short;

-- name: ordered by a concatenation
-- ordered
SELECT id FROM orders ORDER BY extra || 'x', id;

-- name: explicit collation over it
-- ordered
SELECT id FROM orders ORDER BY extra COLLATE "POSIX", id;

-- name: greatest and least
SELECT max(extra), min(extra), greatest(extra, 'm') FROM orders GROUP BY extra;

-- name: collation for
SELECT pg_collation_for(extra) FROM orders WHERE id = 1;

-- name: union with another collation
SELECT extra FROM orders UNION ALL SELECT plain FROM labels;

-- name: insert of a literal
-- refused: TR002 in absent, readable
INSERT INTO orders (id, extra) VALUES (50, 'none?');
