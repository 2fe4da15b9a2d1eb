"""The page of all reports, each by itself, and their CSV files."""

import csv
import io
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from portability.models import ImportBatch
from sessions_app.models import ExerciseMuscle, ExerciseType, SetType, WorkoutSession
from sessions_app.models.vocabulary import Muscle
from sessions_app.reports.registry import REPORTS
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps, make_set_type
from tests.safety.queries import assert_constant_queries, queries
from workouttracker.kit.dates import local_day

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FRAME_QUERIES = 3
"""The sign-in's session, the user, the badge of running jobs."""


@pytest.fixture
def bench() -> ExerciseType:
    exercise = make_exercise("Bench Press")
    ExerciseMuscle.objects.create(exercise_type=exercise, muscle=Muscle.CHEST)
    ExerciseMuscle.objects.create(exercise_type=exercise, muscle=Muscle.TRICEPS, is_primary=False)
    return exercise


@pytest.fixture
def working() -> SetType:
    return make_set_type("Working")


def ago(owner: User, days: int, **fields: Any) -> WorkoutSession:
    """A session that many days ago."""
    return make_session(owner, f"{days} days ago", started_at=timezone.now() - timedelta(days=days), **fields)


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("query", ["", "?period=all", "?period=custom"])
def test_without_any_set_one_word_says_what_to_do(owner_client: Client, query: str) -> None:
    text = owner_client.get(f"/reports/{query}").content.decode()
    assert "Reports come with your first workout" in text
    assert 'href="/log/"' in text
    assert "report__empty" not in text
    assert "<canvas" not in text


def test_a_period_without_any_set_leads_to_all_of_them(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    make_set(ago(owner, 500), exercise_type=bench)
    for _again in range(2):  # the second time out of the cache
        text = owner_client.get("/reports/?period=30").content.decode()
        assert text.count('href="/reports/?period=all"') == 2  # the choice of periods, and the way out
        assert "Nothing was logged then" in text
        assert "report__empty" not in text
        assert re.findall(r'id="report-(\w+)-title"', text) == ["records"]
    assert "Nothing was logged then" not in owner_client.get("/reports/?period=all").content.decode()


def test_a_report_alone_says_what_is_missing(owner_client: Client) -> None:
    for key in REPORTS:
        text = owner_client.get(f"/reports/{key}/").content.decode()
        assert text.count("report__empty") == 1, key
    assert "Log a set, and its weight is the first record." in owner_client.get("/reports/records/").content.decode()


def test_a_report_without_numbers_beside_others_says_so(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    make_set(ago(owner, 3), exercise_type=bench, weight=Decimal(0))
    text = owner_client.get("/reports/?period=all").content.decode()
    assert 0 < text.count("report__empty") < len(REPORTS)


def test_files_that_know_days_only_say_nothing_about_the_time_of_day(owner: User, owner_client: Client) -> None:
    batch = ImportBatch.objects.create(owner=owner, state="succeeded", file_name="x.csv", file_hash="0")
    long_ago = local_day(timezone.now() - timedelta(days=3), owner.zone)
    midnight = datetime.combine(long_ago, time(), tzinfo=owner.zone)
    imported = make_session(owner, "Imported", started_at=midnight)
    WorkoutSession.objects.filter(pk=imported.pk).update(import_batch=batch)
    make_set(imported)
    text = owner_client.get("/reports/hours/", headers=HTMX).content.decode()
    assert "These workouts have no time of day." in text
    page = owner_client.get(f"/sessions/{imported.pk}/").content.decode()
    assert "Finish session" not in page
    assert "0:00" not in page
    make_set(make_session(owner, "Logged at midnight", started_at=midnight))
    text = owner_client.get("/reports/hours/", headers=HTMX).content.decode()
    assert "Busiest hour: 00:00 to 01:00, 1 of 1 sessions." in text


def test_no_estimate_lies_below_what_was_lifted_that_day(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    session = ago(owner, 1)
    make_set_of_reps(session, [(100, True)] * 12, exercise_type=bench)
    make_set_of_reps(session, [(60, True)] * 5, exercise_type=bench)
    assert rows_of(owner_client.get("/reports/progress.csv"))[1][2] == ""
    make_set_of_reps(session, [(100, True)], exercise_type=bench)
    assert rows_of(owner_client.get("/reports/progress.csv"))[1][2] == "100"


def test_rare_sessions_are_not_called_none(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    for days in (0, 400):
        make_set_of_reps(ago(owner, days), [(100, True)], exercise_type=bench)
    text = owner_client.get("/reports/?period=all").content.decode()
    assert "&lt;\N{NO-BREAK SPACE}0.1 sessions a week on average." in text


def test_with_sets_every_report_has_a_table_and_its_meaning(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    make_set_of_reps(ago(owner, 3), [(100, True), (100, False)], exercise_type=bench)
    text = owner_client.get("/reports/").content.decode()
    for key in REPORTS:
        assert f'id="report-{key}"' in text
    assert text.count("What counts?") == len(REPORTS)
    assert text.count('<table class="table') == len(REPORTS) - 1, "records are a list"
    assert text.count("<canvas") == text.count('type="application/json"') == len(REPORTS) - 1
    assert "50% of your reps succeeded in 90 days." in text
    assert "Chest" in text


@pytest.mark.django_db(transaction=True)  # else nothing is kept
def test_records_of_a_long_history_come_after_the_page(
    owner: User, owner_client: Client, bench: ExerciseType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions_app.reports.source.LONG", 1)
    make_set(ago(owner, 3), exercise_type=bench)
    assert 'class="records"' in owner_client.get("/reports/").content.decode(), "one workout is not long"
    make_set(ago(owner, 2), exercise_type=bench)
    page = owner_client.get("/reports/").content.decode()
    assert page.count("What counts?") == len(REPORTS) - 1
    assert 'hx-get="/reports/records/?period=90"' in page
    assert '<a class="btn btn--secondary report__go" href="/reports/records/?period=90">' in page
    assert 'class="records"' in owner_client.get("/reports/records/?period=90", headers=HTMX).content.decode()
    assert owner_client.get("/reports/").content.decode().count("What counts?") == len(REPORTS), "now it is there"


def test_the_default_is_90_days(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    for days in (0, 89, 90):
        make_set(ago(owner, days), exercise_type=bench, number_reps=4)
    assert rows_of(owner_client.get("/reports/success.csv"))[1][1] == "8"


@pytest.mark.parametrize(
    ("query", "reps"),
    [("period=30", "1"), ("period=60", "2"), ("period=120", "3"), ("period=all", "4"), ("period=custom", "4")],
)
def test_periods_reach_as_far_as_they_say(
    owner: User, owner_client: Client, bench: ExerciseType, query: str, reps: str
) -> None:
    for days in (29, 59, 119, 800):
        make_set(ago(owner, days), exercise_type=bench, number_reps=1)
    assert rows_of(owner_client.get(f"/reports/success.csv?{query}"))[1][1] == reps


def test_a_custom_range_includes_both_days(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    for days in (10, 11, 12, 13):
        make_set(ago(owner, days), exercise_type=bench, number_reps=1)
    first, last = (timezone.now().date() - timedelta(days=days) for days in (12, 11))
    query = f"period=custom&date_from={first}&date_to={last}"
    assert rows_of(owner_client.get(f"/reports/success.csv?{query}"))[1][1] == "2"
    assert f'value="{first}"' in owner_client.get(f"/reports/?{query}").content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("period=next+week", "“next week” is no period."),
        ("period=custom&date_from=tomorrow", "“tomorrow” is not a date."),
        ("period=custom&date_from=2026-02-02&date_to=2026-02-01", "This day is before the first one."),
    ],
)
def test_a_period_that_is_none_is_named_and_90_days_are_shown(
    owner: User, owner_client: Client, bench: ExerciseType, query: str, message: str
) -> None:
    make_set(ago(owner, 80), exercise_type=bench)
    response = owner_client.get(f"/reports/?{query}")
    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert "report-progress" in text
    assert text.count("<canvas") > 1


def test_today_is_the_athletes(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    owner.time_zone = "Pacific/Kiritimati"
    owner.save(update_fields=["time_zone"])
    now = timezone.now()
    today = now.astimezone(owner.zone).date()
    make_set(make_session(owner, started_at=now), exercise_type=bench, number_reps=7)
    row = rows_of(owner_client.get("/reports/recent.csv"))[1]
    assert date.fromisoformat(row[1]) == today


def test_one_report_is_a_part_for_htmx_and_a_page_without(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    make_set(ago(owner, 1), exercise_type=bench)
    part = owner_client.get("/reports/volume/?period=30", headers=HTMX).content.decode()
    page = owner_client.get("/reports/volume/?period=30").content.decode()
    assert part.lstrip().startswith("<section")
    assert "<html" in page
    assert "/reports/?period=30" in page
    assert owner_client.get("/reports/nonsense/").status_code == 404
    assert owner_client.get("/reports/nonsense.csv").status_code == 404


def test_an_exercise_can_be_chosen_and_is_kept_with_the_period(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    squat = make_exercise("Squat")
    session = ago(owner, 1)
    for exercise in (bench, bench, squat):
        make_set(session, exercise_type=exercise)
    text = owner_client.get(f"/reports/progress/?period=30&exercise={squat.pk}", headers=HTMX).content.decode()
    assert "Squat: one training day in 30 days." in text
    assert f'<option value="{squat.pk}" selected>' in text
    assert 'name="period" value="30"' in text
    assert f"exercise={squat.pk}" in text


def test_progress_says_what_changed(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    for days, weight in ((40, 80), (20, 82), (1, 85)):
        make_set(ago(owner, days), exercise_type=bench, weight=Decimal(weight))
    assert "Bench Press: +5\N{NO-BREAK SPACE}kg in 90 days." in owner_client.get("/reports/").content.decode()


def test_days_stand_in_order_in_the_chart(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    for days in (5, 40, 20):
        make_set(ago(owner, days), exercise_type=bench, weight=Decimal(100 - days))
    chart = owner_client.get("/reports/progress/", headers=HTMX).content.decode().split('type="application/json">')[1]
    assert '"values": [60.0, 80.0, 95.0]' in chart


def test_weights_are_shown_and_written_in_pounds(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    owner.unit = "lb"
    owner.save(update_fields=["unit"])
    make_set(ago(owner, 1), exercise_type=bench, weight=Decimal("102.0583"), number_reps=1)
    rows = rows_of(owner_client.get("/reports/progress.csv"))
    assert rows == [["Day", "Best weight (lb)", "Estimated 1RM (lb)"], [rows[1][0], "225", "225"]]
    assert "225\N{NO-BREAK SPACE}lb" in owner_client.get("/reports/records/", headers=HTMX).content.decode()


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1"])
def test_names_in_csv_files_are_no_formulas(owner: User, owner_client: Client, name: str) -> None:
    make_set(ago(owner, 1), exercise_type=make_exercise(name, owner=owner))
    for key in ("exercises", "records", "recent"):
        assert rows_of(owner_client.get(f"/reports/{key}.csv"))[1][0] == f"'{name}"


def test_a_name_full_of_markup_stays_text(owner: User, owner_client: Client) -> None:
    make_set(ago(owner, 1), exercise_type=make_exercise("</script><b>'", owner=owner))
    text = owner_client.get("/reports/").content.decode()
    assert "</script><b>" not in text
    assert "\\u003C/script\\u003E\\u003Cb\\u003E" in text


def test_csv_files_are_named_and_never_kept(owner_client: Client) -> None:
    response = owner_client.get("/reports/volume.csv?period=custom&date_from=2026-01-01&date_to=2026-01-31")
    assert (
        response["Content-Disposition"] == 'attachment; filename="workouttracker-volume-2026-01-01-to-2026-01-31.csv"'
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("key", REPORTS)
def test_every_report_can_be_downloaded(owner: User, owner_client: Client, bench: ExerciseType, key: str) -> None:
    make_set(ago(owner, 1), exercise_type=bench)
    rows = rows_of(owner_client.get(f"/reports/{key}.csv"))
    assert len(rows) >= 2
    assert {len(row) for row in rows} == {len(rows[0])}


def test_records_are_paged_and_the_file_holds_all(owner: User, owner_client: Client, working: SetType) -> None:
    session = ago(owner, 1)
    for number in range(11):
        make_set(session, exercise_type=make_exercise(f"Lift {number:02}"), set_type=working)
    first = owner_client.get("/reports/records/?period=all", headers=HTMX).content.decode()
    second = owner_client.get("/reports/records/?period=all&page=2", headers=HTMX).content.decode()
    assert first.count("records__name") == 8
    assert second.count("records__name") == 3
    assert "page=2" in first
    assert "page=1" in second
    assert len(rows_of(owner_client.get("/reports/records.csv"))) == 1 + 11 * 4


def test_streaks_count_weeks_of_the_athletes_own_calendar(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    for days in (0, 7, 14):
        make_set(ago(owner, days), exercise_type=bench)
    assert "3 weeks in a row" in owner_client.get("/reports/?period=30").content.decode()


def test_nothing_of_another_athlete_is_shown(owner: User, owner_client: Client, stranger: User) -> None:
    make_set(ago(stranger, 1), exercise_type=make_exercise("Secret Lift", owner=stranger))
    text = owner_client.get("/reports/?period=all").content.decode()
    assert "Secret Lift" not in text
    assert "Reports come with your first workout" in text


def test_another_athletes_exercise_is_not_there(owner_client: Client, stranger: User) -> None:
    theirs = make_exercise("Secret Lift", owner=stranger)
    assert owner_client.get(f"/reports/?exercise={theirs.pk}").status_code == 404
    assert owner_client.get(f"/exercises/{theirs.pk}/").status_code == 404


def test_signed_out_one_is_led_to_the_sign_in(anonymous_client: Client) -> None:
    for path in ("/reports/", "/reports/volume/", "/reports/volume.csv"):
        assert anonymous_client.get(path).status_code == 302


def test_reports_only_read(owner_client: Client) -> None:
    for path in ("/reports/", "/reports/volume/", "/reports/volume.csv"):
        assert owner_client.post(path).status_code == 405


def test_all_reports_take_eight_queries_whatever_the_history(
    owner: User, owner_client: Client, working: SetType
) -> None:
    def grow() -> None:
        for days in range(1, 60, 9):
            session = ago(owner, days)
            for _ in range(3):
                exercise = make_exercise()
                ExerciseMuscle.objects.create(exercise_type=exercise, muscle=Muscle.CHEST)
                make_set(session, exercise_type=exercise, set_type=working)

    grow()
    assert_constant_queries(lambda: owner_client.get("/reports/?period=all"), grow=grow)
    with queries() as asked:
        owner_client.get("/reports/?period=all")
    own = [sql for sql in asked if "sessions_app_" in sql]
    assert len(own) <= 8, "\n".join(own)
    assert len(asked) - len(own) <= FRAME_QUERIES
    assert not [sql for sql in own if "sessions_app_rep" in sql], "reports never read reps"
