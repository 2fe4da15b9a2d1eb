#!/usr/bin/env bash
# Raise the version in version.json; see --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: scripts/update-version.sh [major|minor|patch|build] [--dry-run]

Raise a part of the version in version.json (default: build). Major and minor set what is below to 0; the build
only rises. Prints "1.4.2+17 -> 1.5.0+18".

  --dry-run   say what would be written, write nothing

Exit codes: 0 done; 1 version.json can't be read or written, nothing was changed; 2 wrong options.
TEXT
}

part=build
dry_run=
for word in "$@"; do
  case "$word" in
    major | minor | patch | build) part=$word ;;
    --dry-run) dry_run=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec python3 - "$part" "$dry_run" <<'PYTHON'
import json, os, sys

part, dry_run = sys.argv[1:]
parts = ("major", "minor", "patch", "build")
try:
    with open("version.json", encoding="utf-8") as file:
        old = json.load(file)
    if set(old) != set(parts) or not all(type(old[name]) is int and old[name] >= 0 for name in parts):
        raise ValueError("it must hold major, minor, patch and build, each a whole number")
except (OSError, ValueError) as error:
    sys.exit(f"version.json can't be read: {error}")

new = {**old, "build": old["build"] + 1}
if part != "build":
    new[part] += 1
    for below in parts[parts.index(part) + 1 : 3]:
        new[below] = 0

def words(version):
    return "{major}.{minor}.{patch}+{build}".format(**version)

if not dry_run:
    try:
        with open("version.json.new", "w", encoding="utf-8") as file:
            file.write(json.dumps({name: new[name] for name in parts}) + "\n")
        os.replace("version.json.new", "version.json")
    except OSError as error:
        sys.exit(f"version.json can't be written: {error}")
print(f"{words(old)} -> {words(new)}" + ("   (nothing was written)" if dry_run else ""))
PYTHON
