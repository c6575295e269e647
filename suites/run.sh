#!/usr/bin/env bash
# Runs the tests of another project directly against PostgreSQL and through the proxy, and compares
# them test by test. README.md says what is needed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
names=$(cd "$here" && ls -d */suite.sh | cut -d/ -f1 | tr '\n' ' ')

usage() {
  cat <<USAGE
Usage: suites/run.sh NAME [--forced]

Runs a suite directly against a PostgreSQL of its own and through a proxy without rules. Exit code 0:
each test ended alike on both ways, or differs as suites/accepted/NAME.tsv says; 1: some test does not,
and not a second time either; 2: something is missing.

  NAME       one of: $names
  --forced   the proxy analyses every statement and puts it together again (--force-analysis)

  PG_BIN           PostgreSQL's programs; default: a pinned package of Debian's, unpacked in the work folder
  SUITES_WORK      the work folder: sources, builds, logs; default: suites/target
  SUITES_MIRROR    a folder that holds OWNER/NAME, a copy of the Git repository; default: it is cloned
USAGE
}

fail() {
  echo "suites: $*" >&2
  exit 2
}

name=
way=plain
for argument in "$@"; do
  case $argument in
    -h | --help) usage && exit ;;
    --forced) way=forced ;;
    -*) usage >&2 && fail "unknown option $argument" ;;
    *)
      [ -z "$name" ] || fail "one suite at a time, not $name and $argument"
      name=$argument
      ;;
  esac
done
[ -n "$name" ] || { usage >&2 && exit 2; }
[ -f "$here/$name/suite.sh" ] || fail "no suite $name; there are: $names"

work=${SUITES_WORK:-$here/target}/$name
shared=${SUITES_WORK:-$here/target}
mkdir -p "$work"
# shellcheck source=suites/lib.sh
. "$here/lib.sh"
# shellcheck disable=SC1090
. "$here/$name/suite.sh"

# One way: a server of its own, so that nothing a test leaves behind reaches the other way.
one_way() {
  local results=$work/$1/$2 port
  rm -rf "$results"
  mkdir -p "$results"
  start_server "$results"
  port=$server_port
  if [ "$2" != direct ]; then
    start_proxy "$results" "$2"
    port=$proxy_port
  fi
  run_suite "$port" "$results" </dev/null
  stop_all
  [ -s "$results/results.tsv" ] || fail "no test has run; see $results"
  sort -o "$results/results.tsv" "$results/results.tsv"
}

# A function, which bash has read to its end before anyone can change this file.
main() {
  trap stop_all EXIT
  trap 'exit 130' INT TERM
  need python3 apt-get dpkg-deb "$root/trestle"
  "$root/trestle" --version >"$work/version" || fail "./trestle does not run" # and is built where it has to be
  prepare_server
  prepare_suite
  echo "$name $(version_of_suite), PostgreSQL $("$PG_BIN/postgres" --version | cut -d' ' -f3-)"
  one_way first direct
  one_way first "$way"
  if python3 "$here/compare.py" "$name" "$way" "$here/accepted/$name.tsv" "$work/first"; then
    exit 0
  fi
  echo "$name: once more, since tests measure time"
  one_way second direct
  one_way second "$way"
  python3 "$here/compare.py" "$name" "$way" "$here/accepted/$name.tsv" "$work/first" "$work/second"
  exit
}

main
