"""The page of an exercise: its whole history, charts, records and notes."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from sessions_app.models import ExerciseMuscle, SetType, WorkoutSession
from sessions_app.models.vocabulary import Kind, Muscle
from tests.factories import START, make_exercise, make_session, make_set, make_set_of_reps, make_set_type
from tests.safety.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def working() -> SetType:
    return make_set_type("Working")


def day(owner: User, number: int) -> WorkoutSession:
    return make_session(owner, f"Day {number}", started_at=START + timedelta(days=number))


def test_an_exercise_nobody_did_says_what_to_do(owner_client: Client) -> None:
    exercise = make_exercise("Zercher Squat", description="Bar in the elbows.")
    ExerciseMuscle.objects.create(exercise_type=exercise, muscle=Muscle.QUADS)
    text = owner_client.get(f"/exercises/{exercise.pk}/").content.decode()
    assert "Bar in the elbows." in text
    assert "Quadriceps" in text
    assert "Not done yet" in text
    assert "<canvas" not in text


def test_the_history_holds_every_session_with_its_sets_and_notes(owner: User, owner_client: Client) -> None:
    bench = make_exercise("Bench Press")
    first, second = day(owner, 0), day(owner, 400)
    make_set(first, exercise_type=bench, notes="Felt <b>easy</b>.", description="Paused")
    make_set_of_reps(second, [(110, True), (110, False)], exercise_type=bench)
    make_set(second, weight=Decimal(333))
    text = owner_client.get(f"/exercises/{bench.pk}/").content.decode()
    assert text.index("Day 400") < text.index("Day 0")
    assert "100\N{NO-BREAK SPACE}kg × 5" in text
    assert "Felt &lt;b&gt;easy&lt;/b&gt;." in text
    assert "Paused" in text
    assert "1 failed" in text
    assert "333\N{NO-BREAK SPACE}kg" not in text
    assert f"/sessions/{second.pk}/" in text
    for title in ("Weight progression", "Work per session", "Personal records"):
        assert title in text


def test_warm_ups_are_shown_but_make_no_record(owner: User, owner_client: Client) -> None:
    bench = make_exercise("Bench Press")
    session = day(owner, 0)
    make_set(session, exercise_type=bench, set_type=make_set_type("Warm-up", is_warm_up=True), weight=Decimal(444))
    make_set(session, exercise_type=bench)
    page = owner_client.get(f"/exercises/{bench.pk}/").content.decode()
    above, history = page[page.index("<main") :].split('id="history"')  # names of files may hold any number
    assert "444" in history
    assert "444" not in above


@pytest.mark.parametrize(
    ("kind", "values", "cards", "record"),
    [
        (Kind.DURATION, {"duration_seconds": 95}, {"work", "records"}, "1:35"),
        (Kind.DISTANCE, {"distance_metres": Decimal(5000)}, {"work", "records"}, "5\N{NO-BREAK SPACE}km"),
        (Kind.REPS_ONLY, {"number_reps": 30}, {"work", "records"}, "30"),
        (Kind.BODYWEIGHT, {"number_reps": 12}, {"work", "records"}, "12"),
        (
            Kind.BODYWEIGHT,
            {"number_reps": 12, "weight": Decimal("7.5")},
            {"progress", "work", "records"},
            "7.5\N{NO-BREAK SPACE}kg",
        ),
        (
            Kind.ASSISTED,
            {"number_reps": 6, "weight": Decimal(25)},
            {"progress", "work", "records"},
            "25\N{NO-BREAK SPACE}kg",
        ),
    ],
)
def test_every_kind_of_exercise_shows_what_means_something(
    owner: User, owner_client: Client, kind: Kind, values: dict[str, Any], cards: set[str], record: str
) -> None:
    exercise = make_exercise(kind=kind)
    said: dict[str, Any] = {"number_reps": 0, "weight": Decimal(0)} | values
    make_set(day(owner, 0), exercise_type=exercise, **said)
    text = owner_client.get(f"/exercises/{exercise.pk}/").content.decode()
    assert {key for key in ("progress", "work", "records") if f'id="report-{key}"' in text} == cards
    assert record in text[text.index('id="report-records"') : text.index('id="history"')]
    assert "Estimated 1RM" not in text[: text.index('id="report-records"')]


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_calculations_are_no_history(owner: User, owner_client: Client) -> None:
    bench = make_exercise("Bench Press")
    session = make_session(owner, "Saved estimate", kind=WorkoutSession.Kind.CALCULATION)
    make_set(session, exercise_type=bench)
    assert "Not done yet" in owner_client.get(f"/exercises/{bench.pk}/").content.decode()


def test_the_history_is_paged_and_the_file_holds_all_of_it(owner: User, owner_client: Client, working: SetType) -> None:
    bench = make_exercise("-Bench")
    for number in range(12):
        make_set(day(owner, number), exercise_type=bench, set_type=working)
    first = owner_client.get(f"/exercises/{bench.pk}/").content.decode()
    second = owner_client.get(f"/exercises/{bench.pk}/?page=2").content.decode()
    assert (first.count("history-row__link"), second.count("history-row__link")) == (10, 2)
    rows = rows_of(owner_client.get(f"/exercises/{bench.pk}/work.csv"))
    assert rows[0] == ["Day", "Sets", "Successful reps", "Failed reps", "Volume (kg)"]
    assert len(rows) == 13
    assert rows[-1] == ["2026-03-02", "1", "5", "0", "500"]


def test_every_card_has_its_file(owner: User, owner_client: Client, working: SetType) -> None:
    bench = make_exercise("Bench Press")
    for number in range(3):
        make_set(day(owner, number), exercise_type=bench, set_type=working, weight=Decimal(100 + number), number_reps=1)
    page = owner_client.get(f"/exercises/{bench.pk}/").content.decode()
    for key in ("progress", "work", "records"):
        assert f'href="/exercises/{bench.pk}/{key}.csv" download' in page
    response = owner_client.get(f"/exercises/{bench.pk}/progress.csv")
    assert response["Content-Disposition"].startswith('attachment; filename="workouttracker-bench-press-progress-')
    rows = rows_of(response)
    assert rows[0] == ["Day", "Best weight (kg)", "Estimated 1RM (kg)"]
    assert [row[1:] for row in rows[1:]] == [["102", "102"], ["101", "101"], ["100", "100"]]
    records = rows_of(owner_client.get(f"/exercises/{bench.pk}/records.csv"))
    assert records[:2] == [
        ["Exercise", "Record", "Best", "Unit", "Day"],
        ["Bench Press", "Heaviest weight", "102", "kg", "2026-03-04"],
    ]
    assert owner_client.get(f"/exercises/{bench.pk}/muscles.csv").status_code == 404


def test_the_page_asks_as_often_with_a_long_history(owner: User, owner_client: Client, working: SetType) -> None:
    bench = make_exercise("Bench Press")
    numbers = iter(range(100))

    def grow() -> None:
        for _ in range(12):
            make_set(day(owner, next(numbers)), exercise_type=bench, set_type=working)

    grow()
    assert_constant_queries(lambda: owner_client.get(f"/exercises/{bench.pk}/"), grow=grow, at_most=12)


def test_an_exercise_that_is_not_there_is_a_404(owner_client: Client, stranger: User) -> None:
    assert owner_client.get("/exercises/99999999/").status_code == 404
    theirs = make_exercise(owner=stranger)
    assert owner_client.get(f"/exercises/{theirs.pk}/work.csv").status_code == 404


def test_another_athletes_sets_of_a_shared_exercise_stay_theirs(owner_client: Client, stranger: User) -> None:
    bench = make_exercise("Bench Press")
    make_set(day(stranger, 0), exercise_type=bench, weight=Decimal(777))
    text = owner_client.get(f"/exercises/{bench.pk}/").content.decode()
    assert "777" not in text
    assert "Not done yet" in text
