"""A workout in a real browser, on a phone, with and without JavaScript; numbers are checked in the database."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from sessions_app.models import ExerciseType, Rep, SetType, WorkoutSession, WorkoutSet
from tests.e2e.conftest import PHONE, Guard, OpenPage, answered, axe, until
from tests.e2e.test_frame import DESKTOP, TARGETS, forget
from tests.factories import make_session, make_set, make_set_of_reps

BENCH = "Bench Press (Barbell)"
JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])


def bench() -> ExerciseType:
    return ExerciseType.objects.get(owner=None, name=BENCH)


def working() -> SetType:
    return SetType.objects.get(owner=None, slug="working")


def session_of(athlete: User) -> WorkoutSession:
    return WorkoutSession.objects.get(owner=athlete)


def sets_of(athlete: User) -> list[WorkoutSet]:
    return list(WorkoutSet.objects.filter(owner=athlete).order_by("position"))


def stored(athlete: User) -> list[tuple[Decimal, int, int]]:
    """Weight, reps done and reps failed of each set, in order."""
    return [(row.weight.normalize(), row.reps_done, row.reps_failed) for row in sets_of(athlete)]


def today(athlete: User, *, exercise: ExerciseType | None = None, sets: int = 0, **fields: Any) -> WorkoutSession:
    """A session going on, with some sets."""
    session = make_session(athlete, "Push A", started_at=timezone.now() - timedelta(minutes=42))
    for _ in range(sets):
        said: dict[str, Any] = {"number_reps": 8, "weight": Decimal(80)} | fields
        make_set(session, exercise_type=exercise or bench(), set_type=working(), **said)
    return session


def row(page: Page, workout_set: WorkoutSet) -> Locator:
    return page.locator(f"#set-{workout_set.pk}")


def settled(page: Page) -> None:
    """Wait until HTMX has taken up what it swapped in; until then a button still works, but as without scripts."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling")).to_have_count(0)


class Athlete:
    """What somebody does on the pages, the same with and without scripts."""

    def __init__(self, page: Page, *, scripts: bool) -> None:
        self.page, self.scripts = page, scripts

    def start(self) -> None:
        self.page.goto("/")
        self.page.get_by_role("button", name="Start now").click()
        self.page.wait_for_url("**/log/")
        self.page.get_by_role("link", name="Whole session").click()
        self.page.wait_for_url(re.compile(r"/sessions/\d+/$"))
        self.page.evaluate("window.stayed = true")

    def press(self, selector: str) -> None:
        if self.scripts:
            settled(self.page)
        self.page.click(selector)

    def choose(self, name: str) -> None:
        self.page.fill("#exercise-q", name.upper())
        if not self.scripts:
            self.page.press("#exercise-q", "Enter")
        self.page.get_by_role("link", name=name, exact=True).click()
        expect(self.page.locator("#add-set h2")).to_have_text(name)

    def add(self, weight: str, reps: str, load: str) -> None:
        form = self.page.locator("#set-form")
        form.locator("[name=weight]").fill(weight)
        form.locator("[name=number_reps]").fill(reps)
        self.press("#save-set")
        expect(self.page.locator("#sets .set").last).to_contain_text(load)

    def fail_rep(self, workout_set: WorkoutSet, number: int) -> None:
        self.press(f"#reps-of-{workout_set.pk}")
        self.press(f"#rep-{workout_set.pk}-{number}")
        expect(self.page.locator(f"#rep-{workout_set.pk}-{number}")).to_have_attribute("aria-pressed", "false")
        self.press(f"#close-reps-{workout_set.pk}")
        expect(self.page.locator(".set__panel")).to_have_count(0)

    def change_weight(self, workout_set: WorkoutSet, weight: str, load: str) -> None:
        self.press(f"#edit-{workout_set.pk}")
        row(self.page, workout_set).locator("[name=weight]").fill(weight)
        self.press(f"#set-{workout_set.pk} button:has-text('Save')")
        expect(row(self.page, workout_set).locator(".set__load")).to_contain_text(load)
        expect(self.page.locator(".set__panel")).to_have_count(0)

    def act(self, workout_set: WorkoutSet, name: str) -> None:
        self.press(f"#edit-{workout_set.pk}")
        self.press(f"#set-{workout_set.pk} button:has-text('{name}')")


@JAVASCRIPT
def test_a_workout_from_the_first_tap_to_the_last(open_page: OpenPage, athlete: User, javascript: bool) -> None:
    page = open_page(athlete, javascript=javascript)
    does = Athlete(page, scripts=javascript)
    does.start()
    does.choose(BENCH)
    does.add("80", "8", "80 kg×8")
    does.add("82,5", "8", "82.5 kg×8")
    does.add("85.25", "6", "85.25 kg×6")
    assert stored(athlete) == [(80, 8, 0), (Decimal("82.5"), 8, 0), (Decimal("85.25"), 6, 0)]

    does.fail_rep(sets_of(athlete)[2], 6)
    assert stored(athlete)[2] == (Decimal("85.25"), 5, 1)
    expect(page.locator("#session-head")).to_contain_text("1,726")

    does.press("button:has-text('Clone last')")
    expect(page.locator("#sets .set")).to_have_count(4)
    clone = sets_of(athlete)[3]
    assert stored(athlete)[3] == (Decimal("85.25"), 6, 0), "all reps of a clone are done"

    does.change_weight(clone, "90", "90 kg×6")
    assert set(Rep.objects.filter(workout_set=clone).values_list("weight", flat=True)) == {Decimal(90)}

    does.act(clone, "Up")
    expect(page.locator("#sets .set").nth(2)).to_have_id(f"set-{clone.pk}")
    assert sets_of(athlete)[2].pk == clone.pk

    first = sets_of(athlete)[0]
    if not javascript:
        page.goto(f"/sessions/{session_of(athlete).pk}/")
    does.act(first, "Delete")
    expect(page.locator("#sets .set")).to_have_count(3)
    assert session_of(athlete).total_sets == 3
    does.press("button:has-text('Undo')")
    expect(page.locator("#sets .set")).to_have_count(4)
    if javascript:
        assert page.evaluate("window.stayed"), "everything happened on one page"
    assert sets_of(athlete)[0].pk == first.pk

    page.get_by_role("button", name="Finish session").click()
    expect(page.get_by_role("button", name="Finish session")).to_have_count(0)
    session = session_of(athlete)
    assert session.ended_at is not None
    tonnage = 80 * 8 + Decimal("82.5") * 8 + 90 * 6 + Decimal("85.25") * 5
    assert (session.total_sets, session.total_reps, session.total_tonnage) == (4, 28, tonnage)


@JAVASCRIPT
def test_pounds_and_commas_go_in_and_out_as_typed(open_page: OpenPage, athlete: User, javascript: bool) -> None:
    User.objects.filter(pk=athlete.pk).update(unit="lb", language="de")
    session = today(athlete, sets=1, weight=Decimal("102.0583"))
    page = open_page(athlete, javascript=javascript, locale="de-DE")
    page.goto(f"/sessions/{session.pk}/")
    expect(page.locator("#set-form [name=weight]")).to_have_value("225")
    for typed, shown in (("187,25", "187,25 lb×8"), ("190.5", "190,5 lb×8")):
        page.fill("#set-form [name=weight]", typed)
        page.click("#save-set")
        expect(page.locator("#sets .set").last).to_contain_text(shown)
    assert [item.weight for item in sets_of(athlete)] == [Decimal("102.0583"), Decimal("84.9352"), Decimal("86.4093")]
    page.click(f"#edit-{sets_of(athlete)[1].pk}")
    expect(row(page, sets_of(athlete)[1]).locator("[name=weight]")).to_have_value("187,25")


@JAVASCRIPT
def test_a_wrong_number_is_said_beside_its_field_and_stays(
    open_page: OpenPage, guard: Guard, athlete: User, javascript: bool
) -> None:
    guard.allow(422)
    session = today(athlete, sets=1)
    page = open_page(athlete, javascript=javascript)
    page.goto(f"/sessions/{session.pk}/")
    page.fill("#set-form [name=weight]", "1.234,5")
    page.click("#save-set")
    expect(page.locator("#add-set")).to_contain_text("“1.234,5” is not a number")
    expect(page.locator("#set-form [name=weight]")).to_have_value("1.234,5")
    expect(page.locator("#set-form [name=weight]")).to_have_attribute("aria-invalid", "true")
    assert len(sets_of(athlete)) == 1


@JAVASCRIPT
def test_all_reps_are_written_at_once(open_page: OpenPage, athlete: User, javascript: bool) -> None:
    session = today(athlete, sets=1, number_reps=3)
    item = sets_of(athlete)[0]
    page = open_page(athlete, javascript=javascript)
    page.goto(f"/sessions/{session.pk}/")
    page.click(f"#reps-of-{item.pk}")
    page.get_by_text("Weights, rep by rep").click()
    page.get_by_label("Weight of rep 2 (kg)").fill("77,5")
    page.get_by_label("Rep 3 done").uncheck()
    page.get_by_role("button", name="Save all reps").click()
    expect(row(page, item)).to_contain_text("reps at 80, 77.5, 80 kg")
    reps = Rep.objects.filter(workout_set=item).order_by("number").values_list("weight", "success")
    assert list(reps) == [(80, True), (Decimal("77.5"), True), (80, False)]


def five_reps_held_up(page: Page, athlete: User) -> tuple[WorkoutSet, list[Route]]:
    """A set whose reps are open to be tapped, and the requests of taps, which wait to be answered."""
    session = today(athlete, sets=1, number_reps=5)
    item = sets_of(athlete)[0]
    page.goto(f"/sessions/{session.pk}/")
    page.click(f"#reps-of-{item.pk}")
    expect(page.locator(f"#rep-{item.pk}-5")).to_be_visible()
    waiting: list[Route] = []
    page.route("**/reps/**", lambda route: waiting.append(route))
    return item, waiting


def test_reps_that_are_tapped_on_a_slow_network_are_all_shown(page: Page, athlete: User) -> None:
    item, waiting = five_reps_held_up(page, athlete)
    for number in (2, 4, 5):
        page.locator(f"#rep-{item.pk}-{number}").click()
    page.locator(f"#rep-{item.pk}-2").click(force=True)  # while it is under way: as with a double click this is none
    for number in (1, 2, 3):
        answered(page, waiting, number)
    for number in range(1, 6):
        pressed = "false" if number in {2, 4, 5} else "true"
        expect(page.locator(f"#rep-{item.pk}-{number}")).to_have_attribute("aria-pressed", pressed)
    success = Rep.objects.filter(workout_set=item).order_by("number").values_list("success", flat=True)
    assert list(success) == [True, False, True, False, False]
    assert len(waiting) == 3


def test_what_waits_for_a_change_that_fails_is_not_sent(page: Page, guard: Guard, athlete: User) -> None:
    guard.allow(503)
    item, waiting = five_reps_held_up(page, athlete)
    for number in (2, 4):
        page.locator(f"#rep-{item.pk}-{number}").click()
    until(page, lambda: len(waiting) == 1)
    expect(page.locator(".is-busy")).to_have_count(2)
    waiting[0].fulfill(status=503)
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator(".is-busy")).to_have_count(0)
    page.locator(f"#rep-{item.pk}-5").click()
    until(page, lambda: len(waiting) == 2)
    waiting[1].continue_()
    expect(page.locator(f"#rep-{item.pk}-5")).to_have_attribute("aria-pressed", "false")
    assert [route.request.url.split("/reps/")[1] for route in waiting] == ["2/", "5/"]
    forget(page, guard, "Response Status Error Code 503")


@JAVASCRIPT
def test_an_exercise_of_one_s_own_is_made_in_passing(open_page: OpenPage, athlete: User, javascript: bool) -> None:
    session = today(athlete)
    page = open_page(athlete, javascript=javascript)
    page.goto(f"/sessions/{session.pk}/")
    page.fill("#exercise-q", "Jurassic Carry")
    if not javascript:
        page.press("#exercise-q", "Enter")
    page.locator("#exercise-results select[name=kind]").select_option("weight_distance")
    page.get_by_role("button", name="Create exercise").click()
    expect(page.locator("#add-set h2")).to_have_text("Jurassic Carry")
    page.fill("#set-form [name=weight]", "40")
    page.fill("#set-form [name=distance_metres]", "0,05 km")
    page.click("#save-set")
    expect(page.locator("#sets .set").last).to_contain_text("40 kg·50 m")
    made = ExerciseType.objects.get(owner=athlete)
    assert (made.name, made.kind) == ("Jurassic Carry", "weight_distance")
    assert sets_of(athlete)[0].distance_metres == 50


@JAVASCRIPT
def test_a_session_is_moved_and_deleted_and_comes_back(open_page: OpenPage, athlete: User, javascript: bool) -> None:
    session = today(athlete, sets=2)
    page = open_page(athlete, javascript=javascript)
    page.goto(f"/sessions/{session.pk}/")
    page.get_by_role("link", name="Edit session").click()
    page.fill("[name=name]", "Moved")
    page.fill("[name=date]", "2026-01-15")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Moved")
    assert str(session_of(athlete).local_date) == "2026-01-15"
    page.get_by_role("link", name="Edit session").click()
    page.get_by_role("button", name="Delete session").click()
    expect(page.get_by_text("Session “Moved” deleted.")).to_be_visible()
    assert not WorkoutSession.objects.filter(owner=athlete).exists()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Moved")).to_be_visible()
    assert session_of(athlete).total_sets == 2


def test_the_list_answers_while_one_types_and_back_undoes_it(page: Page, athlete: User) -> None:
    make_session(athlete, "Push Übung")
    make_session(athlete, "Legs")
    page.goto("/sessions/")
    expect(page.locator("#session-results li")).to_have_count(2)
    page.fill("#filter-q", "üb")
    expect(page.locator("#session-results li")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=%C3%BCb"))
    page.reload()
    expect(page.locator("#session-results li")).to_have_count(1)
    page.locator("#session-results a").first.click()
    expect(page.locator("h1")).to_have_text("Push Übung")
    page.go_back()
    expect(page.locator("#session-results li")).to_have_count(1)
    page.get_by_role("link", name="Filter and sort").click()
    page.wait_for_url(re.compile("filters=1"))
    page.locator("[name=sort]").select_option("name")
    page.fill("#filter-q", "")
    expect(page.locator("#session-results li .list__title").first).to_have_text("Legs")
    expect(page).to_have_url(re.compile("sort=name"))


def test_two_tabs_overwrite_nothing(open_page: OpenPage, guard: Guard, athlete: User) -> None:
    guard.allow(409)
    session = today(athlete, sets=1)
    item = sets_of(athlete)[0]
    one, other = open_page(athlete), open_page(athlete)
    for tab in (one, other):
        tab.goto(f"/sessions/{session.pk}/")
        tab.click(f"#edit-{item.pk}")
    row(one, item).locator("[name=weight]").fill("100")
    row(one, item).get_by_role("button", name="Save", exact=True).click()
    expect(row(one, item).locator(".set__load")).to_contain_text("100 kg")
    row(other, item).locator("[name=weight]").fill("60")
    row(other, item).get_by_role("button", name="Save", exact=True).click()
    expect(row(other, item)).to_contain_text("This was changed somewhere else meanwhile")
    expect(row(other, item)).to_contain_text("Stored now: 100 kg × 8.")
    expect(row(other, item).locator("[name=weight]")).to_have_value("60")
    assert sets_of(athlete)[0].weight == 100
    row(other, item).get_by_role("button", name="Save", exact=True).click()
    expect(row(other, item).locator(".set__load")).to_contain_text("60 kg")
    assert sets_of(athlete)[0].weight == 60


def test_a_set_logged_in_another_tab_appears_with_the_next_one(open_page: OpenPage, athlete: User) -> None:
    session = today(athlete, sets=1)
    one, other = open_page(athlete), open_page(athlete)
    for tab in (one, other):
        tab.goto(f"/sessions/{session.pk}/")
    one.click("#save-set")
    expect(one.locator("#sets .set")).to_have_count(2)
    other.click("#save-set")
    expect(other.locator("#sets .set")).to_have_count(3)
    assert session_of(athlete).total_sets == 3


def test_pressing_save_twice_logs_one_set(page: Page, athlete: User) -> None:
    session = today(athlete, sets=1)
    page.goto(f"/sessions/{session.pk}/")
    page.locator("#save-set").dblclick()
    expect(page.locator("#sets .set")).to_have_count(2)
    page.reload()
    expect(page.locator("#sets .set")).to_have_count(2)
    assert session_of(athlete).total_sets == 2


def test_the_focus_is_never_lost(page: Page, athlete: User) -> None:
    session = today(athlete, sets=2)
    first, second = sets_of(athlete)
    page.goto(f"/sessions/{session.pk}/")
    where = "document.activeElement.id || document.activeElement.tagName"
    page.locator("#save-set").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sets .set")).to_have_count(3)
    assert page.evaluate(where) == "save-set"
    page.click(f"#reps-of-{second.pk}")
    page.locator(f"#rep-{second.pk}-8").focus()
    settled(page)
    page.keyboard.press("Space")
    expect(page.locator(f"#rep-{second.pk}-8")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(where) == f"rep-{second.pk}-8"
    page.click(f"#edit-{second.pk}")
    page.locator(f"#up-{second.pk}").focus()
    settled(page)
    page.keyboard.press("Enter")
    expect(page.locator("#sets .set").first).to_have_id(f"set-{second.pk}")
    assert page.evaluate(where) == f"up-{second.pk}"
    third = sets_of(athlete)[2]
    page.get_by_role("button", name="Clone last").click()
    expect(page.locator("#sets .set")).to_have_count(4)
    settled(page)
    assert page.evaluate(where) == f"edit-{sets_of(athlete)[3].pk}", "on the clone"
    page.click(f"#edit-{first.pk}")
    settled(page)
    row(page, first).get_by_role("button", name="Delete").click()
    expect(page.locator("#sets .set")).to_have_count(3)
    settled(page)
    assert page.evaluate(where) == f"edit-{third.pk}", "on what took its place"


def test_a_set_can_be_added_to_any_exercise_of_the_session(page: Page, athlete: User) -> None:
    session = today(athlete, sets=1, weight=Decimal(80))
    squat = ExerciseType.objects.get(owner=None, name="Squat (Barbell)")
    make_set(session, exercise_type=squat, set_type=working(), number_reps=5, weight=Decimal(120))
    page.goto(f"/sessions/{session.pk}/")
    page.locator(".run").first.get_by_role("link", name="Set", exact=True).click()
    expect(page.locator("#add-set h2")).to_have_text(BENCH)
    expect(page.locator("#set-form [name=weight]")).to_have_value("80")
    page.click("#save-set")
    expect(page.locator(".run")).to_have_count(3)
    expect(page.locator(".run").last.locator("h2")).to_have_text(BENCH)


def test_the_clock_of_a_session_going_on_runs(page: Page, athlete: User) -> None:
    page.goto(f"/sessions/{today(athlete).pk}/")
    clock = page.locator("[data-running-since]")
    before = clock.inner_text()
    expect(clock).not_to_have_text(before)
    assert re.fullmatch(r"42:\d\d", clock.inner_text())


def _looks_right(page: Page) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways"
    assert page.evaluate(TARGETS) == [], "a thumb hits everything"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "viewport", [PHONE, {"width": 768, "height": 1024}, DESKTOP], ids=["phone", "tablet", "desktop"]
)
def test_the_pages_of_the_log_are_accessible(
    open_page: OpenPage, athlete: User, viewport: dict[str, int], dark: bool
) -> None:
    long = "Ganzkörpertraining mit Schwerpunkt Rücken und sehr viel Ausdauer am Donnerstagabend"
    session = today(athlete, sets=2, rpe=Decimal("8.5"), rest_seconds=150, notes=long)
    make_set_of_reps(session, [(100, True), (95, False)], exercise_type=bench(), set_type=working())
    WorkoutSession.objects.filter(pk=session.pk).update(name=long, notes=long)
    make_set(make_session(athlete, "1RM", kind="calculation"), exercise_type=bench(), set_type=working())
    first, second = WorkoutSet.objects.filter(session=session).order_by("position")[:2]
    page = open_page(athlete, viewport=viewport, dark=dark)
    addresses = ("/", "/sessions/", "/sessions/?filters=1&date_from=x", "/sessions/?q=nothing", "/sessions/new/")
    pages = ("", "edit/", "sets/", "sets/?q=squat", "sets/?q=Jurassic")
    for address in (*addresses, *(f"/sessions/{session.pk}/{part}" for part in pages), "/sessions/undo/"):
        page.goto(address)
        _looks_right(page)
    page.goto(f"/sessions/{session.pk}/")
    page.click(f"#reps-of-{first.pk}")
    page.get_by_text("Weights, rep by rep").click()
    page.click(f"#edit-{second.pk}")
    page.wait_for_selector(f"#up-{second.pk}")
    _looks_right(page)
    row(page, second).get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    _looks_right(page)
