"""By keyboard alone, at 200 % and more, without motion: whole journeys, and every page that athletes use daily."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from sessions_app.models import WorkoutSession
from tests.e2e.conftest import PHONE, OpenPage
from tests.factories import PASSWORD, make_exercise, make_session, make_set

DAILY = (
    "/",
    "/log/",
    "/sessions/",
    "/sessions/new/",
    "/sessions/calendar/",
    "/exercises/",
    "/reports/",
    "/calculator/",
    "/calculator/plates/",
    "/routines/",
    "/body/",
    "/goals/new/",
    "/shares/",
    "/data/import/",
    "/data/export/",
    "/accounts/preferences/",
    "/accounts/2fa/",
    "/jobs/",
    "/help/",
    "/feedback/new/",
    "/more/",
)
MOST_TABS = 80
MOST_PARTS = 6
"""A date or a time is one field of several stops."""
FOCUS_SHOWS = """element => {
  const look = getComputedStyle(element);
  return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
}"""
NAMED = "element => element.tagName + element.id + (element.name ?? '') + (element.href ?? '')"
MOVES = """[...document.querySelectorAll("*")].filter((element) => {
  const look = getComputedStyle(element);
  return [look.animationDuration, look.transitionDuration].join().split(",").some((time) => parseFloat(time) > 0.02);
}).map((element) => element.outerHTML.slice(0, 120))"""
CUT = """[...document.querySelectorAll("button, .btn, label, th, legend, h1, h2, .chip, .segment")].filter((element) =>
  element.checkVisibility() && getComputedStyle(element).overflowX === "hidden" &&
  getComputedStyle(element).textOverflow !== "ellipsis" && element.clientWidth > 1 &&
  element.scrollWidth > element.clientWidth + 1
).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture
def trained(athlete: User) -> User:
    """The athlete with a session of long names."""
    session = make_session(athlete, "A long name for a session that nobody would ever cut short, Überkopfdrücken")
    make_set(session, exercise_type=make_exercise("Bulgarian Split Squat with Donaudampfschiff", owner=athlete))
    return athlete


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the keyboard is at ``target``, which then has to show it."""
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(FOCUS_SHOWS), "nobody sees where the keyboard is"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is out of reach")


def test_from_sign_in_to_a_finished_session_by_keyboard_alone(open_page: OpenPage, athlete: User) -> None:
    make_exercise("Keyboard Row", owner=athlete)
    athlete.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")  # the server refuses how tests hash theirs
    athlete.save()
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto("/accounts/login/")
    tab_to(page, page.get_by_label("E-mail"))
    page.keyboard.type(athlete.email)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*accounts)"))
    page.goto("/sessions/new/")
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.press("Control+a")
    page.keyboard.type("Without a mouse")
    page.keyboard.press("Enter")
    page.wait_for_url("**/log/**")
    session = WorkoutSession.objects.get(owner=athlete)
    assert session.name == "Without a mouse"
    page.goto(f"/sessions/{session.pk}/edit/")
    tab_to(page, page.get_by_label("Notes"))
    page.keyboard.type("By keyboard")
    tab_to(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sessions/{session.pk}/")
    tab_to(page, page.get_by_role("button", name="Finish"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Finish")).to_have_count(0)
    session.refresh_from_db()
    assert (session.notes, session.ended_at is None) == ("By keyboard", False)


def test_the_keyboard_sees_where_it_is_and_is_never_caught(open_page: OpenPage, trained: User) -> None:
    page = open_page(trained)
    for path in DAILY:
        page.goto(path)
        seen: list[str] = []
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            here = page.evaluate_handle("document.activeElement").as_element()
            assert here is not None
            name = here.evaluate(
                "element => element.tagName + element.id + (element.name ?? '') + (element.href ?? '') + "
                "[...document.querySelectorAll(element.tagName)].indexOf(element)"
            )
            if name.startswith("BODY") or (seen and name == seen[0]):
                break
            assert here.evaluate(FOCUS_SHOWS), f"{path}: nobody sees the keyboard at {name}"
            assert seen[-MOST_PARTS:] != [name] * MOST_PARTS, f"{path}: the keyboard is caught at {name}"
            seen.append(name)
        assert len(seen) > 3, path


@pytest.mark.parametrize(
    ("width", "scale"), [(640, 100), (320, 100), (1280, 200), (360, 150)], ids=["zoom 200", "zoom 400", "text", "phone"]
)
def test_nothing_is_lost_when_everything_is_larger(open_page: OpenPage, trained: User, width: int, scale: int) -> None:
    page = open_page(trained, viewport={"width": width, "height": 512})
    wrong = []
    for path in DAILY:
        page.goto(path)
        page.evaluate("scale => { document.documentElement.style.fontSize = scale + '%'; }", scale)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{path} scrolls sideways")
        wrong += [f"{path} cuts {html}" for html in page.evaluate(CUT)]
    assert not wrong, "\n".join(wrong)


def test_nothing_moves_for_who_asked_for_no_motion(open_page: OpenPage, trained: User) -> None:
    page = open_page(trained, viewport=PHONE)
    wrong = {}
    for path in DAILY:
        page.goto(path)
        if found := page.evaluate(MOVES):
            wrong[path] = found[:3]
    assert not wrong
