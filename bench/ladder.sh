#!/usr/bin/env bash
# pgbench through one thing after the other: the server itself, a bare TCP pass-through, Trestle, and what else is
# installed. All run in turns (A B C A B C ...), so that a busy minute hits all of them. See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

seconds=4
rounds=3
clients="1 8"
modes="simple extended prepared"
loops=
only=
build=yes
warm_up=6

usage() {
  cat <<EOF
Usage: bench/ladder.sh [OPTION]...

Runs pgbench -S on a PostgreSQL of its own (initdb, 127.0.0.1 only, removed at the end) and prints medians.

  --seconds N     of each run ($seconds)
  --rounds N      how many runs of each kind, in turns ($rounds)
  --clients LIST  how many at a time ("$clients"; also worth a look: 32)
  --modes LIST    of pgbench ("$modes"); and bulk ones: rows copy-out copy-in
  --rungs LIST    only these of: direct bare relay unconcerned bare-sent rewritten pgbouncer haproxy,
                  and bare-uring relay-uring unconcerned-uring rewritten-uring
  --warm-up N     seconds for which each rung is used before anything is measured ($warm_up)
  --loops N       event loops of the bare pass-through and of Trestle (one a core)
  --no-build      run what was built before
  --help

The rungs:
  direct       the server itself
  bare         a Netty TCP pass-through (io.trestle.bench.PassThrough)
  bare-sent    the same, given the very statement that Trestle sends in "rewritten"
  relay        Trestle without rules
  unconcerned  Trestle with a rule for another table
  rewritten    Trestle with a rule for a column that does not exist yet: SELECT abalance, status ... of 1,000 rows
  pgbouncer    PgBouncer in session mode (where installed)
  haproxy      HAProxy in TCP mode (where installed)
  ...-uring    the same with io_uring in place of epoll, for bare and Trestle; only where named:
               --rungs "bare bare-uring relay relay-uring"

CPU is that of the proxy's process, user and system, by transaction. "+" is the difference to bare.

The bulk modes move 100,000 rows of 100 bytes, time after time, in one session of psql: as the answer of a simple query, or
by COPY. In place of transactions they count megabytes of data, and there is no p50.
EOF
}

fail() {
  echo "ladder: $*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --no-build) build=; shift ;;
    --seconds | --rounds | --clients | --modes | --rungs | --warm-up | --loops)
      [ $# -ge 2 ] || { echo "ladder: $1 wants a value" >&2; exit 2; }
      case $1 in
        --seconds) seconds=$2 ;;
        --rounds) rounds=$2 ;;
        --clients) clients=$2 ;;
        --modes) modes=$2 ;;
        --rungs) only=$2 ;;
        --warm-up) warm_up=$2 ;;
        --loops) loops=$2 ;;
      esac
      shift 2 ;;
    *) echo "ladder: unknown option $1; see --help" >&2; exit 2 ;;
  esac
done

# --- what is needed ------------------------------------------------------------------------------------------------

# shellcheck source=server.sh
. "$here/server.sh"
pgbench=$(postgres_program pgbench)
[ -n "$pgbench" ] || fail "pgbench is not installed (Debian: apt install postgresql-contrib, or postgresql-client of your version)."
bouncer=$(command -v pgbouncer || ls /usr/sbin/pgbouncer 2>/dev/null || true)
haproxy=$(command -v haproxy || ls /usr/sbin/haproxy 2>/dev/null || true)

rungs="direct bare relay unconcerned bare-sent rewritten"
[ -z "$bouncer" ] || rungs="$rungs pgbouncer"
[ -z "$haproxy" ] || rungs="$rungs haproxy"
rungs=${only:-$rungs}

work=$(mktemp -d "${TMPDIR:-/tmp}/trestle-ladder.XXXXXX")
pids=()
cleanup() {
  trap - EXIT INT TERM
  for pid in "${pids[@]:1}"; do kill "$pid" 2>/dev/null || true; done
  [ ${#pids[@]} -eq 0 ] || { kill -INT "${pids[0]}" 2>/dev/null || true; }
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# --- the server and what stands before it --------------------------------------------------------------------------

await() {
  local name=$1 port=$2 try
  for ((try = 0; try < 300; try++)); do
    "$psql" -XAtq -h 127.0.0.1 -p "$port" -U bench -d bench -c 'SELECT 1' >/dev/null 2>&1 && return
    sleep 0.2
  done
  cat "$work/$name.log" >&2
  fail "$name does not answer at port $port; what it said stands above."
}

if [ -n "$build" ]; then
  echo "building ..." >&2
  mvn -q -B -f "$root/pom.xml" -P run -pl bench -am package -Dmaven.test.skip=true >&2
fi
"$root/trestle" --version >/dev/null

declare -A port pid
port[direct]=$(free_port)
start_server "${port[direct]}" max_connections=200 autovacuum=off
pids+=("$server_pid")
await direct "${port[direct]}"
"$pgbench" -i -q -h 127.0.0.1 -p "${port[direct]}" -U bench bench >"$work/init.log" 2>&1 || { cat "$work/init.log" >&2; exit 1; }
"$psql" -Xq -h 127.0.0.1 -p "${port[direct]}" -U bench -d bench -c 'CREATE TABLE parcels (id int PRIMARY KEY)'

# start NAME COMMAND...: in the background, with its output in a log.
start() {
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 &
  pid[$name]=$!
  pids+=($!)
}

rule() {
  cat >"$work/$1.yaml" <<EOF
rules:
  - table: public.$2
    column: status
    type: text
    value: "'open'"
    nullable: false
    phase: absent
EOF
}
rule unconcerned parcels
rule rewritten pgbench_accounts

# transport RUNG: what the name's end says.
transport() {
  case $1 in
    *-uring) echo io_uring ;;
    *) echo epoll ;;
  esac
}

# trestle RUNG [RULES]
trestle() {
  local name=$1
  cat >"$work/$name-config.yaml" <<EOF
listen: ["127.0.0.1:${port[$name]}"]
upstreams:
  main: { host: 127.0.0.1, port: ${port[direct]} }
databases:
  bench:
    upstream: main
    catalog: jdbc:postgresql://127.0.0.1:${port[direct]}/bench?user=bench
    ${2:+rules: $2}
transport: $(transport "$name")
${loops:+threads: $loops}
EOF
  start "$name" "$root/trestle" proxy --config "$work/$name-config.yaml"
}

for rung in $rungs; do
  [ "$rung" = direct ] && continue
  port[$rung]=$(free_port)
  case $rung in
    bare | bare-sent | bare-uring)
      # shellcheck disable=SC2086
      start "$rung" "$java" -Dio.netty.leakDetection.level=disabled -cp "$here/target/classes:$here/target/lib/*" \
        io.trestle.bench.PassThrough "${port[$rung]}" "${port[direct]}" "$(transport "$rung")" $loops ;;
    relay | relay-uring) trestle "$rung" ;;
    unconcerned* | rewritten*) trestle "$rung" "$work/${rung%-uring}.yaml" ;;
    pgbouncer)
      [ -n "$bouncer" ] || fail "pgbouncer is not installed (Debian: apt install pgbouncer)."
      cat >"$work/pgbouncer.ini" <<EOF
[databases]
bench = host=127.0.0.1 port=${port[direct]} user=bench
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port[pgbouncer]}
unix_socket_dir =
auth_type = any
pool_mode = session
max_client_conn = 200
default_pool_size = 100
server_round_robin = 1
EOF
      start pgbouncer "${as_server[@]}" "$bouncer" -q "$work/pgbouncer.ini" ;;
    haproxy)
      [ -n "$haproxy" ] || fail "haproxy is not installed (Debian: apt install haproxy)."
      cat >"$work/haproxy.cfg" <<EOF
global
  maxconn 400
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
listen postgres
  bind 127.0.0.1:${port[haproxy]}
  server one 127.0.0.1:${port[direct]}
EOF
      start haproxy "$haproxy" -db -f "$work/haproxy.cfg" ;;
    *) fail "there is no rung '$rung'; see --help" ;;
  esac
  await "$rung" "${port[$rung]}"
done
chmod 755 "$work"

# --- runs ----------------------------------------------------------------------------------------------------------

cat >"$work/select.sql" <<'EOF'
\set aid random(1, 1000)
SELECT abalance FROM pgbench_accounts WHERE aid = :aid;
EOF
cat >"$work/rewritten.sql" <<'EOF'
\set aid random(1, 1000)
SELECT abalance, status FROM pgbench_accounts WHERE aid = :aid;
EOF
cat >"$work/sent.sql" <<'EOF'
\set aid random(1, 1000)
SELECT abalance, (SELECT CAST('open' AS text)) AS status FROM pgbench_accounts WHERE aid = :aid;
EOF

# For the bulk modes: $bulk_repeats times the same statement, and what goes in.
bulk_repeats=8
bulk_megabytes=$((bulk_repeats * 10))
bulk_rows="SELECT repeat('x', 100) FROM generate_series(1, 100000)"
for ((i = 0; i < bulk_repeats; i++)); do
  echo "$bulk_rows;" >>"$work/rows.sql"
  echo "COPY ($bulk_rows) TO STDOUT;" >>"$work/copy-out.sql"
  printf '%s\n' "BEGIN;" "TRUNCATE bulk;" "COPY bulk FROM STDIN;" >>"$work/copy-in.sql"
  awk 'BEGIN { row = sprintf("%100s", ""); gsub(/ /, "x", row); for (i = 0; i < 100000; i++) print row; print "\\." }' >>"$work/copy-in.sql"
  echo "COMMIT;" >>"$work/copy-in.sql"
done
"$psql" -Xq -h 127.0.0.1 -p "${port[direct]}" -U bench -d bench -c 'CREATE UNLOGGED TABLE bulk (row text)'

is_bulk() {
  case $1 in
    rows | copy-out | copy-in) return 0 ;;
    *) return 1 ;;
  esac
}

# bulk RUNG MODE SECONDS: prints how many megabytes, and how many seconds that took.
bulk() {
  local start now moved=0
  start=$(date +%s%N)
  now=$start
  while [ $((now - start)) -lt $(($3 * 1000000000)) ]; do
    "$psql" -XAtq -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "${port[$1]}" -U bench -d bench -f "$work/$2.sql" >/dev/null 2>"$work/out" ||
      { cat "$work/out" >&2; fail "psql failed through $1; what it said stands above."; }
    moved=$((moved + bulk_megabytes))
    now=$(date +%s%N)
  done
  echo "$moved $(((now - start) / 1000000))"
}

# Clock ticks of a process and all its threads: user and system.
ticks() {
  local line
  line=$(cat "/proc/$1/stat")
  # What comes behind the name, which may hold blanks; utime and stime are then the 12th and 13th.
  # shellcheck disable=SC2086
  set -- ${line##*) }
  echo "${12} ${13}"
}

# run RUNG MODE CLIENTS SECONDS: appends "rung mode clients tps p50 user system" to results.
run() {
  local rung=$1 mode=$2 count=$3 length=$4 script=$work/select.sql before="0 0" after="0 0"
  [ "${rung%-uring}" = rewritten ] && script=$work/rewritten.sql
  [ "$rung" = bare-sent ] && script=$work/sent.sql
  [ "$rung" = direct ] || before=$(ticks "${pid[$rung]}")
  if is_bulk "$mode"; then
    local moved milliseconds
    read -r moved milliseconds < <(bulk "$rung" "$mode" "$length")
    [ "$rung" = direct ] || after=$(ticks "${pid[$rung]}")
    echo "$rung $mode $count $moved $milliseconds $before $after $(getconf CLK_TCK)" |
      awk '{ us = 1e6 / $10 / $4; print $1, $2, $3, $4 * 1000 / $5, 0, ($8 - $6) * us, ($9 - $7) * us }' >>"$work/results"
    return
  fi
  rm -f "$work"/log.*
  (cd "$work" && "$pgbench" -n -M "$mode" -c "$count" -j 1 -T "$length" -f "$script" -l --log-prefix=log \
    -h 127.0.0.1 -p "${port[$rung]}" -U bench bench) >"$work/out" 2>&1 ||
    { cat "$work/out" >&2; fail "pgbench failed through $rung; what it said stands above."; }
  [ "$rung" = direct ] || after=$(ticks "${pid[$rung]}")
  local transactions tps p50
  transactions=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$work/out")
  tps=$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$work/out")
  p50=$(cat "$work"/log.* | awk '{ print $3 }' | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }')
  echo "$rung $mode $count $tps $p50 $before $after $transactions $(getconf CLK_TCK)" |
    awk '{ us = 1e6 / $11 / $10; print $1, $2, $3, $4, $5, ($8 - $6) * us, ($9 - $7) * us }' >>"$work/results"
}

echo "warming up ..." >&2
for rung in $rungs; do
  for mode in $modes; do run "$rung" "$mode" 8 "$warm_up"; done
done
: >"$work/results"
busy_before=$(awk '/^cpu / { print $2 + $3 + $4 + $7 + $8, $5 + $6 }' /proc/stat)
for ((round = 1; round <= rounds; round++)); do
  for count in $clients; do
    for mode in $modes; do
      if is_bulk "$mode" && [ "$count" != "${clients%% *}" ]; then continue; fi
      echo "round $round of $rounds, $count clients, $mode" >&2
      for rung in $rungs; do run "$rung" "$mode" "$count" "$seconds"; done
    done
  done
done

# --- tables --------------------------------------------------------------------------------------------------------

echo "$("$postgres" --version), $("$java" -version 2>&1 | head -n 1), $(nproc) cores for all;" \
  "medians of $rounds rounds of $seconds s in turns; load average $(cut -d' ' -f1-3 /proc/loadavg)"
awk -v before="$busy_before" '/^cpu / { split(before, b, " ");
  u = $2 + $3 + $4 + $7 + $8 - b[1]; i = $5 + $6 - b[2]; printf "cores busy: %.0f %% (by everything on the machine)\n", 100 * u / (u + i) }' /proc/stat
for count in $clients; do
  for mode in $modes; do
    echo
    if is_bulk "$mode"; then
      [ "$count" = "${clients%% *}" ] || continue
      echo "$mode, 1 client"
      printf '%-17s %10s %9s %9s %12s %9s %9s %9s\n' "" "MB/s" "of bare" "" "CPU µs/MB" "+" "user" "system"
    else
      printf '%s, %s client(s)\n' "$mode" "$count"
      printf '%-17s %10s %9s %9s %12s %9s %9s %9s\n' "" "tps" "of bare" "p50 µs" "CPU µs/tx" "+" "user" "system"
    fi
    awk -v mode="$mode" -v count="$count" -v order="$rungs" '
      function median(rung, field,    n, i, j, t, v) {
        n = 0
        for (i = 1; i <= rows[rung]; i++) v[++n] = value[rung, i, field]
        for (i = 2; i <= n; i++) { t = v[i]; for (j = i - 1; j > 0 && v[j] > t; j--) v[j + 1] = v[j]; v[j + 1] = t }
        return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
      }
      $2 == mode && $3 == count {
        r = ++rows[$1]
        value[$1, r, "tps"] = $4; value[$1, r, "p50"] = $5; value[$1, r, "user"] = $6; value[$1, r, "sys"] = $7
        value[$1, r, "cpu"] = $6 + $7
      }
      END {
        names = split(order, rung, " ")
        base = rows["bare"] ? median("bare", "tps") : 0
        baseCpu = rows["bare"] ? median("bare", "cpu") : 0
        for (i = 1; i <= names; i++) {
          r = rung[i]
          printf "%-17s %10.0f %9s %9s", r, median(r, "tps"), base ? sprintf("%.2f", median(r, "tps") / base) : "-", median(r, "p50") ? sprintf("%.0f", median(r, "p50")) : ""
          if (r == "direct") printf "\n"
          else printf " %12.1f %9s %9.1f %9.1f\n", median(r, "cpu"), base ? sprintf("%+.1f", median(r, "cpu") - baseCpu) : "-", median(r, "user"), median(r, "sys")
        }
      }' "$work/results"
  done
done
