INSERT INTO orders (id, status) VALUES (1, DEFAULT), (2, 'pending') RETURNING status
