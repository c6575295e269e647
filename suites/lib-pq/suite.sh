# lib/pq of Go, with parameters as text and in binary.

VERSION=1.10.7-2

version_of_suite() { echo "$VERSION"; }

prepare_suite() {
  need go
  debian_source golang-github-lib-pq "$VERSION"
  export GOCACHE=$work/cache GOPATH=$work/go GOFLAGS=-mod=mod GOPROXY=off
}

run_suite() {
  local binary
  export PGHOST=127.0.0.1 PGPORT=$1 PGUSER=postgres PGDATABASE=pqgotest PGSSLMODE=disable
  sql "$1" postgres "CREATE DATABASE pqgotest"
  for binary in no yes; do
    (cd "$shared/golang-github-lib-pq" &&
      PQTEST_BINARY_PARAMETERS=$binary timeout 900 go test -count=1 -p 1 -json ./...) >"$2/$binary.json" 2>"$2/$binary.err" || true
    python3 "$here/gotest.py" "binary_parameters=$binary" "$2/$binary.json"
  done >"$2/results.tsv"
}
