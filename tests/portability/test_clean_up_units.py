"""Converting weights that were taken in the wrong unit: preview, doing it, undoing it."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from portability.services.clean_up.chosen import Chosen, log_version
from portability.services.clean_up.units import Mistake, corrected, units_convert, units_plan
from sessions_app.errors import LimitError, StaleError
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.services import rep_mark, session_delete, undo_apply
from sessions_app.services.check import sums_check
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps
from tests.portability.support import log_of
from workouttracker.kit.units import Unit, to_kg

URL = "/data/clean-up/units/"
LB, KG = Mistake.LB_AS_KG, Mistake.KG_AS_LB
WRONG = {"mistake": "lb_as_kg", "what": "all"}


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


@pytest.fixture
def session(owner: User) -> WorkoutSession:
    """135 × 5, one rep of them at 120 and failed; pull-ups; an assisted exercise."""
    session = make_session(owner)
    reps = [(135, True)] * 4 + [(120, False)]
    make_set_of_reps(session, reps, exercise_type=make_exercise("Bench"), weight=Decimal(135))
    make_set(session, exercise_type=make_exercise("Pull-up", kind="bodyweight"), weight=Decimal(0))
    make_set(session, exercise_type=make_exercise("Dip", kind="assisted"), weight=Decimal(40))
    return session


def test_pounds_taken_as_kilograms_become_pounds(scope: Scope, session: WorkoutSession) -> None:
    session.refresh_from_db()
    revision = session.revision
    units_convert(scope=scope, chosen=Chosen(), mistake=LB)
    bench, pull_up, dip = session.sets.order_by("position")
    assert bench.weight == bench.top_weight == to_kg(Decimal(135), Unit.LB) == Decimal("61.2350")
    assert bench.tonnage == 4 * bench.weight
    assert [rep.weight for rep in bench.reps.all()] == [bench.weight] * 4 + [to_kg(Decimal(120), Unit.LB)]
    assert pull_up.weight == 0
    assert dip.weight == to_kg(Decimal(40), Unit.LB)
    assert dip.tonnage == 0
    session.refresh_from_db()
    assert session.total_tonnage == bench.tonnage
    assert session.revision == revision + 1
    assert list(sums_check()) == []


@pytest.mark.parametrize("typed", ["100", "62.5", "2.25", "0.01", "199.99"])
def test_kilograms_taken_as_pounds_come_back_as_typed(typed: str) -> None:
    assert corrected(to_kg(Decimal(typed), Unit.LB), KG) == Decimal(typed)


def test_undoing_gives_back_what_was_to_the_last_digit(owner: User, scope: Scope, session: WorkoutSession) -> None:
    twins = [("80.0001", True), ("80.0002", True), ("80.0002", False)]
    make_set_of_reps(session, twins, exercise_type=make_exercise("Row"), weight=Decimal("80.0001"))
    before = log_of(owner)
    undo = units_convert(scope=scope, chosen=Chosen(), mistake=LB)
    assert undo is not None
    assert log_of(owner) != before
    undo_apply(scope=scope, undo=undo)
    assert log_of(owner) == before
    assert list(sums_check()) == []


def test_undoing_leaves_alone_what_was_changed_since(scope: Scope, session: WorkoutSession) -> None:
    undo = units_convert(scope=scope, chosen=Chosen(), mistake=LB)
    bench, _pull_up, dip = session.sets.order_by("position")
    rep_mark(scope=scope, workout_set=bench, number=1, success=False)
    assert undo is not None
    undo_apply(scope=scope, undo=undo)
    bench.refresh_from_db()
    dip.refresh_from_db()
    assert bench.weight == Decimal("61.2350")
    assert dip.weight == 40
    assert list(sums_check()) == []


def test_undoing_after_the_session_went_restores_the_rest(owner: User, scope: Scope, session: WorkoutSession) -> None:
    row = make_set(make_session(owner, "Other"), weight=Decimal(225))
    undo = units_convert(scope=scope, chosen=Chosen(), mistake=LB)
    session_delete(scope=scope, session=session)
    assert undo is not None
    undo_apply(scope=scope, undo=undo)
    row.refresh_from_db()
    assert row.weight == 225


def test_only_the_chosen_sets_change(owner: User, stranger: User, scope: Scope, session: WorkoutSession) -> None:
    other = make_set(make_session(owner, "Other"), weight=Decimal(100))
    theirs = make_set(make_session(stranger), weight=Decimal(100))
    bench, _pull_up, dip = session.sets.order_by("position")
    chosen = Chosen(session_ids=(session.pk, theirs.session_id), exercise_ids=(bench.exercise_type_id,))
    assert units_plan(scope=scope, chosen=chosen, mistake=LB).sets == 1
    units_convert(scope=scope, chosen=chosen, mistake=LB)
    weights = dict(WorkoutSet.objects.values_list("pk", "weight"))
    assert weights[bench.pk] == Decimal("61.2350")
    assert (weights[other.pk], weights[theirs.pk], weights[dip.pk]) == (100, 100, 40)


def test_a_weight_over_the_limit_is_refused(owner: User, scope: Scope) -> None:
    make_set(make_session(owner), weight=Decimal(1500))
    before = log_of(owner)
    assert units_plan(scope=scope, chosen=Chosen(), mistake=KG).is_refused
    with pytest.raises(LimitError, match="1500 kg"):
        units_convert(scope=scope, chosen=Chosen(), mistake=KG)
    assert log_of(owner) == before


def test_a_log_that_changed_since_the_preview_is_left_alone(owner: User, scope: Scope, session: WorkoutSession) -> None:
    version = log_version(scope)
    make_set(session, weight=Decimal(50))
    before = log_of(owner)
    with pytest.raises(StaleError):
        units_convert(scope=scope, chosen=Chosen(), mistake=LB, version=version)
    assert log_of(owner) == before


def test_nothing_to_convert_leaves_no_undo(owner: User, scope: Scope) -> None:
    make_set(make_session(owner), weight=Decimal(0))
    assert units_convert(scope=scope, chosen=Chosen(), mistake=LB) is None
    assert not Undo.objects.exists()


def seen_in(response: Any) -> str:
    seen: str = response.context["seen"]
    return seen


def test_the_page_shows_then_does_then_offers_undo(owner: User, owner_client: Client, session: WorkoutSession) -> None:
    before = log_of(owner)
    preview = owner_client.post(URL, WRONG)
    page = preview.content.decode()
    assert preview.status_code == 200
    assert log_of(owner) == before
    assert "Convert 2 sets" in page
    for words in ("Bench", "135 kg", "61.24 kg"):
        assert words in page
    done = owner_client.post(URL, WRONG | {"action": "apply", "seen": seen_in(preview)}, follow=True)
    assert done.redirect_chain == [(reverse("clean-up"), 302)]
    undo = Undo.objects.get()
    assert "Unit converted in 2 sets." in done.content.decode()
    back = owner_client.post(reverse("undo-apply", args=[undo.pk]))
    assert back["Location"] == reverse("clean-up")
    assert log_of(owner) == before


def test_sent_twice_it_is_done_once(owner: User, owner_client: Client, session: WorkoutSession) -> None:
    form = WRONG | {"action": "apply", "seen": seen_in(owner_client.post(URL, WRONG))}
    assert owner_client.post(URL, form).status_code == 302
    again = owner_client.post(URL, form)
    assert again.status_code == 200
    assert "Look at it again" in again.content.decode()
    assert session.sets.get(position=1).weight == Decimal("61.2350")


def test_other_choices_than_those_of_the_preview_are_shown_first(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    seen = seen_in(owner_client.post(URL, WRONG))
    before = log_of(owner)
    form = {"mistake": "kg_as_lb", "what": "all", "action": "apply", "seen": seen}
    assert owner_client.post(URL, form).status_code == 200
    assert log_of(owner) == before


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"mistake": ""}, "Choose what went wrong"),
        ({"what": "import"}, "Choose one of your imports"),
        ({"what": "import", "batch": "0b5b0c4e-0000-4000-8000-000000000000"}, "not there any more"),
        ({"what": "range"}, "Enter the first day"),
        ({"what": "chosen", "sessions": ["x"]}, "x"),
    ],
)
def test_what_is_wrong_is_said(owner_client: Client, form: dict[str, Any], words: str) -> None:
    response = owner_client.post(URL, WRONG | form)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_strangers_session_is_no_choice(owner_client: Client, stranger: User) -> None:
    theirs = make_session(stranger)
    response = owner_client.post(URL, WRONG | {"what": "chosen", "sessions": [str(theirs.pk)]})
    assert response.status_code == 422
