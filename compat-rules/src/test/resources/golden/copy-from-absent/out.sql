COPY orders ("id", "customer_id", "note") FROM STDIN
