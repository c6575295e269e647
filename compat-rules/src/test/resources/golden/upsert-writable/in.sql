INSERT INTO orders AS o (id, status) VALUES (1, 'new') ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status WHERE o.status <> 'done'
