COPY orders (id) FROM STDIN WHERE status = 'x'
