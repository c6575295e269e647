#!/usr/bin/env bash
# The same work through pgjdbc itself and through drivers around it, in turns, on a PostgreSQL server of its own: times as
# ratios with their interval, and what is allocated more. Takes one option: --rounds N (200).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
rounds=200

fail() {
  echo "driver: $*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --rounds)
      [ $# -ge 2 ] || { echo "driver: $1 wants a value" >&2; exit 2; }
      rounds=$2
      shift 2 ;;
    --help | -h) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "driver: unknown option $1; see --help" >&2; exit 2 ;;
  esac
done

# shellcheck source=server.sh
. "$here/server.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-driver.XXXXXX")
end_with_server

echo "building ..." >&2
rm -rf "$here/target/peers" # of other versions
mvn -q -B -f "$root/pom.xml" -P peers -pl bench -am package -Dmaven.test.skip=true >&2
port=$(free_port)
start_server "$port" autovacuum=off
about_machine
# p6spy takes its settings from a file in the class path, or from the system: it is to log nothing.
"$java" -Xms512m -Xmx512m -Dp6spy.config.modulelist= -Dslf4j.internal.verbosity=ERROR \
  -cp "$here/target/classes:$here/target/peers/*" io.trestle.bench.DriverPairs "jdbc:postgresql://127.0.0.1:$port/bench?user=bench" "$rounds"
