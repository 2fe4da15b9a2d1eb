"""manage.py import_workouts: what comes in, what is listed, and that a second time changes nothing."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from portability.models import ImportBatch
from portability.preview_words import problems_told
from sessions_app.models import ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.services.check import sums_check
from tests.factories import make_user
from tests.portability.support import counts, log_of, run_import, written
from tests.samples.trainai import count, generate
from tests.samples.trainai_blocks import BENCH, GOOD, LATER, PUSH_UP, block

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def athlete(db: None) -> User:
    return make_user(email="athlete@example.org", time_zone="Europe/Berlin")


def test_three_years_come_in_with_exact_counts(athlete: User, tmp_path: Path) -> None:
    data = generate()
    expected = count(data)
    result = run_import(written(tmp_path, data), athlete)
    assert (result["sessions"], result["sets"], result["reps"]) == (355, 7300, 70370)
    assert (expected.workouts, expected.sets, expected.reps) == (355, 7300, 70370)
    assert counts(athlete) == (355, 7300, 70370)
    assert result["problems"] == []
    assert result["format"] == "trainai"
    assert list(sums_check(owner_id=athlete.pk)) == []


def test_the_same_file_again_changes_nothing(athlete: User, tmp_path: Path) -> None:
    path = written(tmp_path, generate(workouts=30, sets=300, reps=2400, exercises=40))
    run_import(path, athlete)
    before = log_of(athlete)
    out = StringIO()
    call_command("import_workouts", str(path), "--user", athlete.email, stdout=out)
    assert out.getvalue().startswith("30 duplicates, nothing to do")
    assert log_of(athlete) == before


def test_a_workout_arrives_as_it_was_done(athlete: User, tmp_path: Path) -> None:
    run_import(written(tmp_path, GOOD + LATER), athlete)
    first, second = WorkoutSession.objects.filter(owner=athlete).order_by("started_at")
    assert first.name == "Morning Upper Body Workout"
    assert first.started_at == datetime(2024, 5, 6, 5, 31, 10, tzinfo=UTC)
    assert first.ended_at == datetime(2024, 5, 6, 6, 10, 40, tzinfo=UTC)
    assert (first.time_zone, first.local_date) == ("Europe/Berlin", date(2024, 5, 6))
    assert (first.calories, second.calories) == (None, 312)
    bench, _again, push_up, walk = first.sets.in_order()
    assert (bench.weight, bench.number_reps, bench.rest_seconds) == (Decimal("42.5"), 8, 0)
    assert all(rep.success and rep.weight == Decimal("42.5") for rep in bench.reps.all())
    assert bench.set_type.slug == "working"
    assert (push_up.weight, push_up.number_reps) == (0, 15)
    assert (walk.distance_metres, walk.number_reps, walk.weight) == (20, 0, 16)
    assert (first.total_sets, first.total_reps, first.next_position) == (4, 31, 5)


def test_known_names_are_matched_and_unknown_ones_become_own_exercises(athlete: User, tmp_path: Path) -> None:
    result = run_import(written(tmp_path, block(BENCH, "Grandpa's Secret Lift,5,20,0")), athlete)
    assert result["new_exercises"] == ["Grandpa's Secret Lift"]
    names = WorkoutSet.objects.filter(owner=athlete).order_by("position").values_list("exercise_type__slug", flat=True)
    assert list(names) == ["bench-press-barbell", ""]
    own = ExerciseType.objects.get(owner=athlete)
    assert (own.name, own.kind) == ("Grandpa's Secret Lift", "weight_reps")


def test_pounds_come_back_as_they_were_written(athlete: User, tmp_path: Path) -> None:
    text = block("Barbell Bench Press,5,137.25,0", heading="Exercise,Reps,Weight (lbs),Rest Time (seconds)")
    run_import(written(tmp_path, text.replace("TVL (kgs)", "TVL (lbs)")), athlete)
    stored = WorkoutSet.objects.get(owner=athlete).weight
    assert stored == Decimal("62.2556")
    assert round(stored / Decimal("0.45359237"), 2) == Decimal("137.25")


@pytest.mark.parametrize(
    ("sets", "problem"),
    [
        ("Barbell Bench Press,eight,42.5,0", {"row": 11, "column": "Reps", "value": "eight"}),
        ("Barbell Bench Press,8,-5,0", {"row": 11, "column": "Weight (kgs)", "value": "-5"}),
        ("Barbell Bench Press,8", {"row": 11, "column": "", "value": "Barbell Bench Press,8"}),
    ],
)
def test_a_row_that_can_not_be_used_is_listed_and_the_rest_comes_in(
    athlete: User, tmp_path: Path, sets: str, problem: dict[str, object]
) -> None:
    result = run_import(written(tmp_path, block(sets, PUSH_UP)), athlete)
    assert result["sets"] == 1
    (listed,) = result["problems"]
    assert {key: listed[key] for key in problem} == problem
    assert "Expected" in listed["message"]
    kept = ImportBatch.objects.get(owner=athlete).problems
    assert problems_told(kept)[0]["message"] == listed["message"]


def test_a_truncated_last_block_is_kept_as_far_as_it_goes_and_listed(athlete: User, tmp_path: Path) -> None:
    cut = GOOD + LATER[: LATER.index("All Sets")]
    result = run_import(written(tmp_path, cut), athlete)
    assert result["sessions"] == 2
    assert any("ends in the middle" in problem["message"] for problem in result["problems"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 something", "PDF"),
        (b"PK\x03\x04rest", "archive"),
        (bytes(range(256)) * 40, "no readable text"),
        (b"just,a,table\n1,2,3\n", "columns of this table"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_and_leaves_a_record(
    athlete: User, tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        run_import(written(tmp_path, content), athlete)
    assert counts(athlete) == (0, 0, 0)
    batch = ImportBatch.objects.get(owner=athlete)
    assert batch.state == "failed"
    assert message in batch.error


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_recognised(athlete: User, tmp_path: Path, encoding: str) -> None:
    text = GOOD.replace("Push Up", "Liegestütz an der Wand")
    result = run_import(written(tmp_path, text.encode(encoding)), athlete)
    assert result["new_exercises"] == ["Liegestütz an der Wand"]
    assert result["sets"] == 4


def test_semicolons_and_decimal_commas_are_read(athlete: User, tmp_path: Path) -> None:
    text = GOOD.replace(",", ";").replace("42.5", "42,5")
    text = text.replace('"{""value"":20.0;""unit"":""m""}"', '"{""value"":20.0,""unit"":""m""}"')
    result = run_import(written(tmp_path, text), athlete)
    assert (result["sets"], result["problems"]) == (4, [])
    assert WorkoutSet.objects.filter(owner=athlete).order_by("position")[0].weight == Decimal("42.5")


def test_a_dry_run_tells_everything_and_writes_nothing(athlete: User, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + LATER)
    told = run_import(path, athlete, "--dry-run")
    assert told["import_id"] is None
    assert counts(athlete) == (0, 0, 0)
    assert not ImportBatch.objects.exists()
    assert not ExerciseType.objects.filter(owner=athlete).exists()
    done = run_import(path, athlete)
    assert {**told, "import_id": None} == {**done, "import_id": None}
    assert done["import_id"] == str(ImportBatch.objects.get().pk)


def test_a_time_that_exists_twice_is_taken_later_and_listed(athlete: User, tmp_path: Path) -> None:
    text = block(BENCH, start="Workout Start,2024-10-27 02:30:00,,", end="Workout End,2024-10-27 03:10:00,,")
    result = run_import(written(tmp_path, text), athlete)
    assert WorkoutSession.objects.get(owner=athlete).started_at == datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    assert "Europe/Berlin" in result["problems"][0]["message"]


def test_the_time_zone_can_be_given(athlete: User, tmp_path: Path) -> None:
    run_import(written(tmp_path, GOOD), athlete, "--time-zone", "America/New_York")
    session = WorkoutSession.objects.get(owner=athlete)
    assert session.started_at == datetime(2024, 5, 6, 11, 31, 10, tzinfo=UTC)
    with pytest.raises(CommandError, match="no time zone"):
        run_import(written(tmp_path, GOOD), athlete, "--time-zone", "Mars/Olympus")


def test_only_the_named_user_gets_anything(athlete: User, owner: User, tmp_path: Path) -> None:
    run_import(written(tmp_path, GOOD), athlete)
    assert counts(owner) == (0, 0, 0)


def test_an_unknown_user_or_file_is_named(athlete: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        call_command("import_workouts", str(written(tmp_path, GOOD)), "--user", "nobody@example.org")
    with pytest.raises(CommandError, match="can't be read"):
        run_import(tmp_path / "missing.csv", athlete)


def test_the_json_has_the_promised_keys(athlete: User, tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_workouts", str(written(tmp_path, GOOD)), "--user", athlete.email, "--json", stdout=out)
    assert set(json.loads(out.getvalue())) == {
        "format", "sessions", "sets", "reps", "duplicates", "problems", "new_exercises", "import_id",
    }  # fmt: skip


UNKNOWN = "Tag;Was gemacht;Last;Anzahl\n28.04.2025;Bench Press (Barbell);80,5;8\n29.04.2025;Squat (Barbell);100;5\n"


def test_a_table_of_no_app_is_refused_until_its_columns_are_said(athlete: User, tmp_path: Path) -> None:
    path = written(tmp_path, UNKNOWN)
    with pytest.raises(CommandError, match="Nobody has said what the columns"):
        run_import(path, athlete)
    result = run_import(path, athlete, "--columns", "date,exercise,weight,reps")
    assert (result["format"], result["sets"], result["reps"], result["problems"]) == ("mapped", 2, 13, [])
    assert WorkoutSet.objects.filter(owner=athlete, weight=Decimal("80.5"), number_reps=8).exists()


def test_columns_can_be_guessed_from_headings_and_values(athlete: User, tmp_path: Path) -> None:
    text = UNKNOWN.replace("Was gemacht;Last;Anzahl", "Übung;Gewicht;Wdh.")
    assert run_import(written(tmp_path, text), athlete, "--columns", "guess")["sets"] == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("date,nonsense", "nonsense"),
        ("date,weight", "needed once: exercise"),
        ("date,exercise", "does not fit this table"),
    ],
)
def test_columns_that_do_not_fit_are_refused(athlete: User, tmp_path: Path, said: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run_import(written(tmp_path, UNKNOWN), athlete, "--columns", said)


def test_a_file_of_another_format_than_was_said_is_refused(owner: User, tmp_path: Path) -> None:
    path = written(tmp_path, "Day,Lift\n2026-01-01,Squat\n", "other.csv")
    for options in ((), ("--dry-run",)):
        with pytest.raises(CommandError, match="does not name the columns that are needed"):
            run_import(path, owner, "--format", "hevy", *options)
    assert counts(owner) == (0, 0, 0)
    assert not ImportBatch.objects.filter(owner=owner, state=ImportBatch.State.SUCCEEDED).exists()
