CREATE TEMP TABLE copied (a, b) ON COMMIT DROP AS SELECT status, count(*) FROM orders GROUP BY status WITH DATA
