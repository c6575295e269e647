# psycopg 3, the implementation in Python, which calls libpq; without the tests that its authors call slow
# and without those of the pool, which mostly wait.

VERSION=3.2.13
python=/usr/bin/python3 # Debian's, which sees Debian's modules

version_of_suite() { echo "$VERSION"; }

prepare_suite() {
  "$python" -c 'import pytest, anyio, typing_extensions' 2>"$work/python.log" ||
    fail "a module of Python is missing: $(tail -1 "$work/python.log"); see suites/README.md"
  git_source psycopg/psycopg "$VERSION" e854a696abc89a14e6e9b4b9f07c0fdfbf02610e
  # It asks the installed packages for its version.
  local package
  for package in psycopg psycopg_pool; do
    mkdir -p "$work/modules/$package-$VERSION.dist-info"
    printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "${package/_/-}" "$VERSION" \
      >"$work/modules/$package-$VERSION.dist-info/METADATA"
  done
}

run_suite() {
  (
    cd "$work/source"
    export PYTHONPATH=$work/modules:$work/source/psycopg:$work/source/psycopg_pool PSYCOPG_IMPL=python
    export PYTHONHASHSEED=0 PGPASSWORD='' PSYCOPG_TEST_DSN="host=127.0.0.1 port=$1 user=postgres dbname=postgres"
    export PATH=$PG_BIN:$PATH
    timeout 1500 "$python" -m pytest -q -p no:randomly -o cache_dir="$2/cache" -o junit_family=xunit1 --junit-xml="$2/junit.xml" \
      -m 'not slow' --ignore=tests/pool tests >"$2/pytest.log" 2>&1 || true
  )
  [ -e "$2/junit.xml" ] || fail "no test has run; see $2/pytest.log"
  python3 "$here/junit.py" "$2/junit.xml" >"$2/results.tsv"
}
