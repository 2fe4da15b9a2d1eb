"""Body weight in a real browser: two taps, the chart, changing and taking back, with and without scripts, and axe."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import Measure, Measurement
from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.test_calculator import look_at
from tests.e2e.test_frame import DESKTOP
from tests.factories import make_measurement


def weighed(athlete: User, *values: str) -> None:
    """The newest of ``values`` is of yesterday, the others two days apart."""
    weight = Measure.objects.get(slug="body_weight")
    for place, value in enumerate(reversed(values)):
        make_measurement(athlete, weight, value, measured_at=timezone.now() - timedelta(days=1 + 2 * place))


def values_of(athlete: User) -> list[Decimal]:
    rows = Measurement.objects.filter(owner=athlete).order_by("-measured_at").values_list("value", flat=True)
    return [value.normalize() for value in rows]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_weight_is_logged_changed_deleted_and_back_again(
    open_page: OpenPage, athlete: User, javascript: bool
) -> None:
    weighed(athlete, "83", "82.5")
    page = open_page(athlete, javascript=javascript)
    page.goto("/body/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("82.5 kg saved.")).to_be_visible()
    assert [str(value) for value in values_of(athlete)] == ["82.5", "82.5", "83"]
    page.get_by_role("link", name="Edit 82.5 kg").first.click()
    page.get_by_role("textbox", name="Body weight").fill("81.9")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Last: 81.9 kg")).to_be_visible()
    page.get_by_role("link", name="Edit 81.9 kg").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Last: 82.5 kg")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Last: 81.9 kg")).to_be_visible()


def test_the_line_is_drawn_and_the_stepper_moves_by_a_tenth(page: Page, athlete: User) -> None:
    weighed(athlete, "84", "83.2", "82.9")
    page.goto("/body/")
    page.get_by_role("button", name="Less Body weight").click()
    expect(page.get_by_role("textbox", name="Body weight")).to_have_value("82.8")
    page.wait_for_function("window.Chart?.getChart(document.querySelector('canvas'))?.data.datasets.length === 2")
    page.get_by_role("link", name="90 days").click()
    page.wait_for_url("**?period=90")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_are_accessible(open_page: OpenPage, athlete: User, viewport: dict[str, int], dark: bool) -> None:
    page = open_page(athlete, viewport=viewport, dark=dark)
    page.goto("/body/")
    look_at(page, "no values")
    weighed(athlete, "100.25", "101", "99.95")
    page.goto("/body/")
    page.locator("details.more-fields summary").click()
    look_at(page, "values")
    with page.expect_navigation():
        page.get_by_role("link", name="Edit 99.95 kg").click()
    look_at(page, "a value")
    page.goto("/body/measures/")
    page.get_by_label("Name").fill("Handgelenksumfangsmessung links bei Tageslicht")
    with page.expect_navigation():
        page.get_by_role("button", name="Add").click()
    look_at(page, "measures")
