"""How long an import takes against the floor: COPY (or executemany) of the same prepared rows, commit included.

    python scripts/bench/import_trainai.py [--rounds 5] [--sets 7300 ...]

Uses the database of DATABASE_URL, in a schema that migrate has set up; makes an athlete of its own and removes it.
Prints medians and ratios; the bar is 2.5 for the whole import against the floor, and 5 for bulk_create against bulk
writing. On PostgreSQL both pay the same for checking keys afterwards, so these two are compared without it; the ratio
with it stands beside.
"""

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")

import django

django.setup()

from django.db import connection, transaction

from accounts.models import User
from portability.reading import read_file
from portability.services import import_run, workouts_delete
from portability.services import writing as portability_writing
from portability.services.plan import plan_build
from sessions_app.models import ExerciseType, Rep, WorkoutSession, WorkoutSet
from sessions_app.services import bulk
from sessions_app.services.writing import constraints_check_now
from sharing.scope import Scope
from tests.samples.trainai import generate
from workouttracker.kit.room import with_room

EMAIL = "bench@example.org"
NAMES = (
    "import", "floor", "floor, unchecked", "bulk_create", "bulk_create, unchecked", "delete", "delete floor",
)  # fmt: skip
Rows = Iterable[Sequence[Any]]
Table = tuple[Any, Sequence[str], list[Sequence[Any]]]
"""A model, its columns, and the rows that the import wrote into it."""


def main() -> None:
    options = _options()
    _report(timed(rounds=options.rounds, workouts=options.workouts, sets=options.sets, reps=options.reps))


def timed(*, rounds: int, workouts: int, sets: int, reps: int) -> dict[str, list[float]]:
    """Seconds of each way (``NAMES``) with a made file of that size, once a round; nothing of it stays."""
    vars(bulk)["constraints_check_now"] = _check_keys
    owner = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL)
    scope = Scope.system(owner)
    data = generate(workouts=workouts, sets=sets, reps=reps)
    times: dict[str, list[float]] = {name: [] for name in NAMES}
    for _ in range(rounds):
        recorded: list[Table] = []
        times["import"].append(seconds_of(partial(_import, scope, data, recorded)))
        _keep_exercises(owner)
        times["delete"].append(seconds_of(lambda: workouts_delete(scope=scope)))
        _restore_exercises(owner)
        for name, write in (("floor", _floor), ("bulk_create", _bulk_create)):
            if name == "bulk_create":
                times["delete floor"].append(seconds_of(lambda: delete_floor(owner)))
            _checked.clear()
            times[name].append(seconds_of(partial(write, recorded)))
            times[f"{name}, unchecked"].append(times[name][-1] - sum(_checked))
        workouts_delete(scope=scope)
    owner.delete()
    vars(bulk)["constraints_check_now"] = constraints_check_now
    return times


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workouts", type=int, default=355)
    parser.add_argument("--sets", type=int, default=7300)
    parser.add_argument("--reps", type=int, default=70370)
    return parser.parse_args()


def seconds_of(work: Callable[[], object]) -> float:
    """How long ``work`` takes, called as the runner of jobs calls it."""
    started = time.perf_counter()
    with_room(work)()
    return time.perf_counter() - started


def _import(scope: Scope, data: bytes, recorded: list[Table]) -> None:
    """The whole import, parse to commit; keeps the prepared rows for the floor."""
    original = bulk.bulk_write

    def spy(model: Any, fields: Sequence[str], rows: Rows) -> int:
        kept = list(rows)
        recorded.append((model, fields, kept))
        return original(model, fields, kept)

    vars(portability_writing)["bulk_write"] = spy
    try:
        zone = ZoneInfo("Europe/Berlin")
        import_run(
            scope=scope,
            make_plan=lambda: plan_build(scope=scope, read=read_file(io.BytesIO(data), name="bench.csv"), zone=zone),
        )
    finally:
        vars(portability_writing)["bulk_write"] = original


_kept: list[ExerciseType] = []
_checked: list[float] = []
"""Seconds that PostgreSQL took to check foreign keys."""


def _check_keys() -> None:
    _checked.append(seconds_of(constraints_check_now))


def _keep_exercises(owner: User) -> None:
    _kept[:] = list(ExerciseType.objects.filter(owner=owner))


def _restore_exercises(owner: User) -> None:
    for exercise in _kept:
        exercise.import_batch_id = None
    ExerciseType.objects.bulk_create(_kept)


def _without_batch(model: Any, fields: Sequence[str], rows: Rows) -> Rows:
    if model is not WorkoutSession:
        return rows
    place = fields.index("import_batch_id")
    return [(*row[:place], None, *row[place + 1 :]) for row in rows]


def _floor(recorded: list[Table]) -> None:
    """Nothing but writing the rows into the same constrained, indexed tables, and the commit."""
    with transaction.atomic():
        for model, fields, rows in recorded:
            bulk.bulk_write(model, fields, _without_batch(model, fields, rows))


def _bulk_create(recorded: list[Table]) -> None:
    """The same rows by the ORM's own bulk insert."""
    with transaction.atomic():
        for model, fields, rows in recorded:
            prepared = _without_batch(model, fields, rows)
            objects = (model(**dict(zip(fields, row, strict=True))) for row in prepared)
            model.objects.bulk_create(objects, batch_size=1000)
        _check_keys()


def delete_floor(owner: User) -> None:
    """One set-based DELETE per table."""
    with transaction.atomic(), connection.cursor() as cursor:
        sets = WorkoutSet._meta.db_table
        cursor.execute(
            f"DELETE FROM {Rep._meta.db_table} WHERE workout_set_id IN (SELECT id FROM {sets} WHERE owner_id = %s)",
            [owner.pk],
        )
        cursor.execute(f"DELETE FROM {sets} WHERE owner_id = %s", [owner.pk])
        cursor.execute(f"DELETE FROM {WorkoutSession._meta.db_table} WHERE owner_id = %s", [owner.pk])


def _report(times: dict[str, list[float]]) -> None:
    median = {name: statistics.median(values) for name, values in times.items()}
    for name, value in median.items():
        print(
            f"{name:22} {value * 1000:8.0f} ms  (min {min(times[name]) * 1000:.0f}, max {max(times[name]) * 1000:.0f})"
        )
    print(f"import / floor            {median['import'] / median['floor']:.2f}  (bar 2.5)")
    unchecked = median["bulk_create, unchecked"] / median["floor, unchecked"]
    print(
        f"bulk_create / floor       {unchecked:.2f}  (bar 5; with checks {median['bulk_create'] / median['floor']:.2f})"
    )
    print(f"delete / delete floor     {median['delete'] / median['delete floor']:.2f}  (bar 1.5)")


if __name__ == "__main__":
    main()
