COPY orders (id) FROM STDIN WHERE (CAST('pending' AS pg_catalog.text)) = 'x'
