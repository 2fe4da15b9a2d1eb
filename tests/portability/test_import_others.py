"""What own JSON brings back beside sessions: favourites, remembered names, own set types and measures."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from accounts.models import User
from portability.models import ImportBatch
from portability.services.deletion import workouts_delete
from portability.services.exports import ExportRequest, export_write
from portability.services.rollback import import_roll_back
from sessions_app.models import (
    ExerciseAlias,
    ExerciseFavourite,
    ExerciseType,
    Measure,
    SetType,
    SetTypeAlias,
)
from sharing.scope import Scope
from tests.factories import make_exercise
from tests.portability.support import run_import, written
from tests.portability.uploads import FILES

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def furnished(owner: User) -> User:
    """An athlete with a bit of everything that belongs to no session."""
    mine = make_exercise("My Lift", owner=owner)
    bench = ExerciseType.objects.get(slug="bench-press-barbell")
    for exercise in (mine, bench):
        ExerciseFavourite.objects.create(owner=owner, exercise_type=exercise)
    kind = SetType.objects.create(owner=owner, name="Myo reps", name_key="myo reps", description="Short rests.")
    Measure.objects.create(owner=owner, name="Grip", name_key="grip", quantity="plain")
    for name, target in (("Flat bench", bench), ("The lift", mine), ("Junk", None)):
        ExerciseAlias.objects.create(
            owner=owner, name=name, name_key=name.lower(), source="remembered", exercise_type=target
        )
    SetTypeAlias.objects.create(owner=owner, name="M", name_key="m", source="remembered", set_type=kind)
    return owner


def furniture(owner: User) -> list[Any]:
    return [
        sorted(ExerciseFavourite.objects.filter(owner=owner).values_list("exercise_type__name", flat=True)),
        list(SetType.objects.filter(owner=owner).values_list("name", "description", "is_warm_up")),
        list(Measure.objects.filter(owner=owner).values_list("name", "quantity")),
        sorted(ExerciseAlias.objects.filter(owner=owner).values_list("name", "exercise_type__name", "source"), key=str),
        list(SetTypeAlias.objects.filter(owner=owner).values_list("name", "set_type__name")),
    ]


def exported(owner: User) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.json"
        export_write(scope=Scope.of_user(owner), wanted=ExportRequest("json"), target=path)
        return path.read_bytes()


def test_everything_that_belongs_to_no_session_comes_back(furnished: User, tmp_path: Path) -> None:
    before, path = furniture(furnished), written(tmp_path, exported(furnished), "export.json")
    assert all(before)
    run_import(path, furnished)
    assert furniture(furnished) == before
    workouts_delete(scope=Scope.of_user(furnished))
    assert furniture(furnished) != before
    assert run_import(path, furnished)["problems"] == []
    assert furniture(furnished) == before


def test_what_is_there_already_is_no_news(furnished: User, tmp_path: Path) -> None:
    path = written(tmp_path, exported(furnished), "export.json")
    run_import(path, furnished)
    batch = ImportBatch.objects.latest("created_at")
    assert "brought" not in batch.counts


def test_a_roll_back_takes_exactly_that_away(owner: User, stranger: User, furnished: User, tmp_path: Path) -> None:
    path = written(tmp_path, exported(furnished), "export.json")
    deadlift = ExerciseType.objects.get(slug="deadlift-barbell")
    ExerciseFavourite.objects.create(owner=stranger, exercise_type=deadlift)
    before = furniture(stranger)
    result = run_import(path, stranger)
    assert [len(each) for each in furniture(stranger)] == [3, 1, 1, 3, 1]
    import_roll_back(scope=Scope.of_user(stranger), batch=ImportBatch.objects.get(pk=result["import_id"]))
    assert furniture(stranger) == before


def test_a_decision_of_the_athletes_own_is_kept(furnished: User, tmp_path: Path) -> None:
    path = written(tmp_path, exported(furnished), "export.json")
    squat = ExerciseType.objects.get(slug="squat-barbell")
    ExerciseAlias.objects.filter(owner=furnished, name="Flat bench").update(exercise_type=squat)
    run_import(path, furnished)
    assert ExerciseAlias.objects.get(owner=furnished, name="Flat bench").exercise_type == squat


def test_an_import_never_changes_the_account(owner: User, tmp_path: Path) -> None:
    own = json.loads(FILES["workouttracker"]())
    own["profile"] = {
        "name": "Somebody Else", "email": "else@example.org", "unit": "lb", "language": "de", "theme": "dark",
        "time_zone": "Asia/Tokyo", "first_weekday": 6, "default_rest_seconds": 5, "is_staff": True, "password": "x",
    }  # fmt: skip
    older = json.loads(FILES["workouttracker_1_0"]())
    older["User"] = {"Name": "Somebody Else", "Email": "else@example.org", "IsAdmin": True}
    before = User.objects.filter(pk=owner.pk).values().get()
    for data in (own, older):
        assert run_import(written(tmp_path, json.dumps(data), "file.json"), owner)["sets"] > 0
    assert User.objects.filter(pk=owner.pk).values().get() == before
    assert User.objects.count() == 1
