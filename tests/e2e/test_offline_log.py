"""The quick log in a gym without network: the page itself, what it shows of the queue, and whose page is kept."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from sessions_app.models import ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.services import session_delete, session_finish
from sharing.scope import Scope
from tests.e2e.conftest import TWICE_MS, Guard, OpenPage, axe, session_of, until
from tests.e2e.test_offline import READY, client_ids, kept, nothing_waits, waits, weights
from tests.e2e.test_workouts import BENCH, bench, today, working
from tests.factories import make_session, make_set, make_user

KEPT_TEXT = "async () => (await (await (await caches.open('pages')).match('/log/'))?.text()) ?? ''"


@pytest.fixture
def flaky(guard: Guard) -> Guard:
    """Requests that fail for want of a network are no mistake here."""
    guard.allow(401, 403, 409)
    return guard


def open_log(page: Page) -> None:
    """Open the quick log, and wait until the worker has kept it."""
    page.goto("/log/")
    page.evaluate(READY)
    until(page, lambda: {"/log/", "/log/kit/"} <= set(kept(page)))


def save(page: Page, weight: int) -> None:
    """Log 8 reps with ``weight`` on the page."""
    page.fill("#log-form [name=weight]", str(weight))
    page.wait_for_timeout(TWICE_MS)
    page.click("#save-set")
    expect(page.locator("#log-sets .set").last).to_contain_text(str(weight))


def test_ten_sets_logged_on_the_page_survive_a_reload_and_arrive_once_in_order(
    page: Page, flaky: Guard, athlete: User
) -> None:
    today(athlete, sets=1)
    open_log(page)
    page.context.set_offline(True)
    for number in range(10):
        save(page, 100 + number)
    waits(page, "10 sets waiting")
    page.reload()
    expect(page.locator("#log-sets .set")).to_have_count(11)
    expect(page.locator("#log-sets .set--waiting")).to_have_count(10)
    waits(page, "10 sets waiting")
    save(page, 110)
    page.context.set_offline(False)
    nothing_waits(page)
    expect(page.locator("#log-sets .set")).to_have_count(12)
    expect(page.locator("#log-sets .set--waiting")).to_have_count(0)
    assert weights(athlete) == [80, *(100 + number for number in range(11))]
    page.reload()
    expect(page.locator("#log-sets .set")).to_have_count(12)
    assert len(set(client_ids(athlete))) == len(weights(athlete)) == 12


def test_the_kept_page_holds_what_was_stored_since_it_was_opened(page: Page, flaky: Guard, athlete: User) -> None:
    today(athlete, sets=1)
    open_log(page)
    save(page, 100)
    nothing_waits(page)
    text = (
        "async () => (await (await (await caches.open('pages')).match('/log/')).text()).match(/id=\"set-\\d+/g).length"
    )
    until(page, lambda: page.evaluate(text) == 2)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#log-sets .set")).to_have_count(2)


def test_a_notice_on_the_page_is_not_kept_with_it(page: Page, flaky: Guard, athlete: User) -> None:
    today(athlete, sets=1)
    open_log(page)
    form = page.evaluate("Object.fromEntries(new FormData(document.querySelector('#log-form')))")
    token = page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']")
    # Not by the page, whose worker would ask for a copy after a write in any case.
    headers = {"X-CSRFToken": token, "Referer": page.url}
    assert page.request.post("/log/", form=form, headers=headers, max_redirects=0).status == 302
    page.goto("/log/")
    expect(page.locator("#toasts")).to_contain_text("saved")
    until(page, lambda: len(re.findall(r'id="set-\d+', page.evaluate(KEPT_TEXT))) == 2)
    assert re.search(r'id="toasts"[^>]*>\s*</div>', page.evaluate(KEPT_TEXT))


def choose(page: Page, name: str) -> None:
    """Choose another exercise on the page, whoever draws the choice."""
    page.fill("#exercise-q", name)
    page.get_by_role("link", name=name).first.click()
    expect(page.locator("h2#log-title")).to_have_text(name)


def exercises(user: User) -> list[tuple[str, int]]:
    rows = WorkoutSet.objects.filter(owner=user).order_by("session", "position")
    return [(row.exercise_type.name, int(row.weight)) for row in rows.select_related("exercise_type")]


def test_the_exercise_is_changed_without_network_and_back(page: Page, flaky: Guard, athlete: User) -> None:
    today(athlete, sets=1)
    open_log(page)
    page.context.set_offline(True)
    save(page, 100)
    page.get_by_role("link", name="Exercise", exact=True).click()
    expect(page.get_by_text("Without network: search by name.")).to_be_visible()
    axe(page)
    page.fill("#exercise-q", "zzz")
    expect(page.get_by_text("No exercise is called that.")).to_be_visible()
    page.fill("#exercise-q", "rdl")
    expect(page.locator("[data-kit-name]").first).to_contain_text("Romanian Deadlift")
    choose(page, "Pull Up")
    page.click("#save-set")
    expect(page.locator("#log-form [name=number_reps]")).to_be_focused()
    page.fill("#log-form [name=number_reps]", "6")
    save(page, 10)
    axe(page)
    page.reload()
    expect(page.locator("h2#log-title")).to_have_text("Pull Up")
    expect(page.locator("#log-sets .set--waiting")).to_have_count(1)
    page.get_by_role("link", name=BENCH).click()
    expect(page.locator("#log-sets .set")).to_have_count(2)
    save(page, 105)
    page.context.set_offline(False)
    nothing_waits(page)
    assert exercises(athlete) == [(BENCH, 80), (BENCH, 100), ("Pull Up", 10), (BENCH, 105)]
    assert WorkoutSession.objects.filter(owner=athlete).count() == 1


def test_a_session_is_begun_without_network_and_becomes_one_with_all_its_sets(
    page: Page, flaky: Guard, athlete: User
) -> None:
    before = make_session(athlete, "Before", started_at=timezone.now() - timedelta(days=2))
    make_set(before, exercise_type=bench(), set_type=working(), weight=Decimal(95), number_reps=8)
    session_finish(scope=Scope.of_user(athlete), session=before)
    open_log(page)
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("button", name="Start now").click()
    page.get_by_role("link", name=BENCH).click()
    expect(page.locator("#log-form [name=weight]")).to_have_value("95")
    expect(page.locator(".log-last")).to_contain_text("95 kg × 8")
    save(page, 100)
    page.reload()
    expect(page.locator("#log-sets .set--waiting")).to_have_count(1)
    save(page, 105)
    page.locator("#save-set").focus()
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Finish session")).to_be_visible(timeout=20_000)
    session = WorkoutSession.objects.exclude(pk=before.pk).get(owner=athlete)
    assert (session.total_sets, session.ended_at) == (2, None)
    assert weights(athlete) == [100, 105, 95], "the newest session first"
    expect(page.locator("#log-sets .set")).to_have_count(2)
    page.get_by_role("button", name="Finish session").click()
    page.wait_for_url("**/sessions/**")
    until(page, lambda: "data-log-start" in page.evaluate(KEPT_TEXT))


# --- A network that takes requests and never answers ---------------------------------------------------------------

SOONER = """
  const limit = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => limit(ms / 20);
"""
"""So that nobody waits twenty seconds for a request that is given up."""


def hang(page: Page, address: str) -> list[Route]:
    """Let requests to ``address`` hang; those that came."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route))
    return held


def test_a_network_that_never_answers_holds_no_set_up(page: Page, flaky: Guard, athlete: User) -> None:
    today(athlete, sets=1)
    page.add_init_script(SOONER)
    open_log(page)
    held = hang(page, "**/log/sync/")
    for number in range(3):
        save(page, 100 + number)
    expect(page.locator("#log-sets .set")).to_have_count(4)
    waits(page, "3 sets waiting")
    expect(page.locator("[data-unsent-state]")).to_have_text("Sent when the network is back.")
    assert held, "it was tried"
    page.unroute("**/log/sync/")
    page.click("#unsent summary")
    page.get_by_role("button", name="Send now").click()
    nothing_waits(page)
    assert weights(athlete) == [80, 100, 101, 102]


def test_a_network_that_never_answers_lets_change_the_exercise(page: Page, flaky: Guard, athlete: User) -> None:
    session = today(athlete, sets=1)
    pull_up = ExerciseType.objects.get(owner=None, slug="pull-up")
    make_set(session, exercise_type=pull_up, set_type=working(), number_reps=6, weight=Decimal(0))
    open_log(page)
    held = hang(page, "**/log/?exercise=*")
    page.get_by_role("link", name=BENCH).click()
    expect(page.locator("h2#log-title")).to_have_text(BENCH)
    expect(page.locator("#log[data-away]")).to_be_visible()
    assert held
    save(page, 90)
    nothing_waits(page)
    assert weights(athlete) == [80, 0, 90]


def test_a_network_that_never_answers_lets_begin_a_session(page: Page, flaky: Guard, athlete: User) -> None:
    page.add_init_script(SOONER)
    open_log(page)
    held = hang(page, "**/log/start/")
    page.get_by_role("button", name="Start now").click()
    expect(page.locator("#exercise-q")).to_be_visible()
    assert held
    page.fill("#exercise-q", "bp")
    page.get_by_role("link", name=BENCH).first.click()
    expect(page.locator("h2#log-title")).to_have_text(BENCH)
    page.fill("#log-form [name=weight]", "70")
    page.click("#save-set")
    expect(page.get_by_text("Not saved yet. Check this field: Reps")).to_be_visible()
    page.fill("#log-form [name=number_reps]", "8")
    save(page, 70)
    nothing_waits(page)
    assert weights(athlete) == [70]
    assert WorkoutSession.objects.filter(owner=athlete).count() == 1


def test_a_session_deleted_meanwhile_is_said_on_the_page(page: Page, flaky: Guard, athlete: User) -> None:
    session = today(athlete, sets=1)
    open_log(page)
    page.context.set_offline(True)
    save(page, 100)
    save(page, 105)
    session_delete(scope=Scope.of_user(athlete), session=session)
    page.context.set_offline(False)
    waits(page, "2 sets need you")
    expect(page.locator(".unsent__item").first).to_contain_text("100 kg")
    page.get_by_role("button", name="Put into a new session").first.click()
    nothing_waits(page)
    assert weights(athlete) == [100, 105]
    assert WorkoutSet.objects.filter(owner=athlete).values("session").distinct().count() == 1


def test_the_next_person_never_sees_the_page_kept_for_the_last_one(
    open_page: OpenPage, flaky: Guard, live: str, athlete: User
) -> None:
    today(athlete, sets=1)
    page = open_page(athlete)
    open_log(page)
    page.goto("/more/")
    page.locator("main form[data-sign-out] button").click()
    page.wait_for_url("**/accounts/login/**")
    until(page, lambda: "/log/" not in kept(page))
    other = make_user(email=f"other-{athlete.email}", name="Otto Other")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(other), "url": live}])
    page.goto("/more/")
    until(page, lambda: "/log/" in kept(page))
    page.context.set_offline(True)
    page.goto("/log/")
    assert page.locator("body").get_attribute("data-user") == other.storage_key
    expect(page.locator("h1")).not_to_have_text("Push A")


def test_a_page_kept_for_somebody_else_goes_as_soon_as_another_is_signed_in(
    open_page: OpenPage, flaky: Guard, live: str, athlete: User
) -> None:
    today(athlete, sets=1)
    page = open_page(athlete)
    open_log(page)
    other = make_user(email=f"other-{athlete.email}", name="Otto Other")
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(other), "url": live}])
    page.goto("/more/")
    owner = "async () => (await (await caches.open('pages')).match('/offline/owner'))?.text()"
    until(page, lambda: page.evaluate(owner) == other.storage_key and {"/offline/", "/log/"} <= set(kept(page)))
    page.context.set_offline(True)
    page.goto("/log/")
    expect(page.locator("h1")).not_to_have_text(re.compile("Push A"))
