PREPARE p(int) AS INSERT INTO orders (id, status, note) VALUES ($1, $2, $3) RETURNING status
