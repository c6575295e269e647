#!/usr/bin/env bash
# How fast a column is filled by the migrator, by one UPDATE, and by a trigger with batches of 1,000 rows, in turns, on a
# PostgreSQL server of its own; and how long a service waits for point selects and updates meanwhile. Options: --rounds N
# (3), --sizes "ROWS ..." ("10000 100000 1000000"; 10000000 takes some minutes and 3 GB a round).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
rounds=3
sizes="10000 100000 1000000"

fail() {
  echo "backfill: $*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --rounds | --sizes)
      [ $# -ge 2 ] || { echo "backfill: $1 wants a value" >&2; exit 2; }
      declare "${1#--}=$2"
      shift 2 ;;
    --help | -h) sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "backfill: unknown option $1; see --help" >&2; exit 2 ;;
  esac
done

# shellcheck source=server.sh
. "$here/server.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-backfill.XXXXXX")
end_with_server

echo "building ..." >&2
mvn -q -B -f "$root/pom.xml" -P run -pl bench -am package -Dmaven.test.skip=true >&2
port=$(free_port)
start_server "$port" autovacuum=off max_wal_size=8GB
about_machine
# shellcheck disable=SC2086
"$java" -Dslf4j.internal.verbosity=ERROR -cp "$here/target/classes:$here/target/lib/*" \
  io.trestle.bench.migration.Backfills "jdbc:postgresql://127.0.0.1:$port/bench?user=bench" "$rounds" $sizes
