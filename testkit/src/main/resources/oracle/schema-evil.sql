-- Added to schema.sql and schema-legacy.sql: what could capture names in a text that is put into a statement.

CREATE SCHEMA evil;
CREATE DOMAIN evil.text AS pg_catalog.text CHECK (VALUE <> 'pending');
CREATE DOMAIN evil.int4 AS pg_catalog.int4 CHECK (VALUE < 0);
CREATE FUNCTION evil.current_setting(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql AS 'SELECT ''captured''';
CREATE FUNCTION evil.coalesce(pg_catalog.text, pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql AS 'SELECT ''captured''';
CREATE FUNCTION evil.different(pg_catalog.text, pg_catalog.text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 OPERATOR(pg_catalog.<>) $2';
CREATE OPERATOR evil.= (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = evil.different);
CREATE VIEW evil.orders AS SELECT 1 AS id, 'captured'::pg_catalog.text AS fulfillment_status;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'legacy') THEN CREATE ROLE legacy; END IF;
END $$;
GRANT USAGE ON SCHEMA legacy TO legacy;
GRANT SELECT ON legacy.orders, public.orders TO legacy;
