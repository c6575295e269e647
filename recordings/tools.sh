#!/bin/sh
# Runs one recorder against PGHOST, PGPORT, PGUSER, PGDATABASE. The last line it prints is the
# tool's name and version.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
case $1 in
  sqlalchemy | psycopg | django) /usr/bin/python3 "$here/$1/record.py" ;;
  sequelize | typeorm | knex | drizzle)
    cd "$here/node" && [ -d node_modules ] || npm ci --silent --no-audit --no-fund >&2
    node "$1.js" ;;
  activerecord) ruby "$here/activerecord/record.rb" ;;
  hibernate | springdata | jooq | mybatis)
    cd "$here/jvm" && mvn -q -B compile org.codehaus.mojo:exec-maven-plugin:java -Dexec.mainClass="recorder.$(echo "$1" | sed 's/.*/\u&/')" ;;
  *) echo "unknown tool $1" >&2; exit 2 ;;
esac
