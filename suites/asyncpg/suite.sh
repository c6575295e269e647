# asyncpg, which speaks the protocol itself: Debian's build of it and the tests of that version.

VERSION=0.27.0
python=/usr/bin/python3 # Debian's, which sees Debian's modules

version_of_suite() { echo "$VERSION"; }

prepare_suite() {
  "$python" -c "import pytest, asyncpg; assert asyncpg.__version__ == '$VERSION', asyncpg.__version__" 2>"$work/python.log" ||
    fail "a module of Python is missing: $(tail -1 "$work/python.log"); see suites/README.md"
  git_source MagicStack/asyncpg "v$VERSION" 925cfe15be00776cb9b1a7d76bca74e0b5b2f4f1
  # The tests alone: beside them the unbuilt sources would come first.
  rm -rf "$work/tests"
  cp -r "$work/source/tests" "$work/tests"
}

run_suite() {
  (
    cd "$work"
    export PGHOST=127.0.0.1 PGPORT=$1 PGUSER=postgres PGDATABASE=postgres PGPASSWORD=none PYTHONHASHSEED=0
    export PGVERSION=15 PATH=$PG_BIN:$PATH
    timeout 1500 "$python" -m pytest -q -p no:asyncio -p no:anyio -o cache_dir="$2/cache" -o junit_family=xunit1 \
      --junit-xml="$2/junit.xml" tests >"$2/pytest.log" 2>&1 || true
  )
  [ -e "$2/junit.xml" ] || fail "no test has run; see $2/pytest.log"
  python3 "$here/junit.py" "$2/junit.xml" >"$2/results.tsv"
}
