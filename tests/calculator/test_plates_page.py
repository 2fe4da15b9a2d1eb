"""Plates, warm-up and the athlete's own gear over HTTP."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from calculator.gear import DEFAULTS, gear_of, warm_ups_of
from calculator.models import Gear, WarmUps
from calculator.plates import Pair
from calculator.warm_up import Scheme, Step
from sharing.scope import Area, Scope
from tests.sessions_app.pages import HTMX
from workouttracker.kit.units import Unit

PLATES, WARM_UP, GEAR = "/calculator/plates/", "/calculator/warm-up/", "/calculator/plates/gear/"
OWN = "/calculator/warm-up/own/"


def text(client: Client, url: str, status: int = 200, **query: Any) -> str:
    answer = client.get(url, query)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def gear_form(*rows: tuple[str, str], **fields: str) -> dict[str, str]:
    said = {"unit": "kg", "bars": "20 12,5", "form-TOTAL_FORMS": "12", "form-INITIAL_FORMS": "0"} | fields
    for place, (weight, pairs) in enumerate(rows):
        said |= {f"form-{place}-weight": weight, f"form-{place}-pairs": pairs}
    return said


@pytest.mark.parametrize("client_name", ["anonymous_client", "owner_client"])
def test_the_plates_of_each_side_are_said_in_words(request: pytest.FixtureRequest, client_name: str) -> None:
    page = text(request.getfixturevalue(client_name), PLATES, weight="142.5")
    for part in ("On each side", "2 × 25 kg", "1 × 10 kg", "1 × 1.25 kg"):
        assert part in page


def test_what_can_not_be_loaded_shows_the_nearest_below_and_above(anonymous_client: Client) -> None:
    page = text(anonymous_client, PLATES, weight="101")
    assert "101 kg can&#x27;t be loaded" in page or "101 kg can't be loaded" in page
    assert "Nearest below" in page
    assert "Nearest above" in page


def test_less_than_the_bar_shows_the_bar(anonymous_client: Client) -> None:
    assert "The bar alone, no plates." in text(anonymous_client, PLATES, weight="15")


def test_pounds_are_loaded_with_plates_in_pounds(anonymous_client: Client) -> None:
    page = text(anonymous_client, PLATES, weight="225", unit="lb")
    assert "2 × 45 lb" in page
    assert "with the 45 lb bar" in page


def test_another_bar_can_be_chosen_and_an_unknown_one_is_named(anonymous_client: Client) -> None:
    assert "with the 15 kg bar" in text(anonymous_client, PLATES, weight="95", bar="15")
    assert "99" in text(anonymous_client, PLATES, 422, weight="95", bar="99")


def test_the_quick_log_can_load_the_result_alone(owner_client: Client) -> None:
    answer = owner_client.get(PLATES, {"weight": "100"}, headers=HTMX)
    assert b"<html" not in answer.content
    assert b"hx-swap-oob" not in answer.content
    assert b"1 \xc3\x97 25 kg" in answer.content


def test_while_typing_the_links_to_the_other_unit_follow(owner_client: Client) -> None:
    headers = HTMX | {"HX-Target": "tool-result"}
    answer = owner_client.get(PLATES, {"weight": "80"}, headers=headers)
    assert b'href="?weight=80&amp;unit=lb"' in answer.content


def test_the_warm_up_leads_to_the_working_weight(anonymous_client: Client) -> None:
    page = anonymous_client.get(WARM_UP, {"weight": "100"})
    assert [step.loading.total for step in page.context["steps"]] == [20, 40, 60, 75, 85]
    long = anonymous_client.get(WARM_UP, {"weight": "100", "scheme": "long"})
    assert len(long.context["steps"]) == 6
    assert "start right away" in text(anonymous_client, WARM_UP, weight="20")
    assert "Say how heavy it is." in text(anonymous_client, WARM_UP, 422, weight="")


def test_an_athlete_calculates_with_their_own_plates(owner: User, owner_client: Client) -> None:
    saved = owner_client.post(GEAR, gear_form(("20", "1"), ("15", "2"), ("", ""), ("5", "0")))
    assert saved["Location"] == f"{PLATES}?unit=kg"
    gear = gear_of(Scope.of_user(owner), Unit.KG)
    assert gear.bars == (Decimal(20), Decimal("12.5"))
    assert gear.plates == (Pair(Decimal(20), 1), Pair(Decimal(15), 2))
    assert gear.smallest_step == 30
    assert "2 × 15 kg" in text(owner_client, PLATES, weight="80")
    assert gear_of(Scope.of_user(owner), Unit.LB) == DEFAULTS[Unit.LB]


def test_saving_again_changes_the_one_row_and_the_usual_ones_come_back(owner: User, owner_client: Client) -> None:
    owner_client.post(GEAR, gear_form(("20", "1")))
    owner_client.post(GEAR, gear_form(("25", "3")))
    assert Gear.objects.get(owner=owner).plates == [["25", 3]]
    owner_client.post(GEAR, gear_form(usual="1"))
    assert gear_of(Scope.of_user(owner), Unit.KG) == DEFAULTS[Unit.KG]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (gear_form(bars=""), "Write at least one bar."),
        (gear_form(bars="20 heavy"), "“heavy” is not a number."),
        (gear_form(bars="1 2 3 4 5 6 7"), "write one to 6 bars"),
        (gear_form(bars="0"), "“0”: a weight is above 0"),
        (gear_form(("0.07", "1")), "“0.07”: a weight is above 0, at most 100, in steps of 0.05."),
        (gear_form(("101", "1")), "“101”: a weight is above 0"),
        (gear_form(("20", "11")), "“11”: write a whole number from 0 to 10."),
        (gear_form(("20", "1"), ("20.0", "2")), "The 20 plate stands in two rows."),
    ],
)
def test_gear_that_can_not_be_used_is_named_and_kept_in_the_form(
    owner_client: Client, form: dict[str, str], message: str
) -> None:
    answer = owner_client.post(GEAR, form)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Gear.objects.exists()


def test_own_plates_are_never_part_of_a_share(owner: User, owner_client: Client) -> None:
    owner_client.post(GEAR, gear_form(("20", "1")))
    visitor = Scope(owner=owner, areas=frozenset({Area.SESSIONS, Area.REPORTS, Area.CALCULATOR}), share_id="x")
    assert gear_of(visitor, Unit.KG) == DEFAULTS[Unit.KG]


def test_own_warm_ups_come_first_and_are_used_unless_another_is_chosen(owner: User, owner_client: Client) -> None:
    lines = "Bench: 0×10, 50 % x 5 , 85*1*2\n\nHeavy day: 0×5, 90×1"
    assert owner_client.post(OWN, {"schemes": lines})["Location"] == WARM_UP
    assert warm_ups_of(Scope.of_user(owner))[0] == Scheme("Bench", (Step(0, 10), Step(50, 5), Step(85, 1, 2)))
    page = owner_client.get(WARM_UP, {"weight": "100"})
    assert [step.loading.total for step in page.context["steps"]] == [20, 50, 85]
    second = owner_client.get(WARM_UP, {"weight": "100", "scheme": "own-2"})
    assert [step.loading.total for step in second.context["steps"]] == [20, 90]
    assert len(owner_client.get(WARM_UP, {"weight": "100", "scheme": "usual"}).context["steps"]) == 5
    assert "Bench: 0×10, 50×5, 85×1×2\nHeavy day: 0×5, 90×1" in owner_client.get(OWN).content.decode()
    owner_client.post(OWN, {"schemes": " \n"})
    assert not WarmUps.objects.exists()


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("Bench 50×5", "Line 1, “Bench 50×5”"),
        ("Bench: 50×5\nSquat: 50", "Line 2, “50”"),
        ("Bench: 100×5", "“100×5”"),
        ("Bench: 50×0", "“50×0”"),
        ("Bench: 50×5×9", "“50×5×9”"),
        ("Bench: 50×5\nbench: 60×5", "each with a name of its own"),
        ("\n".join(f"Day {number}: 50×5" for number in range(9)), "Keep at most 8 warm-ups"),
    ],
)
def test_a_warm_up_that_can_not_be_read_is_named_and_kept_in_the_form(
    owner_client: Client, lines: str, named: str
) -> None:
    answer = owner_client.post(OWN, {"schemes": lines})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert named in page
    assert lines in page
    assert not WarmUps.objects.exists()


def test_own_warm_ups_are_nobody_else_s(owner: User, owner_client: Client, stranger_client: Client) -> None:
    owner_client.post(OWN, {"schemes": "Bench: 50×5"})
    assert "Bench" not in stranger_client.get(WARM_UP).content.decode()
    visitor = Scope(owner=owner, areas=frozenset({Area.SESSIONS, Area.REPORTS, Area.CALCULATOR}), share_id="x")
    assert warm_ups_of(visitor) == ()


def test_two_athletes_have_two_racks(owner_client: Client, stranger_client: Client) -> None:
    owner_client.post(GEAR, gear_form(("20", "1")))
    assert "Usual bars and plates" in text(stranger_client, PLATES)
    assert "Your bars and plates" in text(owner_client, PLATES)
