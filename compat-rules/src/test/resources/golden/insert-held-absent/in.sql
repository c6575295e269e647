INSERT INTO orders (id, status, note) VALUES ($1, $2, 'x') RETURNING *
