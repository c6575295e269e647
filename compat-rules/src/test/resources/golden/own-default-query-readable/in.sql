INSERT INTO orders (id, status) SELECT id, 'pending' FROM archive ORDER BY 1
