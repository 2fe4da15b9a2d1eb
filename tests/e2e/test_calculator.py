"""The tools in a real browser: numbers while one types, without scripts, saving, plates, and how it looks to axe."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from calculator.models import Gear
from sessions_app.models import ExerciseType, SetType, WorkoutSession, WorkoutSet
from tests.e2e.conftest import PHONE, Guard, OpenPage, axe
from tests.e2e.test_frame import DESKTOP, TARGETS
from tests.factories import make_session, make_set

CALCULATOR, ANALYSIS, PLATES, WARM_UP, GEAR = (
    "/calculator/",
    "/calculator/analysis/",
    "/calculator/plates/",
    "/calculator/warm-up/",
    "/calculator/plates/gear/",
)
MAXIMUM = "[data-factor=maximum]"


def bench() -> ExerciseType:
    return ExerciseType.objects.get(owner=None, name="Bench Press (Barbell)")


def trained(athlete: User) -> WorkoutSession:
    """A workout of two days ago with three heavy sets."""
    session = make_session(athlete, "Push", started_at=timezone.now() - timedelta(days=2))
    working = SetType.objects.get(owner=None, slug="working")
    for weight in (95, 100, 90):
        make_set(session, exercise_type=bench(), set_type=working, weight=Decimal(weight), number_reps=5)
    return session


def test_numbers_follow_the_fingers_before_the_server_answers(page: Page) -> None:
    page.goto(CALCULATOR)
    held: list[Route] = []
    page.route("**/calculator/?*", lambda route: held.append(route))
    page.fill("#tool-weight", "200")
    expect(page.locator(MAXIMUM)).to_have_text("230.98")
    expect(page.locator("[data-factor=brzycki]")).to_have_text("225.00")
    expect(page.locator("[data-share]").nth(1)).to_have_text("219.43")
    page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    page.unroute("**/calculator/?*")
    page.wait_for_url("**/calculator/?weight=200&reps=5")
    expect(page.locator(MAXIMUM)).to_have_text("230.98")


def test_what_was_typed_before_the_scripts_came_is_answered_too(page: Page) -> None:
    held: list[Route] | None = []
    page.route("**/*.js", lambda route: route.continue_() if held is None else held.append(route))
    page.goto(CALCULATOR, wait_until="commit")
    page.fill("#tool-weight", "200")
    came, held = held or [], None
    for route in came:
        route.continue_()
    page.wait_for_url("**/calculator/?weight=200&reps=5")
    expect(page.locator(MAXIMUM)).to_have_text("230.98")


def test_the_server_and_the_script_say_the_same_for_every_number_of_reps(page: Page) -> None:
    page.goto(CALCULATOR)
    page.fill("#tool-weight", "82.5")
    for reps in (1, 2, 7, 10, 13, 20):
        page.fill("#tool-reps", str(reps))
        by_script = page.locator("[data-factor], [data-share]").all_inner_texts()
        page.wait_for_url(f"**/calculator/?weight=82.5&reps={reps}")
        expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
        assert page.locator("[data-factor], [data-share]").all_inner_texts() == by_script


def test_steppers_notes_and_messages_come_while_typing(page: Page) -> None:
    page.goto(CALCULATOR)
    for _press in range(6):
        page.get_by_role("button", name="More Reps").click()
    expect(page.get_by_text("estimates get poor")).to_be_visible()
    page.fill("#tool-reps", "1")
    expect(page.get_by_text("Measured one-rep max")).to_be_visible()
    expect(page.locator(MAXIMUM)).to_have_text("100.00")
    page.fill("#tool-reps", "21")
    expect(page.get_by_text("“21”: write a whole number from 1 to 20.")).to_be_visible()
    page.fill("#tool-reps", "5")
    expect(page.locator(MAXIMUM)).to_have_text("115.49")
    page.wait_for_url("**/calculator/?weight=100&reps=5")


def test_without_scripts_and_signed_out_the_button_calculates(open_page: OpenPage) -> None:
    page = open_page(None, javascript=False)
    page.goto(CALCULATOR)
    page.fill("#tool-weight", "62.5")
    page.fill("#tool-reps", "10")
    page.get_by_role("button", name="Calculate").click()
    expect(page.locator("[data-factor=brzycki]")).to_have_text("83.33")
    page.get_by_role("link", name="lb", exact=True).click()
    expect(page.locator("#tool-weight")).to_have_value("62.5")
    expect(page.get_by_text("Weight (lb)").first).to_be_visible()


def test_a_result_is_saved_once_and_opened(page: Page, athlete: User) -> None:
    trained(athlete)
    page.goto(CALCULATOR)
    page.fill("#tool-weight", "120")
    page.wait_for_url("**/calculator/?weight=120&reps=5")
    page.select_option("select[name=exercise]", label="Bench Press (Barbell)")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    page.wait_for_url(re.compile(r"/sessions/\d+/$"))
    expect(page.get_by_text("Saved as a calculation.")).to_be_visible()
    session = WorkoutSession.objects.get(owner=athlete, kind="calculation")
    assert session.name == "Bench Press (Barbell) – One-rep max 138.59 kg"
    assert WorkoutSet.objects.get(session=session).weight == 120


def test_the_analysis_is_sorted_folded_open_and_leads_on(page: Page, athlete: User) -> None:
    session = trained(athlete)
    make_set(session, exercise_type=ExerciseType.objects.get(owner=None, name="Squat (Barbell)"), weight=Decimal(140))
    page.goto(ANALYSIS)
    titles = page.locator("details.estimate .list__title")
    expect(titles).to_have_text(["Squat (Barbell)", "Bench Press (Barbell)"])
    page.select_option("#analysis-sort", "name")
    expect(titles).to_have_text(["Bench Press (Barbell)", "Squat (Barbell)"])
    page.get_by_role("link", name="30 days").click()
    page.wait_for_url("**?*days=30*")
    expect(titles.first).to_have_text("Bench Press (Barbell)")
    titles.first.click()
    expect(page.get_by_text("119.01").first).to_be_visible()
    page.get_by_role("link", name="Open in the calculator").first.click()
    expect(page.locator("#tool-weight")).to_have_value("100")
    expect(page.locator(MAXIMUM)).to_have_text("115.49")


def test_plates_follow_the_weight_and_the_gear_of_the_gym(page: Page, athlete: User) -> None:
    page.goto(PLATES)
    page.fill("#tool-weight", "80")
    page.wait_for_url("**/calculator/plates/?weight=80*")
    expect(page.get_by_text("1 × 5 kg")).to_be_visible()
    page.get_by_role("link", name="Change").click()
    page.fill("[name=bars]", "20 12.5")
    for place in range(12):
        page.fill(f"[name=form-{place}-pairs]", "2" if place == 2 else "0")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Bars and plates saved.")).to_be_visible()
    assert Gear.objects.get(owner=athlete).plates == [["15", 2]]
    page.fill("#tool-weight", "81")
    expect(page.get_by_text("81 kg can't be loaded")).to_be_visible()
    expect(page.get_by_text("2 × 15 kg").first).to_be_visible()


def test_the_chosen_tool_is_seen_in_a_row_that_scrolls(page: Page) -> None:
    page.goto(WARM_UP)
    tools = page.get_by_role("navigation", name="Tools")
    expect(tools.get_by_role("link", name="Warm-up")).to_be_in_viewport(ratio=1)
    page.goto(CALCULATOR)
    expect(tools.get_by_role("link", name="One-rep max")).to_be_in_viewport(ratio=1)


def test_the_warm_up_follows_the_working_weight(page: Page) -> None:
    page.goto(WARM_UP)
    page.fill("#tool-weight", "140")
    expect(page.locator(".ramp__load strong")).to_have_text(["20", "55", "85", "105", "120", "140"])
    page.select_option("#tool-scheme", "short")
    expect(page.locator(".ramp__load strong")).to_have_text(["20", "70", "105", "140"])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_tools_are_accessible(
    open_page: OpenPage, athlete: User, guard: Guard, viewport: dict[str, int], dark: bool
) -> None:
    trained(athlete)
    guard.allow(422)
    page = open_page(athlete, viewport=viewport, dark=dark)
    for address in (
        CALCULATOR,
        f"{CALCULATOR}?weight=1000&reps=15",
        f"{CALCULATOR}?weight=x",
        ANALYSIS,
        f"{PLATES}?weight=101",
        f"{WARM_UP}?scheme=long&weight=240",
        GEAR,
    ):
        page.goto(address)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        look_at(page, address)


def look_at(page: Page, address: str) -> Any:
    """Nothing scrolls sideways, a thumb hits everything, axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
    assert page.evaluate(TARGETS) == [], address
    axe(page)
