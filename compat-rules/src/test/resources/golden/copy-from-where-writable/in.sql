COPY orders (id, status) FROM STDIN WHERE id > 5 OR status = 'x'
