"""What own JSON holds beside the log: out, into another account, rolled back; and the statistics in it."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema
import pytest

from accounts.models import User
from calculator.models import Gear, WarmUps
from feedback.models import Feedback, Reply
from portability.formats import schema
from portability.models import ImportBatch
from portability.sections.registry import SECTIONS
from portability.services.exports import ExportRequest, export_write
from portability.services.rollback import import_roll_back
from sessions_app.models import (
    ExerciseAlias,
    ExerciseFavourite,
    ExerciseType,
    Goal,
    Measure,
    Measurement,
    Routine,
    SetType,
    SetTypeAlias,
    WorkoutSession,
)
from sessions_app.routine_json import routine_part
from sessions_app.services.routine_files import routines_write
from sharing.scope import Scope
from tests.factories import (
    make_exercise,
    make_measure,
    make_measurement,
    make_session,
    make_set,
    make_set_of_reps,
    make_set_type,
)
from tests.portability.support import run_import
from workouttracker.kit.routine_file import DayFile, ExerciseFile, RoutinePart, TargetFile

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def athlete(owner: User) -> User:
    """Somebody with everything that a file can hold."""
    squat = ExerciseType.objects.get(owner=None, name="Squat (Barbell)")
    own = make_exercise("Zercher Carry", owner=owner, description="Heavy")
    make_set_of_reps(make_session(owner, "Legs"), [(100, True), (110, True), (120, False)], exercise_type=squat)
    for exercise in (squat, own):
        ExerciseFavourite.objects.create(owner=owner, exercise_type=exercise)
    for name, target in (("kniebeuge hinten", squat), ("zercher walk", own), ("left out", None)):
        ExerciseAlias.objects.create(owner=owner, name=name, exercise_type=target, source="remembered")
    mine = make_set_type("Myo-reps", owner=owner, description="Short rests")
    SetTypeAlias.objects.create(owner=owner, name="myo", set_type=mine, source="remembered")
    make_measurement(owner, make_measure("Calf, left", owner=owner), "41.5")
    make_measure("Never measured", owner=owner, quantity="plain")
    Gear.objects.create(owner=owner, unit="kg", bars=["20", "7.5"], plates=[["25", 4], ["0.5", 1]])
    WarmUps.objects.create(owner=owner, schemes=[{"name": "Bench", "steps": [[0, 10, 1], [50, 5, 2]]}])
    targets = [TargetFile(reps=5, set_type="Myo-reps"), TargetFile(reps=3, reps_most=6, percent=Decimal("87.5"))]
    days = [
        DayFile(
            name="One",
            exercises=[
                ExerciseFile(exercise=squat.name, rule="linear", weight=Decimal("102.5"), targets=targets),
                ExerciseFile(exercise=own.name, superset=1, rest_seconds=90, notes="slowly", targets=targets[:1]),
            ],
        ),
        DayFile(name="Two"),
    ]
    routines_write(Scope.of_user(owner), [RoutinePart(name="Mine", notes="n", per_week=2, days=days)])
    whole: dict[str, Any] = {"owner": owner, "start_date": date(2026, 1, 1), "due_date": date(2026, 12, 31)}
    Goal.objects.create(kind="one_rep_max", exercise_type=own, weight=Decimal("180.5"), note="at last", **whole)
    Goal.objects.create(kind="sessions_week", count=3, client_id=uuid4(), **whole)
    return owner


def kept_of(user: User) -> dict[str, Any]:
    """Everything beside sessions, without keys."""
    rows: dict[str, Callable[[], Any]] = {
        "favourites": lambda: ExerciseFavourite.objects.filter(owner=user).values_list("exercise_type__name"),
        "aliases": lambda: ExerciseAlias.objects.filter(owner=user).values_list("name", "exercise_type__name"),
        "set type aliases": lambda: SetTypeAlias.objects.filter(owner=user).values_list("name", "set_type__name"),
        "set types": lambda: SetType.objects.filter(owner=user).values_list("name", "description", "is_warm_up"),
        "exercises": lambda: ExerciseType.objects.filter(owner=user).values_list("name", "description", "kind"),
        "measures": lambda: Measure.objects.filter(owner=user).values_list("name", "quantity"),
        "measurements": lambda: Measurement.objects.filter(owner=user).values_list("measure__name", "value"),
        "warm-ups": lambda: WarmUps.objects.filter(owner=user).values_list("schemes"),
        "goals": lambda: Goal.objects.filter(owner=user).values_list(
            "kind", "exercise_type__name", "weight", "reps", "count", "start_date", "due_date", "note", "client_id"
        ),
        "routines": lambda: [[routine_part(row)] for row in Routine.objects.filter(owner=user)],
        "gear": lambda: Gear.objects.filter(owner=user).values_list("unit", "bars", "plates"),
    }
    return {name: sorted(map(list, get()), key=repr) for name, get in rows.items()}


def exported(user: User, folder: Path) -> Path:
    path = folder / "export.json"
    export_write(scope=Scope.of_user(user), wanted=ExportRequest("json"), target=path)
    return path


def test_everything_comes_into_another_account_once(athlete: User, stranger: User, tmp_path: Path) -> None:
    path = exported(athlete, tmp_path)
    run_import(path, stranger)
    assert kept_of(stranger) == kept_of(athlete)
    run_import(path, stranger)
    assert kept_of(stranger) == kept_of(athlete)
    batches = ImportBatch.objects.filter(owner=stranger).order_by("created_at")
    assert set(batches[0].counts["brought"]) == {
        "favourites", "set_types", "mappings", "gear", "warm_ups", "routines", "goals",
    }  # fmt: skip
    assert "brought" not in batches[1].counts


def test_what_is_there_is_not_changed(athlete: User, stranger: User, tmp_path: Path) -> None:
    Gear.objects.create(owner=stranger, unit="kg", bars=["15"], plates=[])
    bench = ExerciseType.objects.get(owner=None, name="Bench Press (Barbell)")
    ExerciseAlias.objects.create(owner=stranger, name="Kniebeuge  Hinten", exercise_type=bench, source="remembered")
    run_import(exported(athlete, tmp_path), stranger)
    kept = kept_of(stranger)
    assert kept["gear"] == [["kg", ["15"], []]]
    assert ["Kniebeuge  Hinten", "Bench Press (Barbell)"] in kept["aliases"]


def test_rolling_back_takes_away_what_came_and_nothing_else(athlete: User, stranger: User, tmp_path: Path) -> None:
    squat = ExerciseType.objects.get(owner=None, name="Squat (Barbell)")
    ExerciseFavourite.objects.create(owner=stranger, exercise_type=squat)
    before = kept_of(stranger)
    run_import(exported(athlete, tmp_path), stranger)
    assert kept_of(stranger) != before
    import_roll_back(scope=Scope.of_user(stranger), batch=ImportBatch.objects.get(owner=stranger))
    assert kept_of(stranger) == before


def test_a_part_of_the_log_takes_none_of_it_along(athlete: User, tmp_path: Path) -> None:
    from portability.exports.source import Selection

    day = WorkoutSession.objects.get(owner=athlete).local_date
    path = tmp_path / "part.json"
    wanted = ExportRequest("json", Selection(first=day, last=day))
    export_write(scope=Scope.of_user(athlete), wanted=wanted, target=path)
    data = json.loads(path.read_text())
    assert [len(data[name]) for name in ("sessions", "mappings", "measures", "gear", "routines", "goals")] == [
        1,
        *[0] * 5,
    ]


def test_the_file_says_who_how_much_and_how_it_went(athlete: User, tmp_path: Path) -> None:
    make_set(make_session(athlete, "More"), exercise_type=make_exercise("Row"), weight=Decimal("62.5"))
    athlete.weight_step = Decimal("1.25")
    data = json.loads(exported(athlete, tmp_path).read_text())
    jsonschema.validate(data, schema.json_schema())
    assert (data["profile"]["email"], data["profile"]["weight_step"]) == (athlete.email, "1.25")
    numbers = data["statistics"]
    assert (numbers["sessions"], numbers["reps_done"], numbers["reps_failed"]) == (2, 7, 1)
    rows = {each["exercise"]: each for each in numbers["exercises"]}
    assert rows["Squat (Barbell)"]["success_percent"] == "66.7"
    records = {(each["exercise"], each["record"]): each["value"] for each in numbers["records"]}
    assert records["Squat (Barbell)", "heaviest"] == "110"
    assert [each["weight"] for each in numbers["progress"]["Row"]] == ["62.5"]
    assert [each["sets"] for each in numbers["weeks"]] == [2]


def test_feedback_goes_out_with_its_answers_and_comes_in_nowhere(athlete: User, stranger: User, tmp_path: Path) -> None:
    sent = Feedback.objects.create(sender=athlete, kind="bug", subject="Plus", message="Nothing", admin_notes="Hm")
    Reply.objects.create(feedback=sent, is_ours=True, text="Which phone?")
    Feedback.objects.create(sender=stranger, kind="bug", subject="Theirs", message="Not this")
    path = exported(athlete, tmp_path)
    [told] = json.loads(path.read_text())["feedback"]
    assert (told["subject"], told["status"], told["replies"][0]["text"]) == ("Plus", "new", "Which phone?")
    assert "Hm" not in path.read_text()
    run_import(path, stranger)
    assert Feedback.objects.filter(sender=stranger).count() == 1


def test_every_section_has_a_list() -> None:
    assert set(SECTIONS) <= set(schema.LISTS)
