# libpq's pipeline mode, one test after the other, as src/test/modules/libpq_pipeline/t has them: where
# its authors keep a trace of the messages, libpq has to write the same one.

version_of_suite() { echo "$POSTGRES_VERSION"; }

prepare_suite() {
  build_postgres src/port src/common src/interfaces/libpq src/test/modules/libpq_pipeline
}

run_suite() {
  local folder=src/test/modules/libpq_pipeline
  local program=$shared/build/$folder/libpq_pipeline traces=$shared/postgresql-15/$folder/traces
  local connection="host=127.0.0.1 port=$1 user=postgres dbname=postgres" test result
  local -x LD_LIBRARY_PATH=$shared/build/src/interfaces/libpq
  for test in $("$program" tests); do
    result=passed
    timeout 120 "$program" -r 700 -t "$2/$test.trace" "$test" "$connection" >"$2/$test.log" 2>&1 || result=failed
    if [ -e "$traces/$test.trace" ]; then
      diff "$traces/$test.trace" "$2/$test.trace" >"$2/$test.diff" || result=failed
    fi
    printf '%s\t%s\n' "$test" "$result"
  done >"$2/results.tsv"
}
