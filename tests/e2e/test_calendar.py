"""The history as a month and as a year in a real browser: getting around, what is seen first, and axe."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import ExerciseType, SetType, WorkoutSession
from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.test_calculator import look_at
from tests.e2e.test_frame import DESKTOP
from tests.factories import make_session, make_set

MONTH, YEAR = "/sessions/calendar/", "/sessions/year/"


def trained(athlete: User, days: int, name: str = "Push", sets: int = 2) -> WorkoutSession:
    """A workout so many days ago."""
    session = make_session(athlete, name, started_at=timezone.now() - timedelta(days=days))
    exercise = ExerciseType.objects.get(owner=None, name="Bench Press (Barbell)")
    working = SetType.objects.get(owner=None, slug="working")
    for _set in range(sets):
        make_set(session, exercise_type=exercise, set_type=working, weight=Decimal(80))
    return session


def before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def test_months_follow_each_other_without_leaving_the_page(page: Page, athlete: User) -> None:
    session = trained(athlete, 0)
    page.goto(MONTH)
    page.evaluate("window.stayed = true")
    this = session.local_date.replace(day=1)
    expect(page.locator("td[aria-current=date] .calendar__day--trained")).to_have_count(1)
    page.locator("a[rel=prev]").click()
    page.wait_for_url(f"**/sessions/calendar/?month={before(this):%Y-%m}")
    page.locator("a[rel=prev]").click()  # the last week of the month before may hold today
    page.wait_for_url(f"**/sessions/calendar/?month={before(before(this)):%Y-%m}")
    expect(page.locator("td[aria-current=date]")).to_have_count(0)
    page.get_by_role("link", name="This month").click()
    expect(page.locator("td[aria-current=date]")).to_have_count(1)
    assert page.evaluate("window.stayed"), "only the month was swapped"
    page.go_back()
    page.wait_for_url(f"**?month={before(before(this)):%Y-%m}")
    expect(page.get_by_role("link", name="This month")).to_be_visible()


def test_a_day_leads_to_its_session_by_keyboard_too(page: Page, athlete: User) -> None:
    session = trained(athlete, 0, "Legs")
    page.goto(MONTH)
    day = page.get_by_role("link", name=re.compile("Legs; 2 sets"))
    day.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sessions/{session.pk}/")


def test_without_scripts_the_links_lead_to_pages(open_page: OpenPage, athlete: User) -> None:
    trained(athlete, 0)
    page = open_page(athlete, javascript=False)
    page.goto("/sessions/")
    page.get_by_role("link", name="Calendar").click()
    page.locator("a[rel=prev]").click()
    expect(page.get_by_text("No workout in this month.")).to_be_visible()
    page.get_by_role("link", name="Year", exact=True).click()
    expect(page.get_by_text("Month by month")).to_be_visible()


def test_the_newest_week_of_the_year_is_seen_first(page: Page, athlete: User) -> None:
    trained(athlete, 0)
    trained(athlete, 300)
    page.goto(YEAR)
    box = page.locator(".heat-scroll").bounding_box()
    newest = page.locator(".heat__day--1").last.bounding_box()
    assert box is not None
    assert newest is not None
    assert box["x"] <= newest["x"] < box["x"] + box["width"]
    page.locator(".heat-scroll").focus()
    before_keys = page.evaluate("document.querySelector('.heat-scroll').scrollLeft")
    for _press in range(5):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("start => document.querySelector('.heat-scroll').scrollLeft < start", arg=before_keys)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "viewport", [PHONE, {"width": 768, "height": 1024}, DESKTOP], ids=["phone", "tablet", "desktop"]
)
def test_calendar_and_year_are_accessible(
    open_page: OpenPage, athlete: User, viewport: dict[str, int], dark: bool
) -> None:
    page = open_page(athlete, viewport=viewport, dark=dark)
    page.goto(YEAR)
    look_at(page, "an empty year")
    long_name = "Beinbeuger-Sondereinheit mit Donaudampfschifffahrtskapitänsunterbrechung"
    for days in range(0, 28, 2):
        trained(athlete, days, long_name, sets=days % 5)
    trained(athlete, 2)
    for address in (MONTH, YEAR, "/sessions/"):
        page.goto(address)
        look_at(page, address)
