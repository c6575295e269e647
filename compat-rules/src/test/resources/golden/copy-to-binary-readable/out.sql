COPY  (SELECT COALESCE("status", (CAST('pending' AS pg_catalog.text))) AS "status", "id" FROM ONLY orders) TO STDOUT BINARY
