"""The quick log in a real browser: two taps for a set, with a thumb, by keyboard, without scripts, without network."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import ExerciseType, Rep, SetType, WorkoutSession, WorkoutSet
from sessions_app.services import session_delete, session_finish
from sharing.scope import Scope
from tests.e2e.conftest import TWICE_MS, Guard, OpenPage, axe
from tests.e2e.test_frame import DESKTOP, TARGETS
from tests.e2e.test_workouts import BENCH, JAVASCRIPT, bench, sets_of, settled, stored, today, working
from tests.factories import make_exercise, make_session, make_set, make_user

RINGS = """
  navigator.vibrate = () => localStorage.setItem("rung", Number(localStorage.getItem("rung") ?? 0) + 1);
"""
"""Counts in the browser's storage, shared by all tabs, how often a phone would have buzzed."""


def rows(page: Page) -> Any:
    return page.locator("#log-sets > li")


def saved(page: Page, number: int) -> None:
    """Wait until the server's own rows stand in the list."""
    expect(rows(page)).to_have_count(number)
    expect(page.locator(".set--waiting")).to_have_count(0)


def begin_with_bench(page: Page, weight: str, reps: str) -> None:
    """Start a session on the quick log's first page and fill in a set of bench presses."""
    page.get_by_role("button", name="Start now").click()
    # The next page has the same address: once its search is there and it is loaded, what is typed is heard.
    expect(page.locator("#exercise-q")).to_be_visible()
    page.wait_for_load_state("load")
    page.fill("#exercise-q", "bp")
    page.get_by_role("link", name=BENCH).first.click()
    expect(page.locator("h2#log-title")).to_have_text(BENCH)
    page.fill("#log-form [name=weight]", weight)
    page.fill("#log-form [name=number_reps]", reps)


def test_a_set_like_the_one_before_takes_one_tap_and_stands_there_at_once(page: Page, athlete: User) -> None:
    today(athlete, sets=2)
    page.goto("/log/")
    expect(page.locator("h2#log-title")).to_have_text(BENCH)
    page.click("#save-set")
    expect(rows(page)).to_have_count(3)
    saved(page, 3)
    assert stored(athlete) == [(80, 8, 0)] * 3
    expect(page.locator("#log-status")).to_have_text("80 kg × 8 saved.")
    expect(page.locator("#rest")).to_be_visible()
    assert (
        page.locator("#log-form [name=weight]").evaluate("field => parseFloat(getComputedStyle(field).fontSize)") >= 30
    )


def test_from_the_start_page_to_the_first_set(page: Page, athlete: User) -> None:
    page.goto("/log/")
    begin_with_bench(page, "82,5", "5")
    page.click("#save-set")
    expect(rows(page)).to_have_count(1)
    saved(page, 1)
    assert stored(athlete) == [(Decimal("82.5"), 5, 0)]
    assert page.url.endswith(f"/log/?exercise={bench().pk}"), "reloading stays here"


def test_a_thumb_that_presses_twice_saves_once(page: Page, athlete: User) -> None:
    today(athlete, sets=1)
    page.goto("/log/")
    page.dblclick("#save-set")
    saved(page, 2)
    assert len(sets_of(athlete)) == 2


def test_by_keyboard_alone(page: Page, athlete: User) -> None:
    today(athlete, sets=1)
    page.goto("/log/")
    page.focus("#log-form [name=weight]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#log-form [name=number_reps]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    saved(page, 2)
    assert stored(athlete)[1] == (Decimal("82.5"), 7, 0)
    expect(page.locator("#log-form [name=number_reps]")).to_be_focused()


def test_pounds_typed_with_a_comma_come_back_as_typed(page: Page, athlete: User) -> None:
    User.objects.filter(pk=athlete.pk).update(unit="lb")
    today(athlete, sets=1)
    page.goto("/log/")
    page.fill("#log-form [name=weight]", "182,25")
    page.click("#save-set")
    saved(page, 2)
    expect(rows(page).last).to_contain_text("182.25 lb×8")
    assert sets_of(athlete)[1].weight == Decimal("82.6672")
    page.locator("[data-stepper-up]").first.click()
    expect(page.locator("#log-form [name=weight]")).to_have_value("187,25")


def test_after_a_warm_up_comes_what_followed_it_the_last_time(page: Page, athlete: User) -> None:
    warm_up = SetType.objects.get(owner=None, is_warm_up=True)
    earlier = make_session(athlete, "Push", started_at=timezone.now() - timedelta(days=3))
    for kind, kilograms, reps in ((warm_up, 40, 10), (warm_up, 60, 6), (working(), 80, 5)):
        make_set(earlier, exercise_type=bench(), set_type=kind, weight=Decimal(kilograms), number_reps=reps)
    session = today(athlete)
    page.goto(f"/log/?exercise={bench().pk}")
    page.locator(".log-tools").get_by_text("Plates").click()
    for number, (weight, plates) in enumerate(
        (("60", "1 × 20 kg"), ("80", "1 × 25 kg, 1 × 5 kg"), ("80", "1 × 25 kg")), 1
    ):
        page.wait_for_timeout(TWICE_MS)  # sooner it would be the same press
        page.click("#save-set")
        saved(page, number)
        expect(page.locator("#log-form [name=weight]")).to_have_value(weight)
        expect(page.locator(".log-tool[open]")).to_contain_text(plates)
    expect(page.locator("#log-form [name=set_type]")).to_have_value(str(working().pk))
    logged = WorkoutSet.objects.filter(session=session).order_by("position").values_list("weight", "number_reps")
    assert list(logged) == [(40, 10), (60, 6), (80, 5)]


def test_the_last_time_fills_the_form_in_one_tap(page: Page, athlete: User) -> None:
    earlier = make_session(athlete, "Push", started_at=timezone.now() - timedelta(days=3))
    for weight, reps in ((60, 10), (75, 6)):
        make_set(earlier, exercise_type=bench(), set_type=working(), weight=Decimal(weight), number_reps=reps)
    today(athlete)
    page.goto(f"/log/?exercise={bench().pk}")
    expect(page.locator("#log-form [name=weight]")).to_have_value("60")
    page.get_by_role("link", name="75 kg × 6").click()
    expect(page.locator("#log-form [name=weight]")).to_have_value("75")
    page.click("#save-set")
    saved(page, 1)
    assert stored(athlete)[-1] == (75, 6, 0)


def test_a_record_lights_up_the_moment_it_happens(page: Page, athlete: User) -> None:
    earlier = make_session(athlete, "Push", started_at=timezone.now() - timedelta(days=3))
    make_set(earlier, exercise_type=bench(), set_type=working(), weight=Decimal(80), number_reps=8)
    today(athlete)
    page.goto(f"/log/?exercise={bench().pk}")
    page.fill("#log-form [name=weight]", "85")
    page.click("#save-set")
    saved(page, 1)
    expect(rows(page).last).to_contain_text("PR")
    expect(rows(page).last).to_contain_text("Heaviest weight")
    expect(page.locator("#log-status")).to_contain_text("Record: Heaviest weight")


def test_a_superset_switches_by_chips_and_reps_fail_in_place(page: Page, athlete: User) -> None:
    session = today(athlete, sets=1)
    row_exercise = ExerciseType.objects.get(owner=None, name="Pull Up")
    make_set(session, exercise_type=row_exercise, set_type=working(), number_reps=6, weight=Decimal(0))
    page.goto("/log/")
    expect(page.locator("h2#log-title")).to_have_text("Pull Up")
    page.get_by_role("link", name=BENCH).click()
    expect(page.locator("h2#log-title")).to_have_text(BENCH)
    page.click("#save-set")
    saved(page, 2)
    last = sets_of(athlete)[-1]
    settled(page)
    page.click(f"#reps-of-{last.pk}")
    page.click(f"#rep-{last.pk}-8")
    expect(page.locator(f"#rep-{last.pk}-8")).to_have_attribute("aria-pressed", "false")
    assert Rep.objects.filter(workout_set=last, success=False).count() == 1
    page.click(f"#close-reps-{last.pk}")
    page.get_by_role("link", name="Pull Up").click()
    expect(page.locator("h2#log-title")).to_have_text("Pull Up")


def test_a_saved_set_is_changed_deleted_and_brought_back_in_place(page: Page, athlete: User) -> None:
    today(athlete, sets=2)
    page.goto("/log/")
    first = sets_of(athlete)[0]
    page.click(f"#edit-{first.pk}")
    page.locator(f"#set-{first.pk} [name=weight]").fill("77,5")
    settled(page)
    page.locator(f"#set-{first.pk}").get_by_role("button", name="Save").click()
    expect(page.locator(f"#load-{first.pk}")).to_contain_text("77.5")
    settled(page)
    page.click(f"#edit-{first.pk}")
    expect(page.locator(f"#set-{first.pk} [name=weight]")).to_be_visible()
    settled(page)
    page.locator(f"#set-{first.pk}").get_by_role("button", name="Delete").click()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(rows(page)).to_have_count(2)
    assert page.url.endswith("/log/")


def test_what_the_server_does_not_take_is_said_in_the_form(page: Page, athlete: User, guard: Guard) -> None:
    guard.allow(422)
    today(athlete, sets=1)
    page.goto("/log/")
    page.fill("#log-form [name=weight]", "a lot")
    page.click("#save-set")
    expect(page.get_by_role("alert")).to_contain_text("“a lot” is not a number.")
    expect(page.locator("#log-form [name=weight]")).to_have_value("a lot")
    page.fill("#log-form [name=weight]", "90")
    page.click("#save-set")
    saved(page, 2)
    assert stored(athlete)[1] == (90, 8, 0)


def test_a_set_whose_session_was_deleted_meanwhile_is_kept_and_says_so(page: Page, athlete: User) -> None:
    session = today(athlete, sets=1)
    page.goto("/log/")
    session_delete(scope=Scope.of_user(athlete), session=session)
    page.click("#save-set")
    expect(page.locator(".set--refused")).to_contain_text("The session of this set was deleted meanwhile.")
    expect(page.get_by_label("Sets that are not sent yet")).to_contain_text("1 set needs you")


def test_without_the_browser_s_storage_the_form_goes_straight_to_the_server(open_page: OpenPage, athlete: User) -> None:
    today(athlete, sets=1)
    page = open_page(athlete)
    page.add_init_script("delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: undefined });")
    page.goto("/log/")
    for number in (2, 3):
        page.wait_for_timeout(600)  # sooner it would be a thumb that pressed twice
        page.click("#save-set")
        saved(page, number)
    assert stored(athlete) == [(80, 8, 0)] * 3
    expect(page.locator("#rest")).to_be_visible()


def test_the_rest_runs_on_another_page_can_be_paused_and_rings_once(open_page: OpenPage, athlete: User) -> None:
    User.objects.filter(pk=athlete.pk).update(default_rest_seconds=90)
    today(athlete, sets=1)
    page = open_page(athlete)
    page.context.add_init_script(RINGS)
    page.clock.install()
    page.goto("/log/")
    page.click("#save-set")
    clock = page.locator("[data-rest-time]")
    expect(clock).to_have_text(re.compile("1:(30|2[0-9])"))
    page.get_by_role("button", name="15 seconds more").click()
    expect(clock).to_have_text(re.compile("1:(4[0-5]|3[0-9])"))
    page.get_by_role("button", name="15 seconds less").click()
    page.get_by_role("button", name="Pause").click()
    shown = clock.inner_text()
    page.clock.fast_forward("05:00")
    expect(clock).to_have_text(shown)
    page.get_by_role("button", name="Pause").click()
    page.clock.fast_forward("00:30")
    expect(clock).to_have_text(re.compile("0:[3-5][0-9]"))

    page.goto("/sessions/")
    expect(clock).to_have_text(re.compile("[01]:[0-5][0-9]"))
    other = page.context.new_page()
    other.goto("/more/")
    for tab in (page, other):
        tab.mouse.click(180, 10)
    minutes, seconds = clock.inner_text().split(":")
    page.clock.fast_forward((int(minutes) * 60 + int(seconds) + 3) * 1000)
    expect(page.locator("[data-rest-over]")).to_be_visible()
    expect(page.locator("[data-rest-status]")).to_have_text(re.compile("The rest is over|Rest|^$"))
    page.wait_for_function("localStorage.getItem('rung') !== null")
    other.wait_for_timeout(700)
    assert page.evaluate("localStorage.getItem('rung')") == "1"
    page.get_by_role("button", name="Skip the rest").click()
    expect(page.locator("#rest")).to_be_hidden()
    expect(other.locator("#rest")).to_be_hidden()


def test_the_timer_can_be_switched_off_on_this_device(page: Page, athlete: User) -> None:
    today(athlete, sets=1)
    page.goto("/log/")
    page.get_by_text("Rest timer").click()
    page.get_by_label("Start after each set").uncheck()
    page.click("#save-set")
    saved(page, 2)
    expect(page.locator("#rest")).to_be_hidden()
    page.reload()
    page.get_by_text("Rest timer").click()
    expect(page.get_by_label("Start after each set")).not_to_be_checked()


def test_plates_and_warm_up_unfold_in_place_and_follow_the_weight(page: Page, athlete: User) -> None:
    today(athlete, sets=1)
    page.goto("/log/")
    tools = page.locator(".log-tools")
    tools.get_by_text("Plates").click()
    expect(tools).to_contain_text("20")
    page.fill("#log-form [name=weight]", "142,5")
    page.locator("#log-form [name=weight]").blur()
    expect(tools).to_contain_text("142.5")
    tools.get_by_text("Plates").click()
    tools.get_by_text("Warm-up").click()
    expect(tools).to_contain_text("working weight")


@JAVASCRIPT
def test_a_whole_workout(open_page: OpenPage, athlete: User, javascript: bool) -> None:
    page = open_page(athlete, javascript=javascript)
    page.goto("/log/")
    page.get_by_role("button", name="Start now").click()
    # The next page has the same address: once its search is there and it is loaded, what is typed is heard.
    expect(page.locator("#exercise-q")).to_be_visible()
    page.wait_for_load_state("load")
    page.fill("#exercise-q", BENCH)
    if not javascript:
        page.press("#exercise-q", "Enter")
    page.get_by_role("link", name=BENCH, exact=True).click()
    expect(page.locator("h2#log-title")).to_have_text(BENCH)
    for number, weight in enumerate(("60", "62,5"), start=1):
        page.fill("#log-form [name=weight]", weight)
        page.fill("#log-form [name=number_reps]", "8")
        page.wait_for_timeout(520 if javascript else 0)
        page.click("#save-set")
        saved(page, number)
    last = sets_of(athlete)[-1]
    page.click(f"#reps-of-{last.pk}")
    page.click(f"#rep-{last.pk}-8")
    expect(page.locator(f"#rep-{last.pk}-8")).to_have_attribute("aria-pressed", "false")
    page.click(f"#close-reps-{last.pk}")
    expect(page.locator(".set__panel")).to_have_count(0)
    page.get_by_role("button", name="Favourite").click()
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    assert stored(athlete) == [(60, 8, 0), (Decimal("62.5"), 7, 1)]
    page.get_by_role("button", name="Finish session").click()
    page.wait_for_url(re.compile(r"/sessions/\d+/$"))
    assert WorkoutSession.objects.get(owner=athlete).ended_at is not None


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_state_is_accessible_and_fits_the_narrowest_phone(open_page: OpenPage, athlete: User, dark: bool) -> None:
    page = open_page(athlete, dark=dark)
    page.goto("/log/")
    axe(page)
    session = today(athlete, sets=3)
    long = make_exercise("Single Leg Romanian Deadlift from a Deficit with the Safety Bar, paused", owner=athlete)
    make_set(session, exercise_type=long, set_type=working(), weight=Decimal("102.5"), number_reps=24, notes="x" * 300)
    for address in ("/log/", "/log/?pick", f"/log/?exercise={bench().pk}", "/log/?q=curl"):
        page.goto(address)
        axe(page)
        assert page.evaluate(TARGETS) == [], f"a thumb hits everything on {address}"
        for viewport in ({"width": 320, "height": 640}, DESKTOP, {"width": 360, "height": 740}):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} at {viewport}"
    page.goto(f"/log/?exercise={bench().pk}")
    page.click("#save-set")
    expect(page.locator("#rest")).to_be_visible()
    page.locator(".log-more summary").click()
    page.locator(".log-tools").get_by_text("Warm-up").click()
    axe(page)


def test_finished_in_another_tab_the_page_leads_on(page: Page, athlete: User) -> None:
    session = today(athlete, sets=1)
    make_set(session, exercise_type=ExerciseType.objects.get(owner=None, name="Pull Up"), set_type=working())
    page.goto("/log/")
    session_finish(scope=Scope.of_user(athlete), session=session)
    page.get_by_role("link", name=BENCH).click()
    expect(page.get_by_role("button", name="Start now")).to_be_visible()


def test_a_stranger_s_page_shows_nothing_of_it(open_page: OpenPage, athlete: User) -> None:
    today(athlete, sets=1)
    page = open_page(make_user())
    page.goto("/log/")
    expect(page.get_by_role("button", name="Start now")).to_be_visible()
    assert WorkoutSet.objects.filter(owner=athlete).count() == 1
