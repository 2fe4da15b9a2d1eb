# shellcheck shell=bash
# What scripts/backup.sh and scripts/restore.sh share; sourced, never run.

# Tell psql and friends where the database is, by environment: arguments would show the password to everybody.
use_database() {
  local url=${DATABASE_URL:-} lines
  if [ -z "$url" ] && [ -n "${DATABASE_URL_FILE:-}" ]; then url=$(cat "$DATABASE_URL_FILE"); fi
  export PGCONNECT_TIMEOUT=10
  # Said in the words of psql already, as in docker-compose.yml.
  if [ -z "$url" ] && [ -n "${PGHOST:-}" ] && [ -n "${PGDATABASE:-}" ]; then return; fi
  [ -n "$url" ] || { echo "DATABASE_URL is missing." >&2; exit 1; }
  lines=$(URL=$url python3 - <<'PYTHON'
import os, shlex, sys
from urllib.parse import parse_qsl, unquote, urlsplit

parts = urlsplit(os.environ["URL"])
if parts.scheme not in {"postgresql", "postgres"}:
    sys.exit("DATABASE_URL must start with postgresql://; SQLite is one file in var/, copy it while nothing runs.")
options = dict(parse_qsl(parts.query))
found = {
    "PGHOST": options.get("host") or parts.hostname,
    "PGPORT": str(parts.port or ""),
    "PGUSER": unquote(parts.username or ""),
    "PGPASSWORD": unquote(parts.password or ""),
    "PGDATABASE": unquote(parts.path[1:]),
    "PGSSLMODE": options.get("sslmode"),
    "PGSSLROOTCERT": options.get("sslrootcert"),
}
print("\n".join(f"export {name}={shlex.quote(value)}" for name, value in found.items() if value))
PYTHON
  ) || exit 1
  eval "$lines"
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || { echo "$tool is needed and was not found." >&2; exit 1; }
  done
}

ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --command "$1"; }

# A line for each table: name, rows, checksum over the text of all rows in any order. With $1: run first.
figures() {
  psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
${1:-}
SET LOCAL TimeZone = 'UTC';
SELECT format(
  'SELECT %L || '' '' || count(*) || '' '' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM %I.%I t;',
  c.relname, n.nspname, c.relname
)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname COLLATE "C"
\gexec
COMMIT;
SQL
}
