#!/usr/bin/env bash
# Back the database up; see --help. scripts/restore.sh brings it back.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: scripts/backup.sh [--to FOLDER] [--keep N] [--dry-run]

Writes what the PostgreSQL of DATABASE_URL (or DATABASE_URL_FILE; or PGHOST, PGDATABASE and whatever else psql reads)
holds into FOLDER (default: var/backups):

  workouttracker-<time>.dump      everything, as pg_dump writes it
  workouttracker-<time>.figures   rows and a checksum of each table at the same moment; restore.sh compares with it

Nobody has to stop working meanwhile. A backup that stopped half-way leaves no file with these names.

  --keep N    afterwards keep only the newest N backups in FOLDER
  --dry-run   say what would be done, do nothing

Not in it: SECRET_KEY (keep it where your secrets are: without it shared links and sign-ins end) and Redis (holds
nothing that would be missed). Needs psql and pg_dump of the server's version or newer.

Exit codes: 0 done; 1 stopped, nothing was left behind; 2 wrong options.
TEXT
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=/dev/null
. scripts/lib/database.sh

folder=var/backups
keep=
dry_run=
while [ $# -gt 0 ]; do
  case "$1" in
    --to) folder=${2:-}; shift ;;
    --keep) keep=${2:-}; shift ;;
    --dry-run) dry_run=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift || { usage >&2; exit 2; }
done
[ -n "$folder" ] || { usage >&2; exit 2; }
case "$keep" in "" | [1-9] | [1-9][0-9] | [1-9][0-9][0-9]) ;; *) usage >&2; exit 2 ;; esac

use_database
need psql pg_dump
name=workouttracker-$(date -u +%Y-%m-%dT%H%M%SZ)
if [ -n "$dry_run" ]; then
  echo "would back up $PGDATABASE of $PGHOST to $folder/$name.dump${keep:+ and keep the newest $keep}"
  exit 0
fi

umask 077
mkdir -p "$folder"
work=$(mktemp -d "$folder/.half-way-XXXXXX")
session=
finish() {
  local code=$?
  trap - EXIT
  [ -z "$session" ] || kill "$session" 2> /dev/null || true
  rm -rf "$work"
  [ "$code" -eq 0 ] || echo "The backup stopped; nothing was left behind." >&2
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# One moment for everything: the dump and the figures see the same snapshot.
coproc psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1
session=$COPROC_PID
echo "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();" >&"${COPROC[1]}"
read -r -t 60 snapshot <&"${COPROC[0]}" || { echo "PostgreSQL did not answer." >&2; exit 1; }

pg_dump --format=custom --no-owner --no-privileges --snapshot="$snapshot" --file="$work/dump"
figures "SET TRANSACTION SNAPSHOT '$snapshot';" > "$work/figures"
echo "COMMIT;" >&"${COPROC[1]}"

mv "$work/figures" "$folder/$name.figures"
mv "$work/dump" "$folder/$name.dump"
echo "backed up to $folder/$name.dump ($(du -h "$folder/$name.dump" | cut -f1), $(wc -l < "$folder/$name.figures") tables)"

if [ -n "$keep" ]; then
  find "$folder" -maxdepth 1 -name 'workouttracker-*.dump' | sort -r | tail -n +"$((keep + 1))" |
    while read -r old; do
      rm -f "$old" "${old%.dump}.figures"
      echo "deleted $old"
    done
fi
