#!/usr/bin/env bash
# PostgreSQL over totals.csv and totals.sql of a directory, with a bare Go handler in front of it. Needs Debian's package postgresql; a server of
# its own runs until this ends, and listens nowhere but on a socket in the directory.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -1)")
as=()
dir=$(mktemp -d)
if [ "$(id -u)" = 0 ]; then # which PostgreSQL refuses to run as
	as=(runuser -u postgres --)
	chown postgres "$dir"
fi
end() {
	kill %1 || true
	"${as[@]}" "$bin/pg_ctl" --pgdata "$dir/data" --mode immediate --silent stop
	rm -rf "$dir"
}
go build -C "$here" -o "$1/handler" . >&2
"${as[@]}" "$bin/initdb" --auth trust --username bench --no-sync "$dir/data" >/dev/null
"${as[@]}" "$bin/pg_ctl" --pgdata "$dir/data" --wait --silent --log "$dir/log" --options "-k $dir -h ''" start
trap end EXIT
sql() { psql --host "$dir" --username bench --quiet --set ON_ERROR_STOP=1 postgres "$@" >&2; }
sql --file "$1/totals.sql"
sql --command "\\copy totals from '$1/totals.csv' csv header"
sql --command "vacuum analyze totals"
"$1/handler" "$here/queries.json" "host=$dir user=bench dbname=postgres" &
trap 'exit 0' TERM INT
wait
