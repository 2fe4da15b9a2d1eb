"""What one request of 500 sets costs against 500 requests of one set.

    python scripts/bench/bulk_api.py [--sets 500] [--rounds 3]

Uses the database of DATABASE_URL, in a schema that migrate has set up, and REDIS_URL; makes an athlete of its own with
an access token and removes them. Prints medians and the ratio; the bar is a twentieth.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")

import django

django.setup()

from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.services import users_delete
from accounts.services.tokens import token_create
from sessions_app.models import ExerciseType, SetType

EMAIL = "bench-api@example.org"
BAR = 20


def main() -> None:
    options = _options()
    settings.ALLOWED_HOSTS = ["*"]
    settings.API_REQUESTS_PER_MINUTE = 10_000_000
    owner = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL)
    exercise = ExerciseType.objects.create(name=f"Bench of {EMAIL}", owner=owner)
    SetType.objects.get_or_create(slug="working", defaults={"name": "Working set"})
    token = token_create(user=owner, name="Bench", access="write", days=1).text
    client = Client(headers={"Authorization": f"Bearer {token}"})
    body = {"exercise_id": exercise.pk, "weight": "80", "number_reps": 8}
    single: list[float] = []
    bulk: list[float] = []
    try:
        for _ in range(options.rounds):
            single.append(_timed(client, lambda path: [_post(client, path, body) for _ in range(options.sets)]))
            bulk.append(_timed(client, lambda path: _post(client, f"{path}/bulk", {"sets": [body] * options.sets})))
    finally:
        users_delete(users=[owner])
    one, many = statistics.median(single), statistics.median(bulk)
    print(f"{options.sets} requests: {one * 1000:.0f} ms, one request: {many * 1000:.0f} ms")
    print(f"{'ok' if one / many >= BAR else 'OVER'}: 1/{one / many:.1f} of the time (at most 1/{BAR})")


def _timed(client: Client, act: Any) -> float:
    session = _post(client, "/api/v1/sessions", {})["id"]
    started = time.perf_counter()
    act(f"/api/v1/sessions/{session}/sets")
    return time.perf_counter() - started


def _post(client: Client, path: str, body: Any) -> Any:
    response = client.post(path, json.dumps(body), content_type="application/json")
    if response.status_code != 201:
        raise SystemExit(f"{path}: {response.status_code} {response.content[:300]!r}")
    return response.json()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
