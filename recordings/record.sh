#!/bin/sh
# Records anew: recordings/record.sh TOOL [TOOL …]; without arguments all tools, one after the other.
# See README.md for what has to be installed. Needs PostgreSQL's programs; PG_BIN says where they are.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
resources=$here/../testkit/src/main/resources/recordings
PG_BIN=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin | tail -1)}
work=$(mktemp -d)
chmod 755 "$work"
as_postgres() { if [ "$(id -u)" = 0 ]; then (cd /tmp && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi; }
free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

mkdir "$work/data"
if [ "$(id -u)" = 0 ]; then chown postgres "$work/data"; fi
as_postgres "$PG_BIN/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --no-locale >"$work/initdb.log"
server=$(free_port)
as_postgres "$PG_BIN/pg_ctl" -D "$work/data" -w -l "$work/data/log" \
  -o "-p $server -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/data -c fsync=off -c timezone=UTC" start >/dev/null
tap=
finish() {
  [ -z "$tap" ] || kill "$tap" 2>/dev/null || true
  as_postgres "$PG_BIN/pg_ctl" -D "$work/data" -m immediate stop >/dev/null
  rm -rf "$work"
}
trap finish EXIT

export PGHOST=127.0.0.1 PGUSER=postgres PGPASSWORD=none
[ $# -gt 0 ] || set -- sqlalchemy psycopg django sequelize typeorm knex drizzle hibernate springdata jooq mybatis activerecord
for tool in "$@"; do
  database=$(echo "$tool" | tr -- - _)
  psql() { "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -p "$server" "$@"; }
  psql -d postgres -c "CREATE DATABASE $database"
  psql -d "$database" -f "$resources/schema.sql" -f "$here/reset.sql"
  port=$(free_port)
  /usr/bin/python3 "$here/tap.py" "$port" "$server" "$work/$tool.events" &
  tap=$!
  sleep 1
  PGPORT=$port PGDATABASE=$database "$here/tools.sh" "$tool" >"$work/version" || { cat "$work/version" >&2; exit 1; }
  kill "$tap"; wait "$tap" 2>/dev/null || true
  tap=
  /usr/bin/python3 "$here/compact.py" "$(tail -1 "$work/version")" "$work/$tool.events" "$resources/schema.sql" \
    >"$resources/$tool.rec"
  echo "$tool: $(grep -c '^unit' "$resources/$tool.rec") units, $(grep -Ec '^(simple|extended)' "$resources/$tool.rec") statements"
done
