"""The page of the one-rep max: what it says, to whom, in which unit, and what it refuses."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from calculator import formulas
from tests.safety.queries import queries
from tests.sessions_app.pages import HTMX

PAGE = "/calculator/"


def text(client: Client, status: int = 200, **query: Any) -> str:
    answer = client.get(PAGE, query)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("client_name", ["anonymous_client", "owner_client"])
def test_every_formula_and_the_mean_are_shown_signed_in_or_not(
    request: pytest.FixtureRequest, client_name: str
) -> None:
    page = text(request.getfixturevalue(client_name), weight="100", reps="5")
    for part in ("112.50", "116.65", "113.71", "117.46", "119.01", "116.58", "115.49"):
        assert part in page
    for name in ("Brzycki", "Epley", "Lander", "Lombardi", "Mayhew", "O&#x27;Conner", "Wathan"):
        assert name in page


def test_without_an_input_a_usual_set_is_calculated(anonymous_client: Client) -> None:
    assert "115.49" in text(anonymous_client)
    assert 'value="225"' in text(anonymous_client, unit="lb")


def test_at_one_rep_the_weight_stands_as_measured_beside_the_estimates(anonymous_client: Client) -> None:
    answer = anonymous_client.get(PAGE, {"weight": "100", "reps": "1"})
    estimate = answer.context["estimate"]
    assert estimate.measured
    assert estimate.maximum == 100
    page = " ".join(answer.content.decode().split())
    assert "Measured one-rep max" in page
    assert "103.33" in page
    assert "102.48" in page, "the mean of the estimates"


def test_the_percentage_table_goes_from_half_to_all_with_reps(anonymous_client: Client) -> None:
    rows = anonymous_client.get(PAGE, {"weight": "100", "reps": "1"}).context["estimate"].percentages
    assert [row.percent for row in rows] == [100, 95, 90, 85, 80, 75, 70, 65, 60, 55, 50]
    assert [row.value for row in rows] == [row.percent for row in rows]
    assert [row.reps for row in rows if not row.beyond] == [1, 2, 4, 6, 8, 11, 14, 16, 19]


def test_the_rep_max_table_goes_from_one_to_twelve_and_leads_back_to_the_set(anonymous_client: Client) -> None:
    rows = anonymous_client.get(PAGE, {"weight": "100", "reps": "5"}).context["estimate"].rep_maxes
    assert [row.reps for row in rows] == list(range(1, 13))
    assert round(rows[4].value, 6) == 100


@pytest.mark.parametrize(("reps", "poor"), [("10", False), ("11", True), ("20", True)])
def test_above_ten_reps_a_note_says_that_estimates_get_poor(anonymous_client: Client, reps: str, poor: bool) -> None:
    assert ("estimates get poor" in text(anonymous_client, weight="60", reps=reps)) is poor


@pytest.mark.parametrize(
    ("weight", "reps", "message"),
    [
        ("0", "5", "“0”: the weight has to be above 0 and at most 1,000 kg."),
        ("1000.01", "5", "“1000.01”: the weight has to be above 0 and at most 1,000 kg."),
        ("-5", "5", "“-5”: the weight has to be above 0"),
        ("1.000,5", "5", "“1.000,5” is not a number."),
        ("", "5", "Say how heavy it is."),
        ("100", "0", "“0”: write a whole number from 1 to 20."),
        ("100", "21", "“21”: write a whole number from 1 to 20."),
        ("100", "2.5", "“2.5”: write a whole number from 1 to 20."),
        ("100", "", "Say how many reps it was."),
    ],
)
def test_what_can_not_be_used_is_named_and_kept(anonymous_client: Client, weight: str, reps: str, message: str) -> None:
    page = text(anonymous_client, 422, weight=weight, reps=reps)
    assert message in page
    assert f'value="{weight}"' in page
    assert f'value="{reps}"' in page


@pytest.mark.parametrize(("weight", "reps"), [("0.01", "1"), ("1000", "20"), ("1000,00", "1")])
def test_the_ends_of_the_range_belong_to_it(anonymous_client: Client, weight: str, reps: str) -> None:
    text(anonymous_client, weight=weight, reps=reps)


def test_pounds_go_in_and_come_out_exactly(owner: User, owner_client: Client) -> None:
    owner.unit = "lb"
    owner.save(update_fields=["unit"])
    estimate = owner_client.get(PAGE, {"weight": "225", "reps": "5"}).context["estimate"]
    assert round(estimate.formulas[0].value, 10) == 253.125
    assert text(owner_client, weight="2204.62", reps="5")
    assert "at most 2,204 lb" in text(owner_client, 422, weight="2204.63", reps="5")


def test_german_numbers_go_in_and_come_out(owner: User, owner_client: Client) -> None:
    owner.language = "de"
    owner.save(update_fields=["language"])
    page = text(owner_client, weight="62,5", reps="5")
    assert "70,31" in page
    assert "w × (1 + 0,0333 r)" in page
    assert 'data-share="0.95"' in page, "what scripts read keeps its point"


def test_while_typing_only_the_result_is_sent_and_half_a_number_is_no_mistake(anonymous_client: Client) -> None:
    answer = anonymous_client.get(PAGE, {"weight": "100", "reps": "5"}, headers=HTMX)
    assert b"<html" not in answer.content
    assert b"115.49" in answer.content
    half = anonymous_client.get(PAGE, {"weight": "", "reps": "5"}, headers=HTMX)
    assert half.status_code == 200
    assert b"Say how heavy it is." in half.content


def test_the_script_gets_the_factors_of_the_formulas(anonymous_client: Client) -> None:
    factors = anonymous_client.get(PAGE).context["factors"]
    assert sorted(factors) == sorted([*formulas.FORMULAS, "mean", "maximum"])
    assert all(len(row) == 20 for row in factors.values())
    assert factors["brzycki"][4] == 1.125
    assert factors["maximum"][0] == 1
    assert factors["mean"][0] > 1


def test_a_stranger_s_tool_asks_the_database_nothing(anonymous_client: Client) -> None:
    text(anonymous_client)
    with queries() as asked:
        text(anonymous_client)
    assert asked == []


def test_only_athletes_are_offered_to_save(owner_client: Client, anonymous_client: Client) -> None:
    assert "Save to my profile" in text(owner_client)
    signed_out = text(anonymous_client)
    assert "Save to my profile" not in signed_out
    assert "Sign in</a> to keep results" in signed_out


def test_the_address_takes_no_other_verb(owner_client: Client) -> None:
    assert owner_client.post(PAGE, {"weight": "100", "reps": "5"}).status_code == 405
