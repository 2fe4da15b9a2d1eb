#!/usr/bin/env bash
# Bring a backup of scripts/backup.sh back; see --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: scripts/restore.sh FILE.dump [--dry-run]

Brings FILE.dump into the PostgreSQL of DATABASE_URL (or DATABASE_URL_FILE; or PGHOST, PGDATABASE and whatever else
psql reads), which must be empty, all or nothing, and compares rows and checksums of each table with FILE.figures.

  --dry-run   look whether it could be done, do nothing

Afterwards start with the SECRET_KEY of before; a release newer than the backup migrates as in any update.

Exit codes: 0 done and compared; 1 refused or stopped, the database is empty as before; 2 wrong options; 3 brought
back, but figures differ (the lines say which tables).
TEXT
}

here=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=/dev/null
. scripts/lib/database.sh

file=
dry_run=
for word in "$@"; do
  case "$word" in
    --dry-run) dry_run=yes ;;
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) [ -z "$file" ] || { usage >&2; exit 2; }; file=$word ;;
  esac
done
[ -n "$file" ] || { usage >&2; exit 2; }
case "$file" in /*) ;; *) file=$here/$file ;; esac
wanted=${file%.dump}.figures
for each in "$file" "$wanted"; do
  [ -s "$each" ] || { echo "There is no $each." >&2; exit 1; }
done

use_database
need psql pg_restore
pg_restore --list "$file" > /dev/null || { echo "$file is damaged." >&2; exit 1; }
tables=$(ask "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'S')")
if [ "$tables" != 0 ]; then
  echo "$PGDATABASE of $PGHOST is not empty, so nothing was done. Make an empty database and name it in DATABASE_URL." >&2
  exit 1
fi
if [ -n "$dry_run" ]; then
  echo "would bring $file into $PGDATABASE of $PGHOST"
  exit 0
fi

pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname="$PGDATABASE" "$file" ||
  { echo "The restore stopped; the database is empty as before." >&2; exit 1; }
ask "ANALYZE" > /dev/null

have=$(mktemp)
trap 'rm -f "$have"' EXIT
figures > "$have"
if ! cmp -s "$wanted" "$have"; then
  grep -vxFf "$have" "$wanted" | sed 's/^/< /' || true
  grep -vxFf "$wanted" "$have" | sed 's/^/> /' || true
  echo "Brought back, but these figures differ (< in the backup, > here)." >&2
  exit 3
fi
echo "brought back and compared: $(wc -l < "$have") tables, $(awk '{rows += $2} END {print rows}' "$have") rows"
