"""Sets on the session page: change, clone, move, delete; with and without HTMX."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from sessions_app.models import ExerciseType, Undo, WorkoutSession, WorkoutSet
from sessions_app.services import SessionValues, SetValues, session_update, set_update
from sharing.scope import Scope
from tests.factories import make_exercise, make_set, make_set_of_reps, set_values
from tests.sessions_app.looks import order_of, reps_of, totals_of
from tests.sessions_app.pages import HTMX, edit_form, set_url, words

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
