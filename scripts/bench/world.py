"""The world that benchmarks measure in: a PostgreSQL and a Valkey of its own, thrown away afterwards, and its data.

Many athletes with as many sets as the measured one have, so that a plan which reads other people's rows shows. Written
by the product's own bulk writer; sums are those that the services would have written.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from lib.servers import postgres, start_valkey

SETS_PER_SESSION = 20
REPS = 8
EXERCISES = 100
DAYS_BETWEEN = 2
MEASURED = "measured@example.org"
TENTH = "wt_bench_tenth"
_ROW = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: sets of the measured athlete, other athletes, and sets of each of them."""

    sets: int = 20_000
    others: int = 51
    sets_of_others: int = 19_216

    @property
    def total(self) -> int:
        return self.sets + self.others * self.sets_of_others

    @property
    def athletes(self) -> int:
        return 1 + self.others

    @property
    def tenth(self) -> int:
        """How many athletes a tenth of them is: the measured one among them."""
        return max(1, self.athletes // 10)


FULL = Size()
QUICK = Size(sets=2_000, others=4, sets_of_others=2_000)


def size_of(options: argparse.Namespace) -> Size:
    """With ``--quick`` a hundredth."""
    return QUICK if options.quick else FULL


@contextmanager
def world(size: Size, *, sqlite: bool = False) -> Iterator[None]:
    """Django, set up on databases of its own that hold ``size``. Import the product's modules inside only."""
    with tempfile.TemporaryDirectory(prefix="wtbench-") as folder, _server(Path(folder), sqlite=sqlite) as database:
        child, redis = start_valkey(Path(folder) / "valkey", append_only=False)
        try:
            _set_up(database, redis)
            started = time.perf_counter()
            fill(size, keep_tenth=not sqlite)
            print(f"{size.total:,} sets written in {time.perf_counter() - started:.0f} s", flush=True, file=sys.stderr)
            yield
            _close()
        finally:
            child.stop()


@contextmanager
def _server(folder: Path, *, sqlite: bool) -> Iterator[str]:
    """The address of an empty database."""
    if sqlite:
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    with postgres() as server:
        yield _database(server)


def _database(server: str) -> str:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS wt_bench WITH (FORCE)")
        connection.execute("CREATE DATABASE wt_bench")
    return f"{server.rpartition('/')[0]}/wt_bench"


def _set_up(database: str, redis: str) -> None:
    os.environ.update(
        DATABASE_URL=database,
        REDIS_URL=redis,
        NO_DOTENV="1",
        SECRET_KEY="only-for-benchmarks-" * 4,
        DJANGO_SETTINGS_MODULE="workouttracker.settings",
        ALLOWED_HOSTS="*",
        LOG_FORMAT="text",
    )
    import django

    django.setup()
    import logging

    from django.core.management import call_command

    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0, stdout=sys.stderr)


def _close() -> None:
    from django.db import connection

    connection.close()


def fill(size: Size, *, keep_tenth: bool = False) -> None:
    """Write the athletes' histories, then let the planner look at them.

    ``keep_tenth``: a copy of the database with the first tenth of the athletes stays beside it, see ``tenth``.
    """
    from django.db import transaction

    from accounts.models import User

    measured = User.objects.create_user(MEASURED)
    athletes = [(measured, size.sets)]
    athletes += [(User.objects.create_user(f"other{n}@example.org"), size.sets_of_others) for n in range(size.others)]
    for number, (athlete, sets) in enumerate(athletes):
        if keep_tenth and number == size.tenth:
            look_again()
            _copy_database()
        with transaction.atomic():
            write_history(athlete.pk, sets, seed=number, with_reps=number == 0)
            write_weights(athlete.pk)
    look_again()


def look_again() -> None:
    """Let the planner see what was written last."""
    from django.db import connection

    from sessions_app.models import Measurement, Rep, WorkoutSession, WorkoutSet

    with connection.cursor() as cursor:
        for model in (WorkoutSession, WorkoutSet, Rep, Measurement):
            what = "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
            cursor.execute(f"{what} {model._meta.db_table}")


def _copy_database() -> None:
    """Copy the database as it is now, file by file, under the name ``TENTH``."""
    import psycopg
    from django.db import connection

    server, _, name = os.environ["DATABASE_URL"].rpartition("/")
    connection.close()
    with psycopg.connect(f"{server}/postgres", autocommit=True) as other:
        other.execute(f"DROP DATABASE IF EXISTS {TENTH} WITH (FORCE)")
        other.execute(f"CREATE DATABASE {TENTH} TEMPLATE {name}")


def tenth() -> Any:
    """A connection to the database as it was with a tenth of the athletes; ``use`` asks it."""
    from django.db import connections

    ours = connections["default"]
    return type(ours)({**ours.settings_dict, "NAME": TENTH}, alias="default")


def use(database: Any) -> None:
    """Ask ``database`` from now on."""
    from django.db import connections

    connections["default"] = database


def write_history(owner_id: int, sets: int, *, seed: int, with_reps: bool) -> None:
    """``sets`` sets in sessions of twenty, the last one today; reps only where they are asked for."""
    from sessions_app.models import Rep, WorkoutSession, WorkoutSet
    from sessions_app.services.bulk import bulk_write, reserve_ids

    chance = random.Random(seed)  # noqa: S311 - invented data, not a secret
    sessions = reserve_ids(WorkoutSession, sets // SETS_PER_SESSION)
    set_ids = reserve_ids(WorkoutSet, len(sessions) * SETS_PER_SESSION)
    days = {pk: _today() - timedelta(days=DAYS_BETWEEN * back) for back, pk in enumerate(reversed(sessions))}
    rows = list(_sets(owner_id, days, set_ids, chance))
    _write(bulk_write, WorkoutSession, _sessions(owner_id, days, rows))
    _write(bulk_write, WorkoutSet, rows)
    if with_reps:
        _write(bulk_write, Rep, _reps(rows))


def write_weights(owner_id: int) -> None:
    """What the athlete weighed in the morning of each session."""
    from sessions_app.catalogue.measures import BODY_WEIGHT
    from sessions_app.models import Measure, Measurement, WorkoutSession
    from sessions_app.services.bulk import bulk_write, reserve_ids

    chance = random.Random(owner_id)  # noqa: S311 - invented data, not a secret
    days = list(
        WorkoutSession.objects.filter(owner=owner_id).order_by("local_date").values_list("local_date", flat=True)
    )
    measure, bare, now = Measure.objects.get(slug=BODY_WEIGHT), _defaults(Measurement), datetime.now(UTC)
    rows = (
        bare
        | {
            "id": pk,
            "owner_id": owner_id,
            "measure_id": measure.pk,
            "measured_at": datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=7),
            "time_zone": "UTC",
            "local_date": day,
            "value": Decimal(80) + Decimal(chance.randrange(-30, 30)) / 10,
            "created_at": now,
            "updated_at": now,
        }
        for pk, day in zip(reserve_ids(Measurement, len(days)), days, strict=True)
    )
    _write(bulk_write, Measurement, rows)


def _today() -> date:
    return datetime.now(UTC).date()


def _write(bulk_write: Any, model: Any, rows: Any) -> None:
    rows = list(rows)
    fields = [field.attname for field in model._meta.concrete_fields]
    bulk_write(model, fields, ([row[name] for name in fields] for row in rows))


def _defaults(model: Any) -> _ROW:
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}


def _sets(owner_id: int, days: dict[int, date], ids: list[int], chance: random.Random) -> Iterator[_ROW]:
    from sessions_app.models import ExerciseType, SetType, WorkoutSet

    exercises = list(ExerciseType.objects.filter(kind="weight_reps").order_by("pk").values_list("pk", flat=True))
    exercises = exercises[:EXERCISES]
    types = dict(SetType.objects.values_list("slug", "pk"))
    kinds = {False: types["working"], True: next(pk for slug, pk in types.items() if slug.startswith("warm"))}
    keys, bare = iter(ids), _defaults(WorkoutSet)
    for number, (session_id, day) in enumerate(days.items()):
        for position in range(1, SETS_PER_SESSION + 1):
            warm = position % 5 == 1
            weight = Decimal(40 + (number // 20) % 60 + chance.randrange(0, 20)) / (2 if warm else 1)
            failed = 0 if chance.random() < 0.9 else 1
            done = REPS - failed
            yield bare | {
                "id": next(keys),
                "session_id": session_id,
                "owner_id": owner_id,
                "local_date": day,
                "is_warm_up": warm,
                "exercise_type_id": exercises[(number * 4 + position // 5) % len(exercises)],
                "set_type_id": kinds[warm],
                "position": position,
                "number_reps": REPS,
                "weight": weight,
                "reps_done": done,
                "reps_failed": failed,
                "top_weight": weight,
                "top_weight_reps": done,
                "tonnage": weight * done,
            }


def _sessions(owner_id: int, days: dict[int, date], sets: list[_ROW]) -> Iterator[_ROW]:
    from sessions_app.models import WorkoutSession

    tonnage: dict[int, Decimal] = {}
    for row in sets:
        tonnage[row["session_id"]] = tonnage.get(row["session_id"], Decimal(0)) + row["tonnage"]
    bare, now = _defaults(WorkoutSession), datetime.now(UTC)
    for pk, day in days.items():
        started = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12 + pk % 9)
        yield bare | {
            "id": pk,
            "owner_id": owner_id,
            "name": f"Session {pk}",
            "started_at": started,
            "ended_at": started + timedelta(hours=1),
            "time_zone": "UTC",
            "local_date": day,
            "total_sets": SETS_PER_SESSION,
            "total_reps": SETS_PER_SESSION * REPS,
            "total_tonnage": tonnage[pk],
            "next_position": SETS_PER_SESSION + 1,
            "created_at": now,
            "updated_at": now,
        }


def _reps(sets: list[_ROW]) -> Iterator[_ROW]:
    for row in sets:
        for number in range(1, REPS + 1):
            success = number <= row["reps_done"]
            yield {"workout_set_id": row["id"], "number": number, "weight": row["weight"], "success": success}
