INSERT INTO orders (id, status) VALUES (1, NULL), (2, 'shipped'), (3, DEFAULT)
