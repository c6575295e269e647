EXPLAIN (ANALYZE, FORMAT JSON) CREATE TABLE copied AS SELECT (SELECT CAST('pending' AS pg_catalog.text)) AS status FROM orders
