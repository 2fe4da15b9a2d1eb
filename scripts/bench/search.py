"""How fast an exercise is found, at 1,000 exercises and all their other names, on PostgreSQL and on SQLite.

    .venv/bin/python scripts/bench/search.py [--rounds 15] [--sqlite]

The shipped catalogue filled up to 1,000 exercises, and an athlete with some of their own. Prints the median
milliseconds of a search alone and of the answers that pages give while somebody types: with the index in the process
(warm), in the shared cache (first in a process), and nowhere (cold: once after each change of the catalogue, not
judged); and their ratios to an empty signed-in page. Exit code 1 when a search takes longer than 50 ms.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import interleaved
from world import MEASURED, QUICK, world

EXERCISES = 1_000
OWN = 30
MOST_MS = 50
FLOOR = "empty page"
TYPED = ("bp", "bench", "benchpress", "rdl", "ohp", "dumbell benchpres", "bankdrücken", "xyzzy")
"""Initials, parts, slips of the finger, German, and nothing at all."""


def main() -> int:
    options = _options()
    with world(QUICK, sqlite=options.sqlite):
        _fill_up()
        work = _work()
        medians = interleaved(work, options.rounds)
    return 0 if _report(medians) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sqlite", action="store_true", help="on a SQLite file instead of a PostgreSQL of its own")
    return parser.parse_args()


def _fill_up() -> None:
    """Bring the catalogue to ``EXERCISES``, each new one with as many other names as shipped ones have."""
    from accounts.models import User
    from sessions_app.models import DataVersion, ExerciseAlias, ExerciseType
    from sessions_app.services.writing import data_version_renew
    from workouttracker.kit.text import name_key

    shipped = list(ExerciseType.objects.filter(owner=None).prefetch_related("aliases"))
    missing = EXERCISES - len(shipped)
    for number in range(missing):
        like = shipped[number % len(shipped)]
        row = ExerciseType.objects.create(name=f"{like.name} Variation {number}", kind=like.kind)
        names = [f"{alias.name} Variation {number}" for alias in like.aliases.all()]
        rows = [
            ExerciseAlias(exercise_type=row, name=name, name_key=name_key(name), source="shipped") for name in names
        ]
        ExerciseAlias.objects.bulk_create(rows, ignore_conflicts=True)
    owner = User.objects.get(email=MEASURED)
    for number in range(OWN):
        ExerciseType.objects.create(owner=owner, name=f"Cellar Press {number}")
    data_version_renew(None, DataVersion.Area.CATALOGUE)
    print(f"{EXERCISES:,} exercises, {ExerciseAlias.objects.count():,} other names, {OWN} of one's own")


def _work() -> dict[str, Callable[[], object]]:
    from django.conf import settings
    from django.test import Client
    from django.urls import set_urlconf
    from django.utils import timezone

    from accounts.models import User
    from sessions_app.services import SessionValues, session_create
    from sharing.scope import Scope

    settings.ROOT_URLCONF = "scripts.bench.urls"
    set_urlconf(None)
    owner = User.objects.get(email=MEASURED)
    scope, client = Scope.of_user(owner), Client()
    session_create(scope=scope, values=SessionValues(name="Now", started_at=timezone.now()))
    client.force_login(owner)
    empty = _page(client, "/bench/empty/")
    work = {FLOOR: _warm(empty)} | {f"{text}, warm": _warm(_search(scope, text)) for text in TYPED}
    for text in ("bench", "dumbell benchpres"):
        work[f"{text}, first in a process"] = _in_a_new_process(_search(scope, text))
        work[f"{text}, cold"] = _cold(_search(scope, text), empty)
    work["picker while typing, warm"] = _warm(_page(client, "/log/?q=bench", "exercise-results"))
    work["list while typing, warm"] = _warm(_page(client, "/exercises/?q=bench", "exercise-list"))
    return work


def _search(scope: Any, text: str) -> Callable[[], None]:
    from sessions_app.exercise_search import exercises_found

    def act() -> None:
        exercises_found(scope, text)

    return act


def _page(client: Any, address: str, target: str = "") -> Callable[[], None]:
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}

    def act() -> None:
        response = client.get(address, headers=headers)
        if response.status_code != 200:
            sys.exit(f"{address}: {response.status_code}")

    return act


def _warm(act: Callable[[], None]) -> Callable[[], object]:
    def prepare() -> Callable[[], object]:
        act()
        return act

    return prepare


def _in_a_new_process(act: Callable[[], None]) -> Callable[[], object]:
    """With the index in the shared cache alone."""
    from sessions_app import exercise_index

    def prepare() -> Callable[[], object]:
        act()
        exercise_index._REMEMBERED.clear()
        return act

    return prepare


def _cold(act: Callable[[], None], empty: Callable[[], None]) -> Callable[[], object]:
    """With the index nowhere: the first search after the catalogue changed."""
    from django.core.cache import cache

    from sessions_app import exercise_index

    def prepare() -> Callable[[], object]:
        cache.clear()
        exercise_index._REMEMBERED.clear()
        empty()
        return act

    return prepare


def _report(medians: dict[str, float]) -> bool:
    kept = True
    for name, seconds in medians.items():
        good = seconds * 1000 <= MOST_MS or "cold" in name or "typing" in name
        kept &= good
        print(f"{'ok' if good else 'OVER':4} {name:36} {seconds * 1000:7.1f} ms  {seconds / medians[FLOOR]:5.2f} x")
    return kept


if __name__ == "__main__":
    sys.exit(main())
