#!/usr/bin/env bash
# Starts one process of the image; see --help. Used by the Dockerfile, docker-compose.yml and k8s/.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: scripts/process.sh ROLE [ARGUMENT ...]

  web            pages and API (gunicorn)
  live           /ws/ (uvicorn)
  worker QUEUE   bulk, interactive or control (exactly one control worker is enough)
  beat           periodic work; one is enough, more do no harm
  migrate        bring the database up to this release, load the catalogue, record the version; then end
  alive, ready   ask the process at $PORT of this container for /health/live or /health/ready
  debug          pages and /ws/ with reload and a debugger on port 5678 (development only)
  manage ...     a command of manage.py

Environment, beside the settings in the README:
  PORT          where the process answers; default: 8000 (workers and beat answer probes there)
  WEB_WORKERS   processes of gunicorn; default: 2
  WEB_THREADS   threads of each; default: 4
  WORKER_SLOTS  jobs at a time of a worker; default: 1 (bulk), 2 (interactive)
TEXT
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
role=${1:-}
[ $# -eq 0 ] || shift
port=${PORT:-8000}

celery_worker() {
  export PROCESS_KIND=worker HEALTH_LISTEN=${HEALTH_LISTEN:-0.0.0.0:$port}
  exec python -m celery -A workouttracker.celery --quiet worker -n "$1@%h" --without-mingle --without-gossip \
    --loglevel=INFO "${@:2}"
}

ask() {
  exec python - "http://127.0.0.1:$port/health/$1" <<'PYTHON'
import sys, urllib.error, urllib.request

try:
    with urllib.request.urlopen(sys.argv[1], timeout=4) as answer:
        print(answer.read().decode())
except urllib.error.HTTPError as refusal:
    sys.exit(refusal.read().decode())
except OSError as error:
    sys.exit(f"no answer: {error}")
PYTHON
}

case "$role" in
  web)
    export PROCESS_KIND=web
    # Its own files in memory: on a slow disk a worker would look dead. Requests under way may end.
    exec python -m gunicorn workouttracker.wsgi -c python:workouttracker.serving --bind "0.0.0.0:$port" \
      --workers "${WEB_WORKERS:-2}" --threads "${WEB_THREADS:-4}" --worker-class gthread --worker-tmp-dir /dev/shm \
      --graceful-timeout 25 --timeout 60 --keep-alive 75 --no-control-socket
    ;;
  live)
    export PROCESS_KIND=asgi
    exec python -m uvicorn workouttracker.asgi:application --host 0.0.0.0 --port "$port" --no-access-log \
      --no-server-header --lifespan off --no-proxy-headers --timeout-graceful-shutdown 25
    ;;
  worker)
    case "${1:-}" in
      bulk) celery_worker bulk -Q bulk -c "${WORKER_SLOTS:-1}" ;;
      interactive) celery_worker interactive -Q interactive -c "${WORKER_SLOTS:-2}" ;;
      control) celery_worker control -Q control -P solo ;;
      *) usage >&2; exit 2 ;;
    esac
    ;;
  beat)
    export PROCESS_KIND=worker HEALTH_LISTEN=${HEALTH_LISTEN:-0.0.0.0:$port}
    exec python -m celery -A workouttracker.celery --quiet beat --schedule /tmp/beat --pidfile= --loglevel=INFO
    ;;
  migrate)
    exec python scripts/lib/prepare.py --data
    ;;
  alive) ask live ;;
  ready) ask ready ;;
  debug)
    export PROCESS_KIND=asgi DEBUG=true
    python scripts/lib/prepare.py
    exec python -Xfrozen_modules=off -m debugpy --listen 0.0.0.0:5678 -m uvicorn workouttracker.asgi:application \
      --host 0.0.0.0 --port "$port" --reload --lifespan off
    ;;
  manage) exec python manage.py "$@" ;;
  -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
