COPY orders (id, status, note) /* all */ FROM STDIN (FORMAT csv, FORCE_NULL (status), NULL '-')
