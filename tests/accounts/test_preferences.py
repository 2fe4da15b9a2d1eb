"""The preferences page and its service."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.services import preferences_update
from tests.accounts.support import person

pytestmark = pytest.mark.django_db

PAGE = "/accounts/preferences/"
GOOD = {
    "name": "Ada",
    "unit": "lb",
    "default_rest_seconds": "2:30",
    "language": "en",
    "time_zone": "America/New_York",
    "first_weekday": "6",
    "theme": "dark",
}


def save(client: Client, **changes: str) -> Any:
    return client.post(PAGE, {**GOOD, **changes})


def test_everything_is_saved_and_the_page_answers_with_a_redirect(client: Client) -> None:
    client.force_login(person())
    answer = save(client)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    user = User.objects.get()
    assert (user.name, user.unit, user.default_rest_seconds, user.time_zone, user.first_weekday, user.theme) == (
        "Ada",
        "lb",
        150,
        "America/New_York",
        6,
        "dark",
    )
    page = client.get(PAGE).content.decode()
    assert "Preferences saved." in page
    assert 'value="2:30"' in page


def test_the_new_language_counts_from_the_next_page_on(client: Client) -> None:
    client.force_login(person())
    save(client, language="de")
    assert '<html lang="de"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("default_rest_seconds", "two", "“two” is not a rest time. Write minutes and seconds like 2:30"),
        ("default_rest_seconds", "61:00", "“61:00” is too long. A rest lasts at most 60:00."),
        ("default_rest_seconds", "-5", "“-5” is not a rest time."),
        ("name", "ada@example.org", "“ada@example.org” looks like an e-mail address."),
        ("time_zone", "Mars/Olympus", "Select a valid choice. Mars/Olympus is not one of the available choices."),
        ("unit", "stone", "Select a valid choice. stone is not one of the available choices."),
    ],
)
def test_bad_input_is_named_with_what_was_expected_and_stays_in_the_form(
    client: Client, field: str, value: str, sentence: str
) -> None:
    client.force_login(person(name="Before"))
    answer = save(client, theme="light", **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    if field in {"default_rest_seconds", "name"}:
        assert f'value="{value}"' in page
    assert '<input type="radio" name="theme" value="light" id="id_theme_1" required checked>' in page.replace(
        ' aria-invalid="true"', ""
    )
    user = User.objects.get()
    assert (user.name, user.unit, user.theme) == ("Before", "kg", "auto")


def test_a_refused_theme_does_not_change_the_frame_of_the_answer(client: Client) -> None:
    client.force_login(person(theme="dark"))
    page = save(client, theme="light", default_rest_seconds="x").content.decode()
    assert 'data-theme="dark"' in page


def test_a_missing_field_is_asked_for(client: Client) -> None:
    client.force_login(person())
    answer = client.post(PAGE, {})
    assert answer.status_code == 422
    assert answer.content.decode().count("This field is required.") >= 6


def test_a_zone_the_list_leaves_out_stays_choosable_for_who_has_it(client: Client) -> None:
    client.force_login(person(time_zone="EST5EDT"))
    assert '<option value="EST5EDT" selected>' in client.get(PAGE).content.decode()
    assert save(client, time_zone="EST5EDT").status_code == 302


def test_languages_are_named_in_their_own_words(client: Client) -> None:
    client.force_login(person())
    page = client.get(PAGE).content.decode()
    assert '<option value="de">Deutsch</option>' in page


def test_nobody_reaches_the_page_signed_out(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"
    assert save(client).status_code == 302


def test_only_reading_and_posting_are_verbs(client: Client) -> None:
    client.force_login(person())
    assert [client.put(PAGE).status_code, client.delete(PAGE).status_code] == [405, 405]


def test_the_service_writes_only_what_changed(django_assert_num_queries: Any) -> None:
    user = person(unit="kg")
    with django_assert_num_queries(0):
        preferences_update(user=user, unit="kg")
    with django_assert_num_queries(1) as queries:
        preferences_update(user=user, unit="lb", theme="auto")
    assert '"unit"' in queries[0]["sql"]
    assert '"theme"' not in queries[0]["sql"]


def test_the_service_refuses_by_field_and_changes_nothing() -> None:
    user = person()
    with pytest.raises(ValidationError) as refused:
        preferences_update(user=user, unit="stone", time_zone="Mars/Olympus", default_rest_seconds=4000, theme="dark")
    assert sorted(refused.value.message_dict) == ["default_rest_seconds", "time_zone", "unit"]
    assert (user.unit, user.theme) == ("kg", "auto")
    assert User.objects.get().theme == "auto"


def test_the_service_knows_no_other_fields() -> None:
    with pytest.raises(TypeError, match="is_staff"):
        preferences_update(user=person(), is_staff=True)  # type: ignore[call-arg]


def test_the_weight_step_is_the_usual_one_of_the_unit_until_another_one_is_chosen(client: Client) -> None:
    client.force_login(person())
    save(client, unit="lb")
    assert User.objects.get().step == 5
    save(client, unit="lb", weight_step="2.5")
    assert User.objects.get().step == Decimal("2.5")
    assert '<option value="2.5" selected>' in client.get(PAGE).content.decode()


def test_with_another_unit_the_weight_step_is_the_usual_one_again(client: Client) -> None:
    client.force_login(person(unit="kg", weight_step=Decimal("1.25")))
    save(client, unit="lb", weight_step="1.25")
    assert (User.objects.get().weight_step, User.objects.get().step) == (None, 5)
    user = person(email="other@example.org", unit="kg", weight_step=Decimal(1))
    assert preferences_update(user=user, unit="lb").weight_step is None
    assert preferences_update(user=user, unit="kg", weight_step=Decimal("0.5")).step == Decimal("0.5")


@pytest.mark.parametrize("step", ["3", "-1", "NaN", "1e9", "100"])
def test_a_weight_step_that_is_not_offered_is_refused(client: Client, step: str) -> None:
    client.force_login(person())
    assert save(client, weight_step=step).status_code == 422
    assert User.objects.get().weight_step is None
