# What the benchmarks that need a PostgreSQL server share: sourced by them. Says fail and $work are theirs.

# The path of a PostgreSQL program: of the newest version installed, or in PATH. Empty where there is none.
postgres_program() {
  local newest
  newest=$(find /usr/lib/postgresql -path "*/bin/$1" 2>/dev/null | sort -V | tail -n 1)
  echo "${newest:-$(command -v "$1" || true)}"
}

initdb=$(postgres_program initdb)
postgres=$(postgres_program postgres)
psql=$(postgres_program psql)
[ -n "$initdb" ] && [ -n "$postgres" ] ||
  fail "no PostgreSQL server is installed: initdb and postgres are needed (Debian: apt install postgresql)."
[ -n "$psql" ] || fail "psql is not installed (Debian: apt install postgresql-client)."
# Servers refuse to run as root: they get the user that Debian's packages make for them.
as_server=()
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || fail "PostgreSQL does not run as root, and there is no user postgres to run it as."
  as_server=(setpriv --reuid postgres --regid postgres --init-groups)
fi

java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# What a table was measured on, in a line.
about_machine() {
  echo "$("$postgres" --version), $("$java" -version 2>&1 | head -n 1), $(nproc) cores for all; load average $(cut -d' ' -f1-3 /proc/loadavg)"
}

# end_with_server: ends the server, and removes $work, when the script ends.
end_with_server() {
  server_pid=
  trap end_server EXIT
  trap 'exit 130' INT TERM
}

end_server() {
  trap - EXIT INT TERM
  [ -z "$server_pid" ] || kill -INT "$server_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# start_server PORT SETTING...: a database bench of its own in $work/server, on 127.0.0.1, as user bench; sets server_pid.
start_server() {
  local at=$1 try
  shift
  local settings=()
  local setting
  for setting in "$@"; do settings+=(-c "$setting"); done
  chmod 711 "$work"
  mkdir "$work/server"
  [ ${#as_server[@]} -eq 0 ] || chown postgres "$work/server"
  echo "starting $("$postgres" --version) ..." >&2
  (cd "$work/server" && "${as_server[@]}" "$initdb" -D data -U bench -A trust -E UTF8 --locale=C --no-sync) >"$work/initdb.log" 2>&1 ||
    { cat "$work/initdb.log" >&2; fail "initdb failed; what it said stands above."; }
  (cd "$work/server" && exec "${as_server[@]}" "$postgres" -D data -c listen_addresses=127.0.0.1 -c port="$at" \
    -c unix_socket_directories= -c fsync=off "${settings[@]}") >"$work/direct.log" 2>&1 &
  server_pid=$!
  for ((try = 0; try < 150; try++)); do
    "$psql" -Xq -h 127.0.0.1 -p "$at" -U bench -d postgres -c 'CREATE DATABASE bench' >/dev/null 2>&1 && return
    sleep 0.2
  done
  cat "$work/direct.log" >&2
  fail "the server does not answer at port $at; what it said stands above."
}
