-- The rule store, version 1. Run once, in a transaction, by RuleStore.install.

CREATE SCHEMA trestle;
COMMENT ON SCHEMA trestle IS 'The rule store of Trestle: rules of migrations, the nodes that follow them, progress';

CREATE TABLE trestle.state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version integer NOT NULL,
  epoch bigint NOT NULL CHECK (epoch >= 1),
  lease interval NOT NULL CHECK (lease BETWEEN '1 second' AND '10 minutes')
);
COMMENT ON TABLE trestle.state IS 'One row: the version of this schema; the epoch, which grows with every change of rules; for how long a node that is out of touch may go on';

CREATE TABLE trestle.migration (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  statement text NOT NULL,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  way text NOT NULL CHECK (way IN ('short', 'three-steps')),
  known_by text[] NOT NULL,
  held_writes text NOT NULL,
  untreatable text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'paused', 'failed', 'done', 'aborted')),
  message text,
  run bigint NOT NULL DEFAULT 0,
  back_to text CHECK (back_to IN ('nothing', 'absent', 'readable', 'writable', 'backfilled')),
  lose_values boolean NOT NULL DEFAULT false,
  emptying boolean NOT NULL DEFAULT false,
  started timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended timestamptz
);
CREATE UNIQUE INDEX migration_open ON trestle.migration (name) WHERE ended IS NULL;
COMMENT ON TABLE trestle.migration IS 'Each migration; message is what an operator has to know, run how often it was begun or gone on with, back_to to where it is being taken back, lose_values whether values of services may be lost by that, emptying whether that has begun';

CREATE TABLE trestle.step (
  migration bigint NOT NULL REFERENCES trestle.migration,
  ordinal integer NOT NULL,
  id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('publish', 'ddl', 'concurrently', 'backfill', 'fence', 'check', 'watch')),
  phase text NOT NULL,
  sql text[] NOT NULL,
  done_when text,
  undo text[] NOT NULL,
  lock text NOT NULL,
  reads text NOT NULL,
  expected_ms bigint NOT NULL,
  why text NOT NULL,
  started timestamptz,
  finished timestamptz,
  PRIMARY KEY (migration, ordinal),
  UNIQUE (migration, id)
);
COMMENT ON TABLE trestle.step IS 'The plan of each migration, as it was when it began; a step is committed together with its time';

CREATE TABLE trestle.new_column (
  migration bigint NOT NULL REFERENCES trestle.migration,
  ordinal integer NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  collation_name text,
  value text NOT NULL,
  resolved_value text NOT NULL,
  derived boolean NOT NULL,
  default_value text,
  nullable boolean NOT NULL,
  existed boolean NOT NULL,
  PRIMARY KEY (migration, ordinal)
);
COMMENT ON TABLE trestle.new_column IS 'The columns that each migration adds';

CREATE TABLE trestle.rule (
  migration bigint NOT NULL REFERENCES trestle.migration,
  ordinal integer NOT NULL,
  table_schema text NOT NULL,
  table_name text NOT NULL,
  column_name text NOT NULL,
  type text NOT NULL,
  value text NOT NULL,
  default_value text,
  nullable boolean NOT NULL,
  phase text NOT NULL CHECK (phase IN ('absent', 'readable', 'writable', 'backfilled', 'complete')),
  known_by text[] NOT NULL DEFAULT '{}',
  held_writes text NOT NULL CHECK (held_writes IN ('reject', 'discard')),
  collation_name text,
  untreatable text NOT NULL CHECK (untreatable IN ('refuse', 'pass')),
  PRIMARY KEY (migration, ordinal),
  UNIQUE (table_schema, table_name, column_name)
);
COMMENT ON TABLE trestle.rule IS 'The rules in force at the epoch of trestle.state';

CREATE TABLE trestle.history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  who text NOT NULL DEFAULT
    coalesce(nullif(current_setting('trestle.operator', true), '') || ' as ', '') || session_user,
  migration bigint REFERENCES trestle.migration,
  epoch bigint NOT NULL,
  event text NOT NULL,
  before text,
  after text,
  why text
);
COMMENT ON TABLE trestle.history IS 'What has happened, append-only; who is the role that did it, and before it for whom, where its session has set trestle.operator';

CREATE FUNCTION trestle.forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of migrations is append-only' USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trestle.history
  FOR EACH STATEMENT EXECUTE FUNCTION trestle.forbid_change();

CREATE TABLE trestle.member (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('proxy', 'driver')),
  name text NOT NULL,
  version text NOT NULL,
  joined timestamptz NOT NULL DEFAULT clock_timestamp(),
  acknowledged bigint NOT NULL,
  lease_until timestamptz NOT NULL,
  waits_for text
);
COMMENT ON TABLE trestle.member IS 'The nodes that follow the rules: the last epoch under which all their open work was begun, until when they are waited for, and the transaction that keeps them from acknowledging more';

CREATE TABLE trestle.backend (
  member uuid NOT NULL REFERENCES trestle.member ON DELETE CASCADE,
  pid integer NOT NULL,
  started timestamptz NOT NULL,
  PRIMARY KEY (member, pid, started)
);
COMMENT ON TABLE trestle.backend IS 'The backends that members use: ended when a member is lost';

CREATE TABLE trestle.progress (
  migration bigint NOT NULL REFERENCES trestle.migration,
  relation text NOT NULL,
  position integer NOT NULL,
  key text[] NOT NULL,
  upper text[],
  cursor text[],
  rows_done bigint NOT NULL DEFAULT 0,
  rows_expected bigint NOT NULL,
  started timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished timestamptz,
  PRIMARY KEY (migration, relation)
);
COMMENT ON TABLE trestle.progress IS 'How far each table or partition is filled: cursor is the key of the last row that is committed; rows up to upper are to be filled';

CREATE TABLE trestle.throttle (
  migration bigint PRIMARY KEY REFERENCES trestle.migration,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  brake text,
  reason text,
  batch_rows integer NOT NULL,
  rows_per_second double precision NOT NULL,
  seconds_from double precision,
  seconds_to double precision,
  CHECK ((brake IS NULL) = (reason IS NULL))
);
COMMENT ON TABLE trestle.throttle IS 'What the backfill waits for, and since when (null: for nothing); how fast it goes, and between how many and how many seconds it will take, where that is known';

INSERT INTO trestle.state (version, epoch, lease) VALUES (1, 1, '15 seconds');
