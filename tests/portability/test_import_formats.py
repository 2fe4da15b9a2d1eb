"""Every format on its whole way: the same rules for all of them."""

from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import User
from portability.formats.registry import FORMATS
from portability.models import ImportBatch
from portability.services.rollback import import_roll_back
from sessions_app.models import ExerciseType, Measure, Measurement, WorkoutSession, WorkoutSet
from sharing.scope import Scope
from tests.portability.support import counts, log_of, run_import, written
from tests.portability.uploads import FILES, packed

pytestmark = pytest.mark.usefixtures("catalogue")


def test_every_format_has_a_file() -> None:
    assert set(FILES) == set(FORMATS)


@pytest.mark.parametrize("key", FILES)
def test_it_is_recognised_and_brings_what_it_says(owner: User, tmp_path: Path, key: str) -> None:
    path = written(tmp_path, FILES[key](), "export.txt")
    planned = run_import(path, owner, "--dry-run")
    assert planned["format"] == key
    assert counts(owner) == (0, 0, 0)
    done = run_import(path, owner)
    assert {**done, "import_id": None} == planned
    assert (done["sessions"], done["sets"], done["reps"]) == counts(owner)
    assert done["sets"] or Measurement.objects.filter(owner=owner).exists()


@pytest.mark.parametrize("key", FILES)
def test_importing_it_twice_changes_nothing(owner: User, tmp_path: Path, key: str) -> None:
    path = written(tmp_path, FILES[key]())
    run_import(path, owner)
    before, body = log_of(owner), body_of(owner)
    again = run_import(path, owner)
    assert (again["sessions"], again["sets"], again["reps"], again["new_exercises"]) == (0, 0, 0, [])
    assert (log_of(owner), body_of(owner)) == (before, body)


@pytest.mark.parametrize("key", FILES)
def test_twice_in_one_upload_is_once(owner: User, tmp_path: Path, key: str) -> None:
    data = FILES[key]()
    once = run_import(written(tmp_path, data), owner, "--dry-run")
    both = run_import(written(tmp_path, packed(("a.csv", data), ("b.csv", data)), "both.zip"), owner)
    assert (both["format"], both["sessions"], both["sets"]) == (key, once["sessions"], once["sets"])
    assert [each["file"] for each in both["problems"] if each["row"] == 0] == ["b.csv"]


@pytest.mark.parametrize("key", FILES)
def test_rolling_it_back_leaves_nothing(owner: User, tmp_path: Path, key: str) -> None:
    result = run_import(written(tmp_path, FILES[key]()), owner)
    batch = ImportBatch.objects.get(pk=result["import_id"])
    done = import_roll_back(scope=Scope.of_user(owner), batch=batch)
    assert (done.sessions, counts(owner), body_of(owner)) == (result["sessions"], (0, 0, 0), [])
    assert not ExerciseType.objects.filter(owner=owner).exists()
    assert not Measure.objects.filter(owner=owner).exists()


@pytest.mark.parametrize("key", FILES)
def test_replacing_brings_the_same_again(owner: User, tmp_path: Path, key: str) -> None:
    path = written(tmp_path, FILES[key]())
    run_import(path, owner)
    before = log_of(owner)
    run_import(path, owner, "--duplicates", "replace")
    assert log_of(owner) == before


def test_all_of_them_are_one_import_in_a_zip(owner: User, tmp_path: Path) -> None:
    files = [(f"folder/{key}.csv", make()) for key, make in FILES.items()]
    each = [run_import(written(tmp_path, data), owner, "--dry-run") for _name, data in files]
    together = run_import(written(tmp_path, packed(*files), "all.zip"), owner, "--duplicates", "keep")
    assert together["format"] == "+".join(FILES)
    assert together["sets"] == sum(result["sets"] for result in each)
    assert ImportBatch.objects.filter(owner=owner).count() == 1
    batch = ImportBatch.objects.get(owner=owner)
    assert [file["name"] for file in batch.files] == [f"{key}.csv" for key in FILES]


def test_body_measurements_arrive_in_kilograms_and_centimetres(owner: User, tmp_path: Path) -> None:
    run_import(written(tmp_path, FILES["fitnotes_body"]()), owner, "--time-zone", "Europe/Berlin")
    rows = Measurement.objects.filter(owner=owner).order_by("measured_at", "measure__name")
    told = [(row.measure.slug or row.measure.name, row.value, row.local_date.isoformat()) for row in rows]
    assert told == [
        ("body_fat", Decimal("17.5"), "2024-01-02"),
        ("body_weight", Decimal("82.4"), "2024-01-02"),
        ("body_weight", Decimal("82.1"), "2024-01-09"),
        ("Grip Strength", Decimal(55), "2024-01-09"),
        ("upper_arm_left", Decimal("36.83"), "2024-01-09"),
    ]


def test_nothing_of_a_set_is_lost(owner: User, tmp_path: Path) -> None:
    text = (
        "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_kg,"
        "reps,distance_km,duration_seconds,rpe\n"
        '"Push 💪","9 Apr 2026, 17:18","9 Apr 2026, 18:20","felt, ""good""\ntoday",Bench Press (Barbell),0,slow,0,'
        "warmup,40,10,,,\n"
        '"Push 💪","9 Apr 2026, 17:18","9 Apr 2026, 18:20","felt, ""good""\ntoday",Bench Press (Barbell),0,slow,1,'
        "normal,80.5,8,,,8.5\n"
        '"Push 💪","9 Apr 2026, 17:18","9 Apr 2026, 18:20","felt, ""good""\ntoday",Running,,,0,normal,,,5.2,1800,\n'
    )
    run_import(written(tmp_path, text), owner, "--time-zone", "Europe/Berlin")
    session = WorkoutSession.objects.get(owner=owner)
    assert (session.name, session.notes) == ("Push 💪", 'felt, "good"\ntoday')
    assert (session.started_at.isoformat(), session.seconds) == ("2026-04-09T15:18:00+00:00", 62 * 60)
    warm_up, working, run = WorkoutSet.objects.filter(session=session).order_by("position")
    assert (warm_up.set_type.slug, warm_up.is_warm_up, warm_up.weight) == ("warm_up", True, Decimal(40))
    assert (working.weight, working.number_reps, working.rpe) == (Decimal("80.5"), 8, Decimal("8.5"))
    assert warm_up.superset_group == working.superset_group is not None
    assert warm_up.description == "slow"
    assert (run.distance_metres, run.duration_seconds, run.number_reps) == (Decimal(5200), 1800, 0)


def body_of(user: User) -> list[tuple[object, ...]]:
    """Every measurement of the user."""
    rows = Measurement.objects.filter(owner=user).order_by("measured_at", "measure__name")
    return list(rows.values_list("measure__name", "measured_at", "value", "note"))


def test_names_in_the_language_of_the_phone_need_no_question(owner: User, tmp_path: Path) -> None:
    heading = "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,"
    names = ["Supino Reto (Barra)", "Développé Couché (Haltères)", "Sentadilla (Barra)", "Minha Invenção"]
    row = '"Treino","4 de set. de 2026, 15:16","4 de set. de 2026, 16:16","","{}",,"",0,"normal",40,10,,,\n'
    text = heading + "weight_kg,reps,distance_km,duration_seconds,rpe\n" + "".join(map(row.format, names))
    assert run_import(written(tmp_path, text), owner)["new_exercises"] == ["Minha Invenção"]
    sets = WorkoutSet.objects.filter(owner=owner).order_by("position")
    assert list(sets.values_list("exercise_type__slug", flat=True))[:3] == [
        "bench-press-barbell",
        "bench-press-dumbbell",
        "squat-barbell",
    ]


@pytest.mark.parametrize(
    ("start", "name"),
    [("2024-03-11 00:00:00", "Monday workout"), ("2024-03-11 19:30:00", "Monday evening workout")],
    ids=["a day alone", "a time"],
)
def test_a_session_without_a_name_is_called_by_when_it_was(owner: User, tmp_path: Path, start: str, name: str) -> None:
    rows = "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
    rows += f"{start},,Bench Press (Barbell),1,60,5,,,,,\n"
    run_import(written(tmp_path, rows.encode()), owner)
    assert WorkoutSession.objects.get(owner=owner).name == name
