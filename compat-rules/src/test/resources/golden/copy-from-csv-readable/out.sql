COPY orders (id, note) /* all */ FROM STDIN (FORMAT csv, NULL '-')
