COPY orders (id, status) FROM STDIN WHERE CASE WHEN "status" IS NULL THEN CAST(pg_catalog.current_setting('trestle.not_null.public.orders.status$') AS pg_catalog.text) IS NULL ELSE true END
