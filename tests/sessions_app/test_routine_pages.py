"""The pages of routines: building one without scripts, starting, training, and who sees nothing of it."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sessions_app.models import Routine, RoutineExercise, WorkoutSession
from sessions_app.services import session_finish
from sharing.models import ShareToken
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type, working_set_type
from tests.safety.queries import assert_constant_queries, queries
from tests.sessions_app.pages import HTMX
from tests.sessions_app.routines import add_day, add_exercise, first_day, make_routine, targets, train


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def post(client: Client, url: str, data: dict[str, Any] | None = None) -> Any:
    return client.post(url, data or {})


def lines(*rows: tuple[str, str, str], **fields: Any) -> dict[str, Any]:
    """The form of an exercise: lines of (sets, reps, weight)."""
    usual = working_set_type().pk
    said: dict[str, Any] = {"rule": "linear", "increment": "2.5", "base_weight": "80"} | fields
    for place, (sets, reps, load) in enumerate(rows):
        names = {"sets": sets, "reps": reps, "load": load, "set_type": usual}
        said |= {f"line-{place}-{name}": value for name, value in names.items()}
    return said


def test_a_routine_is_built_without_scripts(owner: User, owner_client: Client) -> None:
    squat = make_exercise("Squat")
    working_set_type()
    answer = post(owner_client, "/routines/new/", {"name": "Legs", "per_week": "2", "notes": "Slow"})
    routine = Routine.objects.get(owner=owner)
    assert answer.url == f"/routines/{routine.pk}/build/"
    day = first_day(routine)
    answer = post(owner_client, f"/routines/days/{day.pk}/exercises/", {"exercise": squat.pk})
    row = RoutineExercise.objects.get()
    assert answer.url == f"/routines/exercises/{row.pk}/"
    answer = post(owner_client, answer.url, lines(("1", "5", "50%"), ("3", "5-8", ""), ("", "", "")))
    assert answer.url == f"/routines/{routine.pk}/build/"
    stored = [(each.reps_low, each.reps_high, each.percent) for each in row.targets.all()]
    assert stored == [(5, 5, 50), (5, 8, None), (5, 8, None), (5, 8, None)]
    shown = page(owner_client, f"/routines/{routine.pk}/")
    assert "40 kg × 5" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "3 sets of 80 kg × 5–8" in shown.replace("\N{NO-BREAK SPACE}", " ")


def test_another_line_keeps_what_was_typed_and_stores_nothing(owner: User, owner_client: Client) -> None:
    row = add_exercise(first_day(make_routine(owner)))
    answer = post(owner_client, f"/routines/exercises/{row.pk}/", lines(("7", "3", "")) | {"more": "1"})
    assert answer.status_code == 200
    assert 'name="line-1-sets"' in answer.content.decode()
    assert 'value="7"' in answer.content.decode()
    assert row.targets.count() == 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("3", "many", ""), "is no number of reps"),
        (("3", "8-5", ""), "is no number of reps"),
        (("3", "5", "heavy"), "is no weight"),
        (("3", "5", "300%"), "a share is from 1 to 200"),
        (("99", "5", ""), "write a whole number from 1 to 20"),
    ],
)
def test_a_line_that_makes_no_sense_says_why_and_stays(
    owner: User, owner_client: Client, line: tuple[str, str, str], said: str
) -> None:
    row = add_exercise(first_day(make_routine(owner)))
    answer = post(owner_client, f"/routines/exercises/{row.pk}/", lines(line))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert all(f'value="{each}"' in text for each in line if each)
    assert row.targets.count() == 3


def test_order_changes_by_buttons_with_and_without_htmx(owner: User, owner_client: Client) -> None:
    day = first_day(make_routine(owner))
    one, two = add_exercise(day), add_exercise(day)
    url = f"/routines/exercises/{two.pk}/move/"
    part = owner_client.post(url, {"place": "1"}, headers=HTMX).content.decode()
    assert part.index(two.exercise_type.name) < part.index(one.exercise_type.name)
    assert "<html" not in part
    assert owner_client.post(url, {"place": "2"}).status_code == 302
    assert list(day.exercises.values_list("pk", flat=True)) == [one.pk, two.pk]


def test_training_by_a_routine_from_start_to_the_next_targets(owner: User, owner_client: Client) -> None:
    bench, row_exercise = make_exercise("Bench"), make_exercise("Row")
    day = first_day(make_routine(owner))
    add_exercise(day, bench, rest_seconds=200)
    add_exercise(day, row_exercise, sets=targets(2, 8))
    assert post(owner_client, f"/routines/days/{day.pk}/start/").url == "/log/"
    shown = page(owner_client, "/log/")
    assert shown.count("data-target ") == 3
    assert 'value="80"' in shown
    assert 'data-rest="200"' in shown
    session = WorkoutSession.objects.get(routine_day=day)
    for _each in range(3):
        make_set(session, exercise_type=bench, set_type=working_set_type(), weight=Decimal(80), number_reps=5)
    shown = page(owner_client, "/log/")
    assert shown.count("data-target ") == 2  # the next exercise's turn
    assert "Next: Bench" not in shown
    done = page(owner_client, f"/log/?exercise={bench.pk}")
    assert "Next: Row" in done
    owner_client.post(f"/sessions/{session.pk}/finish/")
    shown = page(owner_client, f"/sessions/{session.pk}/").replace("\N{NO-BREAK SPACE}", " ")
    assert "Next time" in shown
    assert "+2.5 kg: all reps done." in shown
    assert "Left out last time: the same once more." in shown
    assert "82.5 kg" in page(owner_client, f"/routines/{day.routine_id}/").replace("\N{NO-BREAK SPACE}", " ")


def test_a_set_put_right_shows_what_that_changes_next_time(owner: User, owner_client: Client) -> None:
    bench = make_exercise("Bench")
    day = first_day(make_routine(owner))
    add_exercise(day, bench, sets=targets(1, 5))
    session = train(day, [(bench, "80", 4)])
    assert "Some reps were missing (1 in a row)" in page(owner_client, f"/sessions/{session.pk}/")
    form = {"exercise_type": bench.pk, "set_type": working_set_type().pk, "weight": "80", "number_reps": "5"}
    answer = owner_client.post(f"/sessions/sets/{session.sets.get().pk}/edit/", form, headers=HTMX)
    assert 'id="next-time"' in answer.content.decode()
    assert "+2.5 kg: all reps done." in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_exercises_of_a_superset_take_turns(owner: User, owner_client: Client) -> None:
    curl, dip = make_exercise("Curl"), make_exercise("Dip")
    day = first_day(make_routine(owner))
    for exercise in (curl, dip):
        add_exercise(day, exercise, sets=targets(2, 10), superset_group=1)
    owner_client.post(f"/routines/days/{day.pk}/start/")
    session = WorkoutSession.objects.get(routine_day=day)
    seen = []
    for _each in range(4):
        shown = page(owner_client, "/log/")
        name = "Curl" if 'data-exercise="Curl"' in shown else "Dip"
        seen.append(name)
        exercise = curl if name == "Curl" else dip
        make_set(session, exercise_type=exercise, set_type=working_set_type(), weight=Decimal(80), number_reps=10)
    assert seen == ["Curl", "Dip", "Curl", "Dip"]
    assert "All that was planned is done" in page(owner_client, "/log/")


def test_saving_a_set_without_scripts_brings_the_next_target(owner: User, owner_client: Client) -> None:
    bench, warm_up = make_exercise("Bench"), make_set_type("Warm-up", slug="warm_up", is_warm_up=True)
    day = first_day(make_routine(owner))
    sets = [*targets(1, 5, set_type=warm_up, percent=Decimal(50)), *targets(2, 5)]
    add_exercise(day, bench, sets=sets)
    owner_client.post(f"/routines/days/{day.pk}/start/")
    session = WorkoutSession.objects.get(routine_day=day)
    form = {
        "session": session.pk,
        "exercise_type": bench.pk,
        "set_type": warm_up.pk,
        "weight": "40",
        "number_reps": "5",
    }
    with queries() as asked:
        part = owner_client.post("/log/", form, headers=HTMX).content.decode()
    assert len(asked) <= 10, "\n".join(asked)
    assert 'value="80"' in part
    assert f'<option value="{working_set_type().pk}" selected>' in part


def test_a_set_keeps_what_was_planned(owner: User, owner_client: Client) -> None:
    bench = make_exercise("Bench")
    day = first_day(make_routine(owner))
    add_exercise(day, bench, sets=targets(1, 5, 8))
    owner_client.post(f"/routines/days/{day.pk}/start/")
    hidden = '<input type="hidden" name="target_reps" value="5"'
    assert hidden in page(owner_client, "/log/")
    session = WorkoutSession.objects.get(routine_day=day)
    form = {"session": session.pk, "exercise_type": bench.pk, "set_type": working_set_type().pk, "weight": "80"}
    part = owner_client.post("/log/", form | {"number_reps": "3", "target_reps": "5"}, headers=HTMX).content.decode()
    assert hidden not in part
    row = session.sets.get()
    assert (row.number_reps, row.target_reps) == (3, 5)
    post(owner_client, f"/sessions/sets/{row.pk}/edit/", form | {"number_reps": "4"})
    row.refresh_from_db()
    assert (row.number_reps, row.target_reps) == (4, 5)


def test_a_target_without_a_weight_takes_that_of_the_last_working_set(owner: User, owner_client: Client) -> None:
    bench, warm_up = make_exercise("Bench"), make_set_type("Warm-up", slug="warm_up", is_warm_up=True)
    past = make_session(owner)
    for set_type, weight in ((warm_up, 40), (working_set_type(), 70)):
        make_set(past, exercise_type=bench, set_type=set_type, weight=Decimal(weight))
    day = first_day(make_routine(owner))
    add_exercise(day, bench, base_weight=None)
    owner_client.post(f"/routines/days/{day.pk}/start/")
    assert 'name="weight" type="text" inputmode="decimal" autocomplete="off" value="70"' in page(owner_client, "/log/")


def test_a_session_going_on_is_not_left_behind_unasked(owner: User, owner_client: Client) -> None:
    day = first_day(make_routine(owner))
    add_exercise(day)
    going_on = make_session(owner, "Legs", started_at=timezone.now() - timedelta(minutes=5))
    answer = post(owner_client, f"/routines/days/{day.pk}/start/")
    assert answer.status_code == 409
    assert "“Legs” is still going on" in answer.content.decode()
    assert WorkoutSession.objects.get() == going_on
    assert owner_client.post(f"/routines/days/{day.pk}/start/", {"also": "1"}).status_code == 302
    assert WorkoutSession.objects.count() == 2


def test_a_past_session_is_repeated_or_saved_as_a_routine(owner: User, owner_client: Client) -> None:
    bench, past = make_exercise("Bench"), make_session(owner, "Push")
    make_set(past, exercise_type=bench, set_type=working_set_type())
    session_finish(scope=Scope.of_user(owner), session=past)
    assert "Repeat this session" in page(owner_client, f"/sessions/{past.pk}/")
    assert post(owner_client, f"/sessions/{past.pk}/repeat/").url == "/log/"
    assert 'value="100"' in page(owner_client, "/log/")
    answer = post(owner_client, f"/sessions/{past.pk}/routine/", {"name": "Like Push"})
    assert answer.url == f"/routines/{Routine.objects.get(name='Like Push').pk}/"


def test_a_shipped_routine_is_looked_at_and_made_ones_own(owner: User, owner_client: Client) -> None:
    working_set_type()
    assert "5 × 5, linear" in page(owner_client, "/routines/")
    assert "Squat (Barbell)" in page(owner_client, "/routines/shipped/five-by-five/")
    answer = post(owner_client, "/routines/shipped/five-by-five/")
    shown = page(owner_client, answer.url)
    assert shown.count("Squat (Barbell)") >= 2
    assert "The next four weeks" in shown
    assert page(owner_client, "/routines/shipped/nothing/", 404)


def test_four_weeks_ahead_days_take_turns(owner: User, owner_client: Client) -> None:
    routine = make_routine(owner, per_week=3)
    first, second, squat = first_day(routine), add_day(routine), make_exercise("Squat")
    add_exercise(first, squat, shared=True)
    add_exercise(second, squat, shared=True)
    shown = page(owner_client, f"/routines/{routine.pk}/").replace("\N{NO-BREAK SPACE}", " ")
    assert "80 kg × 5 → 85 kg × 5" in shown
    assert "82.5 kg × 5</td>" in shown


def test_a_file_goes_out_and_comes_in(owner: User, owner_client: Client, stranger_client: Client) -> None:
    routine = make_routine(owner)
    add_exercise(first_day(routine), make_exercise("Bench"))
    answer = owner_client.get(f"/routines/{routine.pk}.json")
    assert answer["Content-Disposition"] == 'attachment; filename="workouttracker-routine-strength.json"'
    file = json.loads(answer.content)
    assert file["schema"] == "workout-routine"
    answer = post(stranger_client, "/routines/import/", {"text": json.dumps(file)})
    assert "Strength" in page(stranger_client, answer.url)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"days": []}, "routine.days"),
        ({"per_week": 99}, "routine.per_week"),
        (
            {"days": [{"name": "A", "exercises": [{"exercise": "B", "targets": [{"reps": 5, "reps_most": 3}]}]}]},
            "routine.days[0].exercises[0].targets[0]",
        ),
        ({"days": [{"name": "A", "exercises": [{"exercise": "B", "rule": "magic"}]}]}, "exercises[0].rule"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_by_its_path(owner_client: Client, change: dict[str, Any], path: str) -> None:
    file = {"routine": {"name": "A", "days": [{"name": "Day"}]} | change}
    answer = post(owner_client, "/routines/import/", {"text": json.dumps(file)})
    assert answer.status_code == 422
    assert path in answer.content.decode()
    assert not Routine.objects.exists()


def test_what_is_no_json_says_so(owner_client: Client) -> None:
    answer = post(owner_client, "/routines/import/", {"text": "hello"})
    assert answer.status_code == 422
    assert "Invalid JSON" in answer.content.decode()


def test_a_routine_deleted_by_mistake_comes_back(owner: User, owner_client: Client) -> None:
    routine = make_routine(owner)
    answer = owner_client.post(f"/routines/{routine.pk}/delete/", follow=True)
    undo = owner.undo_set.get()
    assert f"/sessions/undo/{undo.pk}/" in answer.content.decode()
    owner_client.post(f"/sessions/undo/{undo.pk}/")
    assert Routine.objects.filter(pk=routine.pk).exists()


def test_a_visitor_sees_nothing_of_routines(owner: User, visitor_client: Client) -> None:
    day = first_day(make_routine(owner, "Secret plan"))
    exercise = make_exercise("Bench")
    add_exercise(day, exercise)
    session = train(day, [(exercise, "80", 5)] * 3)
    share = ShareToken.objects.get(owner=owner)
    shown = page(visitor_client, f"/shared/{share.pk}/sessions/{session.pk}/")
    for word in ("Secret plan", "Next time", "82.5", "Repeat this session", "Save as a routine"):
        assert word not in shown
    for url in ("routines/", f"routines/{day.routine_id}/", f"routines/{day.routine_id}.json"):
        assert visitor_client.get(f"/shared/{share.pk}/{url}").status_code == 404


def test_the_pages_ask_as_often_however_much_there_is(owner: User, owner_client: Client) -> None:
    routine = make_routine(owner)
    add_exercise(first_day(routine))

    def grow() -> None:
        for number in range(3):
            day = add_day(routine, f"More {number}")
            train(day, [(add_exercise(day, shared=True).exercise_type, "80", 5)])
            add_exercise(first_day(make_routine(owner, f"Other {number}")))

    for url, most in (("/routines/", 9), (f"/routines/{routine.pk}/", 12), (f"/routines/{routine.pk}/build/", 10)):
        assert_constant_queries(lambda url=url: page(owner_client, url), grow=grow, at_most=most)  # type: ignore[misc]
