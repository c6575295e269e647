# PostgreSQL's regression tests. What a test prints is compared between the two ways byte for byte;
# passed means that it is also what PostgreSQL's authors expect.

version_of_suite() { echo "$POSTGRES_VERSION"; }

prepare_suite() {
  build_postgres src/test/regress
}

run_suite() {
  local tests=$shared/postgresql-15/src/test/regress build=$shared/build/src/test/regress out test
  out=$(as_server mktemp -d /tmp/suites.regress.XXXXXX) # the server writes there, too
  as_server "$build/pg_regress" --inputdir="$tests" --outputdir="$out" \
    --bindir="$PG_BIN" --dlpath="$build" --host=127.0.0.1 --port="$1" --user=postgres \
    --max-concurrent-tests=20 --schedule="$tests/parallel_schedule" >"$2/pg_regress.log" 2>&1 || true
  cp -r "$out/results" "$2/out" 2>/dev/null || fail "no results; see $2/pg_regress.log"
  cp "$out"/regression.diffs "$2" 2>/dev/null || true
  as_server rm -rf "$out"
  sed -nE 's/^(test|    ) ([^ ]+) +\.\.\. (ok|FAILED|failed).*/\2 \3/p' "$2/pg_regress.log" |
    while read -r test result; do
      printf '%s\t%s\n' "$test" "$([ "$result" = ok ] && echo passed || echo failed)"
      # The folder is a new one each time, and some tests print it.
      printf '%s: output\tsha256:%s\n' "$test" "$(sed "s#$out#OUT#g" "$2/out/$test.out" | sha256sum | cut -c1-16)"
    done >"$2/results.tsv"
}
