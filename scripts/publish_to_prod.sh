#!/usr/bin/env bash
# Bring a new release into production, step by step; see --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: scripts/publish_to_prod.sh [major|minor|patch|build] [--dry-run] [--restart] [--status]

Publishes what is committed, in these steps:

  bump       raise the version (default: build) in version.json
  test       run every check and every test
  build      build the image, tagged with the version and with latest
  push       push both tags
  manifests  write the version into the overlay
  apply      apply the overlay; its migrations run before new processes get requests
  roll-out   wait until every deployment is rolled out; when one fails, all are taken back
  record     record the version in the database
  commit     commit version.json and the overlay, and tag the commit

Whatever stops it says which steps are done. Run it again to go on where it stopped.

  --dry-run  print what would be done, do nothing
  --restart  forget a publication that stopped half-way and begin a new one
  --status   say whether one stopped half-way, and where

Environment:
  IMAGE            name of the image with its registry (required)
  OVERLAY          default: k8s/overlays/production
  NAMESPACE        default: workouttracker
  KUBE_CONTEXT     default: kubectl's current one
  ROLLOUT_SECONDS  how long a roll-out may take; default: 600

Exit codes: 0 published (or nothing to say); 1 stopped, the last lines say where and what to do; 2 wrong options.
TEXT
}

STEPS=(bump test build push manifests apply roll-out record commit)
DEPLOYMENTS=(web live worker-bulk worker-interactive worker-control beat)

part=build
dry_run=
restart=
status=
for word in "$@"; do
  case "$word" in
    major | minor | patch | build) part=$word ;;
    --dry-run) dry_run=yes ;;
    --restart) restart=yes ;;
    --status) status=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
overlay=${OVERLAY:-k8s/overlays/production}
namespace=${NAMESPACE:-workouttracker}
kustomization=$overlay/kustomization.yaml
folder=var/publish
state=$folder/state
step=
finished=

say() { printf '%s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

kube() { kubectl ${KUBE_CONTEXT:+--context "$KUBE_CONTEXT"} --namespace "$namespace" "$@"; }

# Print a command, and run it unless this is a dry run.
act() {
  say "  \$ $*"
  if [ -z "$dry_run" ]; then "$@"; fi
}

# What a state file of an earlier run says: a line "name value".
remembered() { sed -n "s/^$1 //p" "$state" 2>/dev/null | head -n 1; }
is_done() { grep -qx "done $1" "$state" 2>/dev/null; }
done_steps() { sed -n 's/^done //p' "$state" 2>/dev/null | tr '\n' ' ' | sed 's/ $//'; }

version_now() { python3 -c 'import json; print("{major}.{minor}.{patch}+{build}".format(**json.load(open("version.json"))))'; }

report() {
  local code=$?
  trap - EXIT
  if [ -n "$finished" ] || [ -n "$dry_run" ] || [ ! -f "$state" ]; then exit "$code"; fi
  {
    say ""
    say "Publishing $(remembered version) stopped in step \"$step\"."
    say "Done: $(done_steps | sed 's/^$/nothing/')"
    say "Run scripts/publish_to_prod.sh again to go on there, or with --restart to begin a new one."
  } >&2
  [ "$code" -ne 0 ] || code=1
  exit "$code"
}

# Only what a publication itself writes may differ from what is committed.
check_clean() {
  local changed
  changed=$(git status --porcelain --untracked-files=no | cut -c4- | grep -vxF -e version.json -e "$kustomization" || true)
  [ -z "$changed" ] || stop "These files are changed and not committed, so nothing was begun:
$changed"
}

begin() {
  check_clean
  local target
  target=$(scripts/update-version.sh "$part" --dry-run | sed 's/.*-> \([^ ]*\).*/\1/')
  mkdir -p "$folder"
  printf 'version %s\nbase %s\ncommit %s\n' "$target" "$(version_now)" "$(git rev-parse HEAD)" > "$state.new"
  mv "$state.new" "$state"
}

go_on() {
  say "An earlier publication of $(remembered version) stopped. Done: $(done_steps | sed 's/^$/nothing/'). Going on."
  [ "$(remembered commit)" = "$(git rev-parse HEAD)" ] || is_done record ||
    stop "The code has changed since then ($(remembered commit | cut -c1-8)): begin a new one with --restart."
  check_clean
}

do_bump() {
  local now
  now=$(version_now)
  if [ "$now" = "$version" ] && [ -z "$dry_run" ]; then return; fi
  [ "$now" = "$base" ] || stop "version.json says $now; $base or $version was expected."
  act scripts/update-version.sh "$part"
  [ -n "$dry_run" ] || [ "$(version_now)" = "$version" ] ||
    stop "version.json says $(version_now), not $version: run again with the part that was given first, or --restart."
}

do_test() { act env CI=true scripts/test; }

do_build() {
  act docker build --build-arg "VERSION=$version" --build-arg "COMMIT=$commit" \
    --tag "$image:$tag" --tag "$image:latest" .
}

do_push() {
  act docker push "$image:$tag"
  act docker push "$image:latest"
}

# The two lines of the overlay that name the image.
write_overlay() {
  python3 - "$kustomization" "$image" "$tag" <<'PYTHON'
import os, re, sys

path, image, tag = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    text = file.read()
for name, value in (("newName", image), ("newTag", tag)):
    text, found = re.subn(rf"(?m)^(\s*{name}:).*$", lambda match: f'{match[1]} "{value}"', text)
    if found != 1:
        sys.exit(f"{path} must have exactly one line {name}:, it has {found}")
with open(path + ".new", "w", encoding="utf-8") as file:
    file.write(text)
os.replace(path + ".new", path)
PYTHON
}

do_manifests() {
  say "  $kustomization: newName $image, newTag $tag"
  [ -n "$dry_run" ] || write_overlay
}

# A job can't be changed: the one of the release before makes room.
do_apply() {
  act kube delete job migrate --ignore-not-found
  act kube apply -k "$overlay"
}

do_roll-out() {
  local name
  for name in "${DEPLOYMENTS[@]}"; do
    if ! act kube rollout status "deployment/$name" --timeout="${ROLLOUT_SECONDS:-600}s"; then take_back "$name"; fi
  done
}

take_back() {
  say "$1 was not rolled out; taking all deployments back to the release before." >&2
  local name left=()
  for name in "${DEPLOYMENTS[@]}"; do
    act kube rollout undo "deployment/$name" || left+=("$name")
  done
  git checkout --quiet -- "$kustomization"
  rm -f "$state"
  finished=yes
  if [ ${#left[@]} -gt 0 ]; then stop "Not taken back: ${left[*]}. Look after these by hand."; fi
  stop "Taken back. $version was pushed but does not run; version.json keeps its number, the next publication gets a
higher one. The database keeps the migrations of $version, which the release before works with."
}

do_record() {
  act kube exec deployment/web -- python manage.py record_version --commit "$commit" --json
}

do_commit() {
  if [ -n "$dry_run" ] || ! git diff --quiet HEAD -- version.json "$kustomization"; then
    act git commit --quiet --message "Release $version" -- version.json "$kustomization"
  fi
  if [ -n "$dry_run" ] || ! git rev-parse --quiet --verify "refs/tags/v$version" > /dev/null; then
    act git tag --annotate "v$version" --message "Release $version"
  fi
}

if [ -n "$status" ]; then
  if [ -f "$state" ]; then
    say "Publishing $(remembered version) stopped. Done: $(done_steps | sed 's/^$/nothing/')."
  else
    say "No publication stopped half-way. version.json says $(version_now)."
  fi
  exit 0
fi

image=${IMAGE:-}
[ -n "$image" ] || { [ -n "$dry_run" ] && image="<IMAGE>"; } || stop "IMAGE is missing: the image's name with its registry."
[ -f "$kustomization" ] || stop "There is no $kustomization."

if [ -n "$dry_run" ]; then
  version=$(scripts/update-version.sh "$part" --dry-run | sed 's/.*-> \([^ ]*\).*/\1/')
  base=$(version_now)
  commit=$(git rev-parse HEAD)
else
  for tool in docker kubectl git python3; do
    command -v "$tool" > /dev/null || stop "$tool is needed and was not found; nothing was begun."
  done
  mkdir -p "$folder"
  exec 9> "$folder/lock"
  if command -v flock > /dev/null; then flock -n 9 || stop "Another publication runs from this folder."; fi
  if [ -n "$restart" ]; then rm -f "$state"; fi
  if [ -f "$state" ]; then go_on; else begin; fi
  version=$(remembered version)
  base=$(remembered base)
  commit=$(remembered commit)
  trap report EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
fi
tag=${version/+/-} # a tag of an image can't hold a plus

say "Publishing $version (commit ${commit:0:8}) as $image:$tag to $namespace${KUBE_CONTEXT:+ of $KUBE_CONTEXT}"
for step in "${STEPS[@]}"; do
  if [ -z "$dry_run" ] && is_done "$step"; then continue; fi
  say "· $step"
  "do_$step"
  if [ -z "$dry_run" ]; then say "done $step" >> "$state"; fi
done
if [ -n "$dry_run" ]; then
  say "Nothing was done."
  exit 0
fi
finished=yes
rm -f "$state"
say "$version runs in production. Push the commit and its tag: git push --follow-tags"
