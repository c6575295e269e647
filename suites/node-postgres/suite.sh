# node-postgres: pg in JavaScript and over libpq (pg-native), pg-pool and pg-cursor. The tests of pg are
# programs; each has a line of its own beside those of the tests in it that passed.

VERSION=8.23.0
MODULES="pg-connection-string@2.14.0 pg-protocol@1.16.0 pg-types@2.2.0 pgpass@1.0.5 libpq@1.11.0 \
  async@2.6.4 bluebird@3.7.2 co@4.6.0 pg-copy-streams@0.3.0 mocha@11.8.0 expect.js@0.3.1 lodash@4.17.21 \
  okay@0.3.0 concat-stream@1.6.2 semver@7.7.2"

version_of_suite() { echo "$VERSION"; }

prepare_suite() {
  need node npm gcc make pg_config
  git_source brianc/node-postgres "pg@$VERSION" df274d1ba9ad9d11a8f1079314faeafde7208207
  if [ "$(cat "$work/node_modules/.ready" 2>/dev/null)" != "$MODULES" ]; then
    # shellcheck disable=SC2086
    npm install --prefix "$work" --no-save --no-package-lock --install-strategy=nested $MODULES \
      >"$work/npm.log" 2>&1 || fail "npm install failed; see $work/npm.log"
    build_libpq
    local package
    for package in pg pg-pool pg-cursor pg-native; do
      ln -sfn "$work/source/packages/$package" "$work/node_modules/$package"
    done
    echo "$MODULES" >"$work/node_modules/.ready"
  fi
}

# npm may be told to run no scripts of packages; this one is needed.
build_libpq() {
  local module=$work/node_modules/libpq prefix
  [ ! -e "$module/build/Release/addon.node" ] || return 0
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  [ -d "$prefix/include/node" ] || prefix=
  (cd "$module" && node "$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild ${prefix:+--nodedir="$prefix"}) \
    >"$work/libpq.log" 2>&1 || fail "libpq of npm cannot be built; see $work/libpq.log"
}

# mocha PACKAGE FOLDER
mocha() {
  (cd "$work/source/packages/$1" && timeout 600 "$work/node_modules/.bin/mocha" --exit --reporter tap test) \
    >"$2/$1.tap" 2>"$2/$1.err" || true
}

run_suite() {
  local pg=$work/source/packages/pg out=$2 file name mode
  export PGHOST=127.0.0.1 PGPORT=$1 PGUSER=postgres PGPASSWORD=none PGDATABASE=postgres
  export PGTESTNOSSL=true # this server has no TLS
  export SCRAM_TEST_PGUSER=scram_test SCRAM_TEST_PGPASSWORD=test4scram
  export SCRAM_TEST_PGUSER_UNICODE=scram_unicode_test SCRAM_TEST_PGPASSWORD_UNICODE=$'IX-\xe2\x85\xa8'
  sql "$1" postgres "CREATE ROLE $SCRAM_TEST_PGUSER LOGIN PASSWORD '$SCRAM_TEST_PGPASSWORD'"
  sql "$1" postgres "CREATE ROLE $SCRAM_TEST_PGUSER_UNICODE LOGIN PASSWORD U&'IX-\\2168'"
  for mode in javascript native; do
    mkdir -p "$out/$mode"
    (cd "$pg" && find test/integration $([ $mode = javascript ] || echo test/native) -name '*-tests.js' | sort) |
      while read -r file; do
        name=$mode/$(basename "$file" .js)
        # Apart: a warning of Node's may come between the name of a test and its mark.
        if (cd "$pg" && timeout 120 node "$file" "$([ $mode = native ] && echo native)" </dev/null) >"$out/$name.log" 2>"$out/$name.err"; then
          printf '%s\tpassed\n' "$mode/$file"
        else
          printf '%s\tfailed\n' "$mode/$file"
        fi
        sed -nE "s#^  (.*[^ ]) +✔\$#$mode/$file: \1\tpassed#p; s#^  (.*[^ ]) +\? - SKIPPED\$#$mode/$file: \1\tskipped#p" "$out/$name.log"
      done
  done >"$out/results.tsv"
  mocha pg-pool "$out"
  mocha pg-cursor "$out"
  mocha pg-native "$out"
  python3 "$here/tap.py" "$out"/*.tap >>"$out/results.tsv"
}
