"""Export → delete → import gives the same data back, rep for rep."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from portability.formats import own_csv, schema
from portability.services.deletion import workouts_delete
from portability.services.exports import ExportRequest, export_write
from sessions_app.models import ExerciseType, Rep, SetType, WorkoutSession, WorkoutSet
from sharing.scope import Scope
from tests.factories import make_user
from tests.fuzzing import tries
from tests.portability.histories import PlannedSession, histories, make_history
from tests.portability.support import run_import

SESSION = ("name", "kind", "started_at", "ended_at", "time_zone", "local_date", "notes", "calories", "client_id",
           "total_sets", "total_reps", "total_tonnage")  # fmt: skip
SET = ("position", "exercise_type__name", "set_type__name", "is_warm_up", "weight", "number_reps", "reps_done",
       "reps_failed", "target_reps", "rpe", "rest_seconds", "duration_seconds", "distance_metres", "superset_group",
       "description", "notes", "tonnage", "client_id")  # fmt: skip


def everything_of(owner: User) -> list[Any]:
    """The whole log without keys, own exercises and the own set types of sets included."""
    log = []
    for session in WorkoutSession.objects.filter(owner=owner).order_by("started_at", "id"):
        sets = []
        for row in WorkoutSet.objects.filter(session=session).order_by("position").values("pk", *SET):
            reps = (
                Rep.objects.filter(workout_set=row.pop("pk"))
                .order_by("number")
                .values_list("number", "weight", "success")
            )
            sets.append((row, list(reps)))
        log.append(({name: getattr(session, name) for name in SESSION}, sets))
    own = (
        ExerciseType.objects.filter(owner=owner).order_by("name_key").values("name", "kind", "equipment", "description")
    )
    used = WorkoutSet.objects.filter(owner=owner).values("set_type")
    types = SetType.objects.filter(owner=owner, pk__in=used).order_by("name_key").values("name", "is_warm_up")
    return [log, list(own), list(types)]


def exported(owner: User, format_key: str, folder: Path) -> Path:
    path = folder / f"export.{format_key}"
    export_write(scope=Scope.of_user(owner), wanted=ExportRequest(format_key), target=path)
    return path


@pytest.mark.usefixtures("catalogue")
@settings(tries(5, 25), derandomize=False, suppress_health_check=list(HealthCheck))
@given(sessions=histories)
def test_json_gives_everything_back(sessions: list[PlannedSession]) -> None:
    with TemporaryDirectory() as folder, transaction.atomic():
        owner = make_user(time_zone="Europe/Berlin")
        make_history(owner, sessions)
        before = everything_of(owner)
        path = exported(owner, "json", Path(folder))
        data = json.loads(path.read_bytes())
        jsonschema.validate(data, schema.json_schema())
        again = run_import(path, owner)
        assert (again["sessions"], again["duplicates"]) == (0, len(sessions))
        workouts_delete(scope=Scope.of_user(owner))
        result = run_import(path, owner)
        assert result["problems"] == []
        assert everything_of(owner) == before
        transaction.set_rollback(True)


def in_a_table(owner: User) -> list[Any]:
    """The log as a table of sets can hold it: sessions with sets, without keys and sums."""
    sessions = []
    for session, sets in everything_of(owner)[0]:
        rows = [({name: row[name] for name in SET if name not in NOT_IN_A_TABLE}, reps) for row, reps in sets]
        if rows:
            sessions.append(({name: session[name] for name in SESSION if name not in NOT_IN_A_TABLE}, rows))
    return sessions


NOT_IN_A_TABLE = {"client_id", "total_tonnage", "tonnage"}
"""Tonnage follows the kind of an exercise, which only JSON knows of one that has to be created again."""


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("unit", ["kg", "lb"])
@settings(tries(5, 25), derandomize=False, suppress_health_check=list(HealthCheck))
@given(sessions=histories)
def test_csv_gives_every_set_back_rep_for_rep(unit: str, sessions: list[PlannedSession]) -> None:
    with TemporaryDirectory() as folder, transaction.atomic():
        owner = make_user(time_zone="Europe/Berlin", unit=unit)
        make_history(owner, sessions)
        before = in_a_table(owner)
        path = exported(owner, "csv", Path(folder))
        if before:
            again = run_import(path, owner)
            assert (again["format"], again["sessions"], again["duplicates"]) == (own_csv.KEY, 0, len(before))
            workouts_delete(scope=Scope.of_user(owner))
            assert run_import(path, owner)["problems"] == []
            assert in_a_table(owner) == before
        transaction.set_rollback(True)
