"""Sets on the session page: choose an exercise, add, change, clone, move, delete; with and without HTMX."""

import re
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sessions_app.models import ExerciseAlias, ExerciseType, SetType, Undo, WorkoutSession, WorkoutSet
from sessions_app.services import SessionValues, SetValues, session_update, set_update
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps, make_set_type, set_values
from tests.safety.queries import queries
from tests.sessions_app.looks import order_of, reps_of, totals_of
from tests.sessions_app.pages import HTMX, edit_form, set_form


@pytest.fixture
def bench(db: None) -> ExerciseType:
    return make_exercise("Bench Press")


@pytest.fixture
def working(db: None) -> SetType:
    return make_set_type("Working set", slug="working")


@pytest.fixture
def session(owner: User) -> WorkoutSession:
    return make_session(owner)


def add_url(session: WorkoutSession) -> str:
    return reverse("set-add", args=[session.pk])


def set_url(name: str, row: WorkoutSet) -> str:
    return reverse(f"set-{name}", args=[row.pk])


def only_set() -> WorkoutSet:
    return WorkoutSet.objects.get()


def words(answer: Any) -> str:
    """The text of an answer without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


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


# --- Choose an exercise ---------------------------------------------------------------------------------------------


def test_the_page_offers_recent_exercises_and_all_of_them(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    make_set(make_session(owner), exercise_type=make_exercise("Squat"))
    page = owner_client.get(add_url(session))
    assert [choice.name for choice in page.context["exercises"]] == ["Squat"]
    assert {choice.name for choice in page.context["all_exercises"]} == {"Squat", "Bench Press"}
    assert f'<option value="{bench.pk}">Bench Press</option>' in page.content.decode()


def test_search_puts_the_same_name_first_then_what_was_done_lately(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    for name in ("A Row", "Row", "Rowing", "Barrow Walk"):
        make_exercise(name)
    make_set(make_session(owner), exercise_type=make_exercise("Z Row"))
    found = owner_client.get(add_url(session), {"q": "row"}).context["exercises"]
    assert [choice.name for choice in found] == ["Row", "Z Row", "Rowing", "A Row", "Barrow Walk"]


def test_search_knows_other_names_but_no_stranger_s(
    stranger: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    ExerciseAlias.objects.create(exercise_type=bench, name="Bankdrücken")
    make_exercise("Bank robbery", owner=stranger)
    found = owner_client.get(add_url(session), {"q": "BANK"}).context["exercises"]
    assert [choice.name for choice in found] == ["Bench Press"]


def test_while_typing_only_the_results_come(owner_client: Client, session: WorkoutSession, bench: ExerciseType) -> None:
    headers = HTMX | {"HX-Target": "exercise-results"}
    page = owner_client.get(add_url(session), {"q": "bench"}, headers=headers).content.decode()
    assert page.lstrip().startswith('<div class="stack stack--tight" id="exercise-results">')
    assert "Bench Press" in page


def test_what_does_not_exist_can_be_made_and_what_does_cannot(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    assert "Make it an exercise of your own" in owner_client.get(add_url(session), {"q": "Zercher"}).content.decode()
    page = owner_client.get(add_url(session), {"q": " bench  PRESS"}).content.decode()
    assert "Make it an exercise of your own" not in page


def test_the_form_starts_from_the_session_s_last_set_else_from_the_last_day(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    warm_up = make_set_type("Warm-up", is_warm_up=True)
    make_set(make_session(owner), exercise_type=bench, set_type=working, weight=Decimal(70), number_reps=6)

    def choose() -> Any:
        return owner_client.get(add_url(session), {"exercise": bench.pk}).context["form"]

    form = choose()
    assert (form["weight"].value(), form["number_reps"].value()) == ("70", "6")
    assert form["set_type"].value() == working.pk
    make_set(session, exercise_type=bench, set_type=warm_up, weight=Decimal(40), number_reps=10, rpe=Decimal(5))
    form = choose()
    assert (form["weight"].value(), form["number_reps"].value(), form["rpe"].value()) == ("40", "10", None)
    assert form["set_type"].value() == warm_up.pk


def test_a_new_exercise_starts_with_a_working_set(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    make_set_type("Aardvark", position=1)
    working = make_set_type("Working set", slug="working", position=2)
    form = owner_client.get(add_url(session), {"exercise": bench.pk}).context["form"]
    assert form["set_type"].value() == working.pk


@pytest.mark.parametrize(
    ("kind", "front"),
    [
        ("weight_reps", ["weight", "number_reps"]),
        ("bodyweight", ["number_reps", "weight"]),
        ("assisted", ["weight", "number_reps"]),
        ("reps_only", ["number_reps"]),
        ("duration", ["duration_seconds"]),
        ("distance", ["distance_metres", "duration_seconds"]),
        ("weight_duration", ["weight", "duration_seconds"]),
        ("weight_distance", ["weight", "distance_metres"]),
    ],
)
def test_the_kind_decides_what_stands_in_front_and_hides_nothing(
    owner_client: Client, session: WorkoutSession, kind: str, front: list[str]
) -> None:
    exercise = make_exercise(kind=kind)
    make_set_type()
    answer = owner_client.get(add_url(session), {"exercise": exercise.pk})
    form = answer.context["form"]
    assert [field.name for field in form.main_fields] == front
    page = answer.content.decode()
    for name in ("weight", "number_reps", "duration_seconds", "distance_metres", "rpe", "rest_seconds", "notes"):
        assert page.count(f'name="{name}"') == 1


@pytest.mark.parametrize("wanted", ["999999", "abc", "-1", "٣"])
def test_an_exercise_that_is_not_there_is_missing(owner_client: Client, session: WorkoutSession, wanted: str) -> None:
    assert owner_client.get(add_url(session), {"exercise": wanted}).status_code == 404


# --- An exercise of one's own ---------------------------------------------------------------------------------------


def test_an_own_exercise_is_made_and_its_form_comes_next(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    make_set_type()
    url = reverse("exercise-new", args=[session.pk])
    answer = owner_client.post(url, {"name": "  Zercher   Squat ", "kind": "weight_reps", "equipment": "barbell"})
    made = ExerciseType.objects.get(owner=owner)
    assert (made.name, made.kind, made.equipment) == ("Zercher Squat", "weight_reps", "barbell")
    assert answer["Location"] == f"{add_url(session)}?exercise={made.pk}"
    page = owner_client.post(url, {"name": "Sled", "kind": "weight_distance"}, headers=HTMX).content.decode()
    assert 'id="set-form"' in page
    assert "Sled" in page


@pytest.mark.parametrize("name", ["bench press", "BENCH  PRESS", "Bénch Press"])
def test_a_name_that_is_taken_is_refused(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, name: str
) -> None:
    url = reverse("exercise-new", args=[session.pk])
    answer = owner_client.post(url, {"name": name, "kind": "weight_reps"})
    assert answer.status_code == 422
    assert "There is an exercise called" in words(answer)
    assert ExerciseType.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"name": " "}, "Give the exercise a name."), ({"kind": "juggling"}, "juggling is not one of the available")],
)
def test_an_exercise_that_cannot_be_made_says_why(
    owner_client: Client, session: WorkoutSession, fields: dict[str, str], message: str
) -> None:
    url = reverse("exercise-new", args=[session.pk])
    answer = owner_client.post(url, {"name": "Zercher", "kind": "weight_reps"} | fields)
    assert answer.status_code == 422
    assert message in words(answer)


def test_a_stranger_s_own_exercise_does_not_take_the_name(
    owner: User, stranger: User, owner_client: Client, session: WorkoutSession
) -> None:
    make_exercise("Zercher", owner=stranger)
    owner_client.post(reverse("exercise-new", args=[session.pk]), {"name": "Zercher", "kind": "weight_reps"})
    assert ExerciseType.objects.filter(owner=owner, name="Zercher").exists()


# --- Change ---------------------------------------------------------------------------------------------------------


def test_a_change_of_weight_and_reps_reaches_the_reps(owner_client: Client, session: WorkoutSession) -> None:
    row = make_set_of_reps(session, [(100, True), (90, True), (100, False)], weight=Decimal(100))
    owner_client.post(set_url("edit", row), edit_form(row, weight="105", number_reps="4"))
    expected = [(Decimal(105), True), (Decimal(90), True), (Decimal(105), False), (Decimal(105), True)]
    assert reps_of(row) == expected
    assert totals_of(session) == (1, 4, Decimal(300))


def test_htmx_gets_the_fresh_row_and_the_sums(owner_client: Client, session: WorkoutSession) -> None:
    row = make_set(session)
    answer = owner_client.post(set_url("edit", row), edit_form(row, weight="110", number_reps="5"), headers=HTMX)
    page = answer.content.decode()
    assert page.lstrip().startswith("<li class=")
    assert 'id="session-head"' in page
    assert "110 kg × 5" in words(answer)
    assert "550 kg" in words(answer)
    assert '<form class="form"' not in page, "the form is folded away"


def test_what_the_form_does_not_ask_for_stays(owner_client: Client, session: WorkoutSession) -> None:
    row = make_set(session, target_reps=12)
    owner_client.post(set_url("edit", row), edit_form(row))
    row.refresh_from_db()
    assert row.target_reps == 12


def test_a_weight_left_as_shown_stays_exactly_as_stored(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    User.objects.filter(pk=owner.pk).update(unit="lb")
    row = make_set(session, weight=Decimal(100), distance_metres=Decimal("1234.56"))
    form = owner_client.get(set_url("edit", row)).context["set_form"]
    assert form["weight"].value() == "220.46"
    said = {"weight": "220.46", "distance_metres": form["distance_metres"].value(), "notes": "new"}
    owner_client.post(set_url("edit", row), edit_form(row, **said))
    row.refresh_from_db()
    assert (row.weight, row.distance_metres, row.notes) == (Decimal(100), Decimal("1234.56"), "new")


def test_another_exercise_moves_the_set_to_another_run(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    row = make_set(session)
    answer = owner_client.post(set_url("edit", row), edit_form(row, exercise_type=bench.pk), headers=HTMX)
    assert answer["HX-Retarget"] == "#sets"
    assert "Bench Press" in words(answer)
    row.refresh_from_db()
    assert row.exercise_type == bench


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_wrong_change_keeps_the_input_and_the_stored_set(
    owner_client: Client, session: WorkoutSession, headers: dict[str, str]
) -> None:
    row = make_set(session)
    form = edit_form(row, weight="abc", notes="keep this")
    answer = owner_client.post(set_url("edit", row), form, headers=headers)
    assert answer.status_code == 422
    for part in ("“abc” is not a number", "keep this", 'value="abc"'):
        assert part in answer.content.decode()
    row.refresh_from_db()
    assert (row.weight, row.notes) == (Decimal(100), "")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_another_tab_saved_is_shown_beside_the_input(
    owner: User, owner_client: Client, session: WorkoutSession, headers: dict[str, str]
) -> None:
    row = make_set(session)
    form = edit_form(row, weight="105", number_reps="5")
    other: SetValues = replace(set_values(row.exercise_type, row.set_type), weight=Decimal(120))
    set_update(scope=Scope.of_user(owner), workout_set=row, values=other)
    answer = owner_client.post(set_url("edit", row), form, headers=headers)
    assert answer.status_code == 409
    assert "Stored now: 120 kg × 5." in words(answer)
    assert 'value="105"' in answer.content.decode()
    row.refresh_from_db()
    assert row.weight == 120
    again = form | {"revision": answer.context["set_form"].data["revision"]}
    owner_client.post(set_url("edit", row), again, headers=headers)
    row.refresh_from_db()
    assert row.weight == 105


def test_a_changed_session_does_not_make_the_set_s_form_stale(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    row = make_set(session)
    values = SessionValues(name="Renamed", started_at=session.started_at)
    session_update(scope=Scope.of_user(owner), session=session, values=values)
    assert owner_client.post(set_url("edit", row), edit_form(row)).status_code == 302


def test_the_edit_form_opens_in_place_or_on_a_page(owner_client: Client, session: WorkoutSession) -> None:
    row = make_set(session)
    part = owner_client.get(set_url("edit", row), headers=HTMX).content.decode()
    page = owner_client.get(set_url("edit", row)).content.decode()
    assert part.lstrip().startswith("<li class=")
    assert "<!DOCTYPE html>" in page
    for html in (part, page):
        assert f'action="/sessions/sets/{row.pk}/edit/"' in html
        assert f'formaction="/sessions/sets/{row.pk}/delete/"' in html


def test_the_row_folds_again(owner_client: Client, session: WorkoutSession) -> None:
    row = make_set(session)
    part = owner_client.get(set_url("detail", row), headers=HTMX).content.decode()
    assert part.lstrip().startswith("<li class=")
    assert "set__panel" not in part
    assert owner_client.get(set_url("detail", row))["Location"] == f"/sessions/{session.pk}/#set-{row.pk}"


# --- Clone, move, delete --------------------------------------------------------------------------------------------


def test_a_clone_lies_right_below_with_all_reps_done(owner_client: Client, session: WorkoutSession) -> None:
    first = make_set_of_reps(session, [(100, True), (90, False)], weight=Decimal(100))
    second = make_set(session)
    answer = owner_client.post(set_url("clone", first), {"client_id": str(uuid.uuid4())})
    clone = WorkoutSet.objects.exclude(pk__in=[first.pk, second.pk]).get()
    assert order_of(session) == [first.pk, clone.pk, second.pk]
    assert reps_of(clone) == [(Decimal(100), True), (Decimal(90), True)]
    assert answer["Location"].endswith(f"#set-{clone.pk}")


def test_the_same_clone_sent_twice_is_made_once(owner_client: Client, session: WorkoutSession) -> None:
    row = make_set(session)
    for _ in range(2):
        owner_client.post(set_url("clone", row), {"client_id": "6d1f6c0e-3b0f-4c55-8a6c-0b5f6f6f1a11"})
    assert totals_of(session)[0] == 2


def test_a_clone_without_a_client_id_is_made_too(owner_client: Client, session: WorkoutSession) -> None:
    row = make_set(session)
    owner_client.post(set_url("clone", row), {"client_id": "nonsense"})
    assert totals_of(session)[0] == 2


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_clone_that_does_not_fit_says_so(
    owner_client: Client, session: WorkoutSession, headers: dict[str, str]
) -> None:
    row = make_set(session)
    WorkoutSession.objects.filter(pk=session.pk).update(total_sets=1000)
    answer = owner_client.post(set_url("clone", row), headers=headers)
    said = [str(m) for m in get_messages(answer.wsgi_request)] if not headers else [words(answer)]
    assert any("A session holds at most 1000 sets." in text for text in said)
    assert WorkoutSet.objects.count() == 1


@pytest.mark.parametrize(("to", "order"), [("up", [1, 0, 2]), ("down", [0, 2, 1])])
def test_a_set_moves_by_one(owner_client: Client, session: WorkoutSession, to: str, order: list[int]) -> None:
    rows = [make_set(session) for _ in range(3)]
    answer = owner_client.post(set_url("move", rows[1]), {"to": to}, headers=HTMX)
    assert order_of(session) == [rows[place].pk for place in order]
    assert f'id="{to}-{rows[1].pk}"' in answer.content.decode(), "the set stays open, so that it can go further"


def test_at_the_end_of_the_list_nothing_moves(owner_client: Client, session: WorkoutSession) -> None:
    rows = [make_set(session) for _ in range(2)]
    answer = owner_client.post(set_url("move", rows[1]), {"to": "down"})
    assert answer["Location"].endswith(f"#set-{rows[1].pk}")
    assert order_of(session) == [row.pk for row in rows]


def test_deleting_a_set_offers_to_undo(owner_client: Client, session: WorkoutSession) -> None:
    row = make_set(session, exercise_type=make_exercise("Curl"))
    answer = owner_client.post(set_url("delete", row), follow=True)
    undo = Undo.objects.get()
    assert "Set of Curl deleted." in words(answer)
    assert f'action="/sessions/undo/{undo.pk}/"' in answer.content.decode()
    assert totals_of(session) == (0, 0, 0)


def test_deleting_in_place_brings_the_list_and_a_notice_with_undo(
    owner_client: Client, session: WorkoutSession
) -> None:
    kept, row = make_set(session), make_set(session)
    answer = owner_client.post(set_url("delete", row), headers=HTMX)
    page = answer.content.decode()
    assert answer["HX-Retarget"] == "#sets"
    assert f'id="set-{kept.pk}"' in page
    assert f'id="set-{row.pk}"' not in page
    assert f'hx-post="/sessions/undo/{Undo.objects.get().pk}/" hx-target="#sets"' in page
