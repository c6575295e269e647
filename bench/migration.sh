#!/usr/bin/env bash
# A migration beneath services that know its column and services that do not, over two proxies and a driver, on a PostgreSQL
# server of its own: through all phases, back by one, back altogether, and through all again. Every answer is compared with a
# ledger; exit code 0 only where no statement failed, no answer was wrong and no write was lost. Options: --rows N
# (1000000), --value constant|derived|both (both; the columns that the derived one reads change meanwhile), --seconds N in
# each phase (3), --pause MS between two things that a service does (1).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
rows=1000000
value=both
seconds=3
pause=1

fail() {
  echo "migration: $*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --rows | --value | --seconds | --pause)
      [ $# -ge 2 ] || { echo "migration: $1 wants a value" >&2; exit 2; }
      declare "${1#--}=$2"
      shift 2 ;;
    --help | -h) sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "migration: unknown option $1; see --help" >&2; exit 2 ;;
  esac
done
case $value in
  constant | derived) values=$value ;;
  both) values="constant derived" ;;
  *) echo "migration: --value is $value; expected constant, derived or both" >&2; exit 2 ;;
esac

# shellcheck source=server.sh
. "$here/server.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-migration.XXXXXX")
end_with_server

echo "building ..." >&2
mvn -q -B -f "$root/pom.xml" -P run -pl bench -am package -Dmaven.test.skip=true >&2
port=$(free_port)
start_server "$port" max_wal_size=4GB
about_machine
failed=0
for each in $values; do
  "$psql" -Xq -h 127.0.0.1 -p "$port" -U bench -d postgres -c "CREATE DATABASE $each"
  "$java" -Xmx2g -Dslf4j.internal.verbosity=ERROR -cp "$here/target/classes:$here/target/lib/*" \
    io.trestle.bench.migration.MigrationUnderLoad "jdbc:postgresql://127.0.0.1:$port/$each?user=bench" "$rows" "$each" "$seconds" "$pause" ||
    failed=1
done
exit $failed
