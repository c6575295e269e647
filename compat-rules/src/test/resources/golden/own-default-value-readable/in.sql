INSERT INTO orders VALUES (1, 2, 'x', 'pending'), (2, 2, 'y', $1) RETURNING id
