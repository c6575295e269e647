#!/usr/bin/env bash
# Builds and runs the JMH benchmarks of the engine, and prints a table: time and bytes allocated per call.
# Takes JMH's options, e.g.: bench/engine.sh CacheHit -i 10    (see --help)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mvn -q -B -f "$root/pom.xml" -P run -pl bench -am package -Dmaven.test.skip=true >&2
cd "$root/bench"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "target/classes:target/lib/*" io.trestle.bench.EngineBenchmarks "$@"
