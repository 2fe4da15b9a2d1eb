"""Adding a set: a form, with and without HTMX."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from sessions_app.models import ExerciseType, SetType, WorkoutSession, WorkoutSet
from tests.factories import make_exercise, make_set, make_set_type
from tests.safety.queries import queries
from tests.sessions_app.looks import reps_of, totals_of
from tests.sessions_app.pages import HTMX, add_url, only_set, set_form, set_url

# --- Add ------------------------------------------------------------------------------------------------------------


def test_adding_a_set_makes_its_reps_and_sums(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    answer = owner_client.post(add_url(session), set_form(bench, working, weight="62.5", number_reps="3", rpe="8.5"))
    row = only_set()
    assert answer["Location"] == f"/sessions/{session.pk}/#set-{row.pk}"
    assert reps_of(row) == [(Decimal("62.5"), True)] * 3
    assert totals_of(session) == (1, 3, Decimal("187.5"))
    assert row.rpe == Decimal("8.5")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["62.5\N{NO-BREAK SPACE}kg × 3 saved."]


def test_every_field_is_stored(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    said = {
        "duration_seconds": "1:30", "distance_metres": "2,5 km", "rest_seconds": "120", "superset_group": "3",
        "notes": " two\nlines ", "description": "  pause  ", "weight": "", "number_reps": "",
    }  # fmt: skip
    owner_client.post(add_url(session), set_form(bench, working, **said))
    row = only_set()
    assert (row.duration_seconds, row.distance_metres, row.rest_seconds) == (90, Decimal(2500), 120)
    assert (row.superset_group, row.description) == (3, "pause")
    assert row.notes.splitlines() == ["two", "lines"]
    assert (row.weight, row.number_reps) == (Decimal(0), 0)


@pytest.mark.parametrize("weight", ["225", "187.25", "0.01", "4409.24", "62,5"])
def test_pounds_come_back_as_typed(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType, weight: str
) -> None:
    User.objects.filter(pk=owner.pk).update(unit="lb")
    owner_client.post(add_url(session), set_form(bench, working, weight=weight))
    form = owner_client.get(set_url("edit", only_set())).context["set_form"]
    assert form["weight"].value() == weight.replace(",", ".")


def test_the_same_form_sent_twice_adds_one_set(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    form = set_form(bench, working)
    first, second = owner_client.post(add_url(session), form), owner_client.post(add_url(session), form)
    assert first["Location"] == second["Location"]
    assert totals_of(session)[0] == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"weight": "heavy"}, "“heavy” is not a number"),
        ({"weight": "1.234,5"}, "“1.234,5” is not a number"),
        ({"weight": "62.500"}, "“62.500” has more than two digits behind the decimal mark"),
        ({"weight": "2000.01"}, "a weight is between 0 and 2,000 kg"),
        ({"weight": "-5"}, "“-5”: a weight is between"),
        ({"weight": "9" * 40}, "is too long for a number"),
        ({"number_reps": "1001"}, "“1001”: write a whole number from 0 to 1,000."),
        ({"number_reps": "8.5"}, "“8.5”: write a whole number"),
        ({"number_reps": ""}, "A set needs reps, a duration or a distance."),
        ({"rpe": "11"}, "“11”: RPE goes from 1 to 10 in halves"),
        ({"rpe": "8.3"}, "“8.3”: RPE goes from 1 to 10 in halves"),
        ({"rest_seconds": "1:75"}, "“1:75” is not a time"),
        ({"duration_seconds": "999999"}, "“999999” is longer than a week"),
        ({"distance_metres": "5 furlongs"}, "“5 furlongs” is not a distance"),
        ({"distance_metres": "2000 km"}, "a distance is between 0 and 1,000 km"),
        ({"superset_group": "0"}, "“0”: write a whole number from 1 to 99."),
        ({"exercise_type": ""}, "Choose an exercise."),
        ({"exercise_type": "999999"}, "That exercise is not there any more"),
        ({"set_type": "999999"}, "999999 is not one of the available choices"),
        ({"description": "x" * 501}, "at most 500 characters"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_set_that_cannot_be_saved_says_why_and_keeps_the_input(
    owner_client: Client,
    session: WorkoutSession,
    bench: ExerciseType,
    working: SetType,
    fields: dict[str, str],
    message: str,
    headers: dict[str, str],
) -> None:
    form = set_form(bench, working, notes="keep this") | fields
    answer = owner_client.post(add_url(session), form, headers=headers)
    assert answer.status_code == 422
    page = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert message in page
    assert "keep this" in page
    assert WorkoutSet.objects.count() == 0


def test_an_error_message_speaks_the_athlete_s_unit(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    User.objects.filter(pk=owner.pk).update(unit="lb")
    answer = owner_client.post(add_url(session), set_form(bench, working, weight="5000"))
    assert "between 0 and 4,409 lb" in answer.content.decode()


def test_a_stranger_s_exercise_and_set_type_cannot_be_used(
    stranger: User, owner_client: Client, session: WorkoutSession
) -> None:
    theirs = set_form(make_exercise(owner=stranger), make_set_type(owner=stranger))
    answer = owner_client.post(add_url(session), theirs)
    assert answer.status_code == 422
    assert WorkoutSet.objects.count() == 0


def test_a_full_session_says_so(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    WorkoutSession.objects.filter(pk=session.pk).update(total_sets=1000)
    answer = owner_client.post(add_url(session), set_form(bench, working))
    assert answer.status_code == 422
    assert "A session holds at most 1000 sets." in answer.content.decode()


# --- Add with HTMX --------------------------------------------------------------------------------------------------


def post_seen(client: Client, session: WorkoutSession, form: dict[str, Any], run: ExerciseType | None) -> Any:
    """Send the form as the page does that shows the session as it is now."""
    seen = WorkoutSession.objects.get(pk=session.pk).revision
    said = form | {"seen": seen} | ({"run_exercise": run.pk} if run else {})
    answer = client.post(add_url(session), said, headers=HTMX)
    assert answer.status_code == 200
    return answer


def test_the_first_set_comes_as_the_list(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    page = post_seen(owner_client, session, set_form(bench, working), None).content.decode()
    assert 'id="sets" hx-swap-oob="true"' in page
    assert f'id="set-{only_set().pk}"' in page


def test_the_next_set_of_the_exercise_comes_as_one_row(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    make_set(session, exercise_type=bench, set_type=working)
    page = post_seen(owner_client, session, set_form(bench, working, weight="85"), bench).content.decode()
    assert '<ol hx-swap-oob="beforeend:#sets > .run:last-child .sets">' in page
    assert page.count("<li class=") == 1
    assert 'id="session-head"' in page
    assert 'value="85"' in page, "the next form starts from what was logged"
    assert "85\N{NO-BREAK SPACE}kg × 8 saved." in page


def test_a_set_of_another_exercise_opens_a_run(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    make_set(session, exercise_type=bench, set_type=working)
    page = post_seen(owner_client, session, set_form(make_exercise("Row"), working), bench).content.decode()
    assert '<div hx-swap-oob="beforeend:#sets"><section class="card run"' in page.replace("\n", "")


def test_a_page_that_missed_something_gets_the_whole_list(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    make_set(session, exercise_type=bench, set_type=working)
    form = set_form(bench, working) | {"seen": "1", "run_exercise": bench.pk}
    make_set(session, exercise_type=bench, set_type=working)
    page = owner_client.post(add_url(session), form, headers=HTMX).content.decode()
    assert 'id="sets" hx-swap-oob="true"' in page
    assert page.count("<li class=") == 3


def test_logging_a_set_takes_ten_queries_at_most(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    make_set(session, exercise_type=bench, set_type=working)
    post_seen(owner_client, session, set_form(bench, working), bench)
    seen = WorkoutSession.objects.get(pk=session.pk).revision
    form = set_form(bench, working) | {"seen": seen, "run_exercise": bench.pk}
    with queries() as asked:
        answer = owner_client.post(add_url(session), form, headers=HTMX)
    assert "beforeend" in answer.content.decode()
    assert len(asked) <= 10, "\n".join(asked)
    with queries() as asked:
        answer = owner_client.post(add_url(session), set_form(bench, working))
    assert answer.status_code == 302
    assert len(asked) <= 10, "\n".join(asked)
