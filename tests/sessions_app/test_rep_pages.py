"""Ticking reps off, one by one and as a grid."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.services import rep_mark
from sharing.scope import Scope
from tests.factories import make_session, make_set, make_set_of_reps
from tests.sessions_app.looks import reps_of, totals_of
from tests.sessions_app.pages import HTMX


@pytest.fixture
def row(owner: User) -> WorkoutSet:
    """Three reps with 100 kg."""
    return make_set(make_session(owner), number_reps=3)


def reps_url(row: WorkoutSet) -> str:
    return reverse("set-reps", args=[row.pk])


def tick_url(row: WorkoutSet, number: int) -> str:
    return reverse("rep-mark", args=[row.pk, number])


def grid(row: WorkoutSet, *reps: tuple[str, bool]) -> dict[str, Any]:
    """The grid as a browser sends it: an unticked box is not sent."""
    form: dict[str, Any] = {"revision": row.revision}
    for number, (weight, success) in enumerate(reps, start=1):
        form[f"weight-{number}"] = weight
        if success:
            form[f"success-{number}"] = "on"
    return form


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_tap_marks_one_rep_failed_and_another_takes_it_back(
    owner_client: Client, row: WorkoutSet, headers: dict[str, str]
) -> None:
    owner_client.post(tick_url(row, 3), {"success": "0"}, headers=headers)
    assert reps_of(row) == [(Decimal(100), True), (Decimal(100), True), (Decimal(100), False)]
    assert totals_of(row.session) == (1, 3, Decimal(200))
    owner_client.post(tick_url(row, 3), {"success": "1"}, headers=headers)
    assert totals_of(row.session) == (1, 3, Decimal(300))


def test_after_a_tap_the_reps_stay_open_with_fresh_sums(owner_client: Client, row: WorkoutSet) -> None:
    page = owner_client.post(tick_url(row, 2), {"success": "0"}, headers=HTMX).content.decode()
    assert page.lstrip().startswith("<li class=")
    assert f'id="rep-{row.pk}-2" name="success" value="1" aria-pressed="false"' in page
    assert 'aria-label="2 of 3 reps done"' in page
    assert 'id="session-head"' in page


def test_without_htmx_a_tap_leads_back_to_the_reps(owner_client: Client, row: WorkoutSet) -> None:
    assert owner_client.post(tick_url(row, 1), {"success": "0"})["Location"] == reps_url(row)


@pytest.mark.parametrize("number", [0, 4, 1001])
def test_a_rep_the_set_does_not_have_is_missing(owner_client: Client, row: WorkoutSet, number: int) -> None:
    assert owner_client.post(tick_url(row, number), {"success": "0"}).status_code == 404


def test_the_reps_open_in_place_or_on_a_page(owner_client: Client, row: WorkoutSet) -> None:
    part = owner_client.get(reps_url(row), headers=HTMX).content.decode()
    page = owner_client.get(reps_url(row)).content.decode()
    assert part.lstrip().startswith("<li class=")
    assert "<!DOCTYPE html>" in page
    for html in (part, page):
        assert html.count('class="rep-tick"') == 3
        assert html.count('name="weight-') == 3


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_the_grid_writes_all_reps_at_once(owner_client: Client, row: WorkoutSet, headers: dict[str, str]) -> None:
    form = grid(row, ("100", True), ("92,5", True), ("90", False))
    answer = owner_client.post(reps_url(row), form, headers=headers)
    assert answer.status_code == (200 if headers else 302)
    assert reps_of(row) == [(Decimal(100), True), (Decimal("92.5"), True), (Decimal(90), False)]
    assert totals_of(row.session)[2] == Decimal("192.5")
    row.refresh_from_db()
    assert (row.weight, row.reps_failed) == (Decimal(100), 1)


def test_weights_in_the_grid_are_the_athlete_s_unit_and_untouched_ones_stay(owner: User, owner_client: Client) -> None:
    User.objects.filter(pk=owner.pk).update(unit="lb")
    row = make_set_of_reps(make_session(owner), [(100, True), ("102.0583", True)])
    form = owner_client.get(reps_url(row)).context["reps_form"]
    assert [line.weight.value() for line in form.lines()] == ["220.46", "225"]
    owner_client.post(reps_url(row), grid(row, ("220.46", True), ("230", True)))
    assert reps_of(row) == [(Decimal(100), True), (Decimal("104.3262"), True)]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (("100", "", "100"), "Enter the weight of rep 2."),
        (("100", "x", "100"), "“x” is not a number"),
        (("100", "3000", "100"), "a weight is between 0 and 2,000 kg"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_wrong_grid_says_which_rep_and_keeps_the_input(
    owner_client: Client, row: WorkoutSet, weights: tuple[str, ...], message: str, headers: dict[str, str]
) -> None:
    form = grid(row, *((weight, False) for weight in weights))
    answer = owner_client.post(reps_url(row), form, headers=headers)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    assert page.count('type="checkbox"') == 3
    assert " checked" not in page, "what was unticked stays unticked"
    assert totals_of(row.session)[2] == 300


def test_a_grid_opened_before_another_change_overwrites_nothing(
    owner: User, owner_client: Client, row: WorkoutSet
) -> None:
    form = grid(row, ("100", True), ("100", True), ("95", True))
    rep_mark(scope=Scope.of_user(owner), workout_set=row, number=1, success=False)
    answer = owner_client.post(reps_url(row), form, headers=HTMX)
    assert answer.status_code == 409
    assert "This was changed somewhere else" in answer.content.decode()
    assert reps_of(row)[2] == (Decimal(100), True)
    again = form | {"revision": answer.context["reps_form"].data["revision"]}
    assert owner_client.post(reps_url(row), again, headers=HTMX).status_code == 200
    assert reps_of(row)[2] == (Decimal(95), True)


def test_a_set_of_a_thousand_reps_can_be_opened_and_saved(owner: User, owner_client: Client) -> None:
    row = make_set(make_session(owner), number_reps=1000)
    assert owner_client.get(reps_url(row), headers=HTMX).content.decode().count('class="rep-tick"') == 1000
    assert owner_client.post(reps_url(row), grid(row, *[("50", True)] * 1000)).status_code == 302
    assert WorkoutSession.objects.get().total_tonnage == 50_000
