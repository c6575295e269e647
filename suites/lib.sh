# What the suites share: sources, a server, a proxy. Sourced by run.sh, which sets here, root, work, shared.

# The source package and the programs of one version; the regression tests want both alike.
POSTGRES_VERSION=15.18-0+deb12u1

server_data=
proxy_pid=

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || fail "$program is not installed; see suites/README.md"
  done
}

# Runs a program as the server's user, who is not root.
as_server() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && HOME=/tmp setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
  else
    "$@"
  fi
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# apt-get that also knows the source packages of the machine's releases; the machine's own lists stay as they are.
apt_sources() {
  local apt=$shared/apt
  if [ ! -e "$apt/ready" ]; then
    rm -rf "$apt"
    mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial"
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null >"$apt/parts/src.list" || true
    local file
    for file in /etc/apt/sources.list.d/*.sources; do
      [ ! -e "$file" ] || sed 's/^Types:.*/Types: deb deb-src/' "$file" >"$apt/parts/$(basename "$file")"
    done
    cat >"$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/parts";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "";
CONF
    APT_CONFIG=$apt/apt.conf apt-get update -q >"$apt/update.log" || fail "apt-get update failed; see $apt/update.log"
    touch "$apt/ready"
  fi
  APT_CONFIG=$apt/apt.conf apt-get -q "$@"
}

# debian_source PACKAGE VERSION: unpacks a source package as $shared/PACKAGE.
debian_source() {
  local folder=$shared/$1
  if [ ! -e "$folder/.version" ] || [ "$(cat "$folder/.version")" != "$2" ]; then
    need dpkg-source
    rm -rf "$folder" "$folder.download"
    mkdir -p "$folder.download"
    (cd "$folder.download" && apt_sources source --download-only "$1=$2" && dpkg-source -x ./*.dsc "$folder") \
      >"$folder.log" 2>&1 || fail "no source package $1 $2; see $folder.log"
    echo "$2" >"$folder/.version"
  fi
}

# git_source OWNER/NAME TAG COMMIT: that commit as $work/source.
git_source() {
  local folder=$work/source
  if [ "$(git -C "$folder" rev-parse HEAD 2>/dev/null)" != "$3" ]; then
    need git
    rm -rf "$folder"
    git clone -q --no-checkout "${SUITES_MIRROR:-https://github.com}/$1" "$folder" ||
      fail "no repository ${SUITES_MIRROR:-https://github.com}/$1; SUITES_MIRROR names a folder with copies"
    git -C "$folder" checkout -q "$3" || fail "$1 has no commit $3, which was $2"
  fi
}

# Sets PG_BIN where it is not set.
prepare_server() {
  local packages=$shared/postgresql package
  if [ -z "${PG_BIN:-}" ]; then
    if [ ! -e "$packages/$POSTGRES_VERSION" ]; then
      rm -rf "$packages"
      mkdir -p "$packages"
      for package in postgresql-15 postgresql-client-15; do
        (cd "$packages" && apt_sources download "$package=$POSTGRES_VERSION" && dpkg-deb -x "$package"_*.deb .) \
          >"$packages/log" 2>&1 || fail "no package $package $POSTGRES_VERSION; see $packages/log, or set PG_BIN"
      done
      touch "$packages/$POSTGRES_VERSION"
    fi
    PG_BIN=$packages/usr/lib/postgresql/15/bin
  fi
  as_server "$PG_BIN/postgres" --version >/dev/null ||
    fail "$PG_BIN/postgres does not run as the server's user; SUITES_WORK names a folder that every user can read"
}

# start_server FOLDER: a new cluster, superuser postgres without a password; sets server_port.
start_server() {
  server_data=$(as_server mktemp -d /tmp/suites.XXXXXX)
  as_server "$PG_BIN/initdb" -D "$server_data" -U postgres -A trust -E UTF8 --no-locale >"$1/initdb.log"
  # Some suites want more than the defaults; all have the same server.
  as_server tee -a "$server_data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$server_data'
fsync = off
max_connections = 200
max_prepared_transactions = 64
wal_level = logical
CONF
  # These roles have to know their passwords.
  as_server sed -i '1i host all scram_test,scram_unicode_test 127.0.0.1/32 scram-sha-256' "$server_data/pg_hba.conf"
  server_port=$(free_port)
  as_server "$PG_BIN/pg_ctl" -D "$server_data" -w -l "$server_data/server.log" -o "-p $server_port" start >"$1/pg_ctl.log" ||
    fail "PostgreSQL does not start; see $1/pg_ctl.log"
}

# start_proxy FOLDER WAY: before that server, without a rule; sets proxy_port.
start_proxy() {
  echo "rules: []" >"$1/rules.yaml"
  proxy_port=$(free_port)
  local options=(--listen "127.0.0.1:$proxy_port" --upstream "127.0.0.1:$server_port" --rules "$1/rules.yaml")
  [ "$2" != forced ] || options+=(--force-analysis)
  "$root/trestle" proxy "${options[@]}" >"$1/proxy.log" 2>&1 &
  proxy_pid=$!
  local deadline=$((SECONDS + 300))
  until "$PG_BIN/pg_isready" -q -h 127.0.0.1 -p "$proxy_port"; do
    kill -0 "$proxy_pid" 2>/dev/null || fail "the proxy does not start; see $1/proxy.log"
    [ "$SECONDS" -lt "$deadline" ] || fail "the proxy does not answer; see $1/proxy.log"
    read -rt 0.2 <> <(:) || true
  done
}

stop_all() {
  if [ -n "$proxy_pid" ]; then
    kill "$proxy_pid" 2>/dev/null || true # drains
    kill "$proxy_pid" 2>/dev/null || true # ends at once
    wait "$proxy_pid" 2>/dev/null || true
    proxy_pid=
  fi
  if [ -n "$server_data" ]; then
    as_server "$PG_BIN/pg_ctl" -D "$server_data" -m immediate -w stop >/dev/null 2>&1 || true
    as_server cp "$server_data/server.log" /dev/stdout 2>/dev/null | cat >"$work/server.log" || true
    as_server rm -rf "$server_data"
    server_data=
  fi
}

# sql PORT DATABASE STATEMENT
sql() {
  "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$1" -U postgres -d "$2" -c "$3"
}

# build_postgres FOLDER…: builds folders of PostgreSQL's source package under $shared/build.
build_postgres() {
  need gcc make
  debian_source postgresql-15 "$POSTGRES_VERSION"
  local build=$shared/build
  if [ ! -e "$build/GNUmakefile" ]; then
    mkdir -p "$build"
    (cd "$build" && ../postgresql-15/configure --quiet --without-readline --without-zlib) >"$build/configure.log" 2>&1 ||
      fail "configure failed; see $build/configure.log"
  fi
  local folder
  for folder in "$@"; do
    make -s -C "$build/$folder" all >"$build/make.log" 2>&1 || fail "make failed; see $build/make.log"
  done
}
