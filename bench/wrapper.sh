#!/usr/bin/env bash
# The driver's wrappers alone, over statements that answer at once from memory: JMH, no database. Without and with them in
# turns: time and bytes allocated per call, and what is added. Options: --rounds N (8), --only REGEX of benchmarks' names.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=8
only='.*'
while [ $# -gt 0 ]; do
  case $1 in
    --rounds | --only)
      [ $# -ge 2 ] || { echo "wrapper: $1 wants a value" >&2; exit 2; }
      if [ "$1" = --rounds ]; then rounds=$2; else only=$2; fi
      shift 2 ;;
    --help | -h) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "wrapper: unknown option $1; see --help" >&2; exit 2 ;;
  esac
done

echo "building ..." >&2
mvn -q -B -f "$root/pom.xml" -P run -pl bench -am package -Dmaven.test.skip=true >&2
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
echo "$("$java" -version 2>&1 | head -n 1), $(nproc) cores; load average $(cut -d' ' -f1-3 /proc/loadavg)"
cd "$root/bench"
exec "$java" -cp "target/classes:target/lib/*" io.trestle.bench.WrapperBenchmarks "$rounds" "$only"
