#!/usr/bin/env bash
# Datasette over totals.csv and totals.sql of a directory, from a venv named by DATASETTE_VENV, which is made if it is not there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$1"
venv=${DATASETTE_VENV:-$PWD/venv}
[ -x "$venv/bin/datasette" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet datasette; } >&2
"$venv/bin/python" - <<'PYTHON'
import csv, sqlite3
db = sqlite3.connect("totals.db")
db.executescript(open("totals.sql").read())
rows = csv.reader(open("totals.csv"))
marks = ",".join("?" for _ in next(rows))
db.executemany(f"insert into totals values ({marks})", ([v or None for v in row] for row in rows))
db.execute("analyze")
db.commit()
PYTHON
exec "$venv/bin/datasette" totals.db --immutable totals.db --metadata "$here/queries.json" --port 0 2>&1
