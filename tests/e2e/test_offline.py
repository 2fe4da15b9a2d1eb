"""A gym without network, in a real browser: nothing that was logged is lost, stored twice, or seen by somebody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.templatetags.static import static
from django.utils import timezone
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.services import session_delete
from sharing.scope import Scope
from tests.e2e.conftest import PHONE, Guard, OpenPage, axe, session_of, until
from tests.e2e.test_frame import DESKTOP
from tests.e2e.test_workouts import bench
from tests.factories import PASSWORD, make_session, make_user

ENQUEUE = """async ([queue, items]) => {
  const { enqueue } = await import(queue);
  const ids = [];
  for (const item of items) ids.push((await enqueue(item)).id);
  return ids;
}"""
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found;
}"""
READY = "navigator.serviceWorker.ready.then(() => true)"


@pytest.fixture
def session(athlete: User) -> WorkoutSession:
    return make_session(athlete, "Push A", started_at=timezone.now() - timedelta(minutes=42))


def item(to: WorkoutSession | dict[str, Any], number: int = 0, **fields: Any) -> dict[str, Any]:
    """A set as the quick log page puts it into the queue: each one five kilograms heavier."""
    said: dict[str, Any] = {"exercise": bench().pk, "exercise_name": bench().name, "weight": str(60 + 5 * number)}
    said |= {"unit": "kg", "reps": 8, "set_type": None, "label": f"{60 + 5 * number} kg × 8"}
    said["session"] = {"id": to.pk, "client_id": None, "name": to.name} if isinstance(to, WorkoutSession) else to
    return said | fields


def log(page: Page, *items: dict[str, Any]) -> list[str]:
    """Log sets as the quick log page does; their ids."""
    ids: list[str] = page.evaluate(ENQUEUE, [static("js/log/queue.js"), list(items)])
    return ids


def call(page: Page, code: str) -> Any:
    """Run ``code`` with the queue as ``queue``."""
    return page.evaluate(f"async (url) => {{ const queue = await import(url); {code} }}", static("js/log/queue.js"))


def weights(user: User) -> list[int]:
    return [int(row.weight) for row in WorkoutSet.objects.filter(owner=user).order_by("session", "position")]


def client_ids(user: User) -> list[str]:
    return [str(row.client_id) for row in WorkoutSet.objects.filter(owner=user).order_by("session", "position")]


def waits(page: Page, text: str) -> None:
    expect(page.locator("[data-unsent-count]")).to_have_text(text)


def number_waiting(page: Page) -> int:
    """How many sets are in the queue; the page may be just about to be replaced by another one."""
    try:
        return int(call(page, "return (await queue.pending()).length;"))
    except PlaywrightError:
        return -1


def nothing_waits(page: Page) -> None:
    until(page, lambda: number_waiting(page) == 0)
    expect(page.locator("#unsent")).to_be_hidden()


def sign_out_everywhere(user: User) -> None:
    """The sign-in expired: the server knows none of this person's sessions any more."""
    for row in Session.objects.all():
        if row.get_decoded().get("_auth_user_id") == str(user.pk):
            row.delete()


def sign_in(page: Page, user: User) -> None:
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


@pytest.fixture
def flaky(guard: Guard) -> Guard:
    """What the browser says about requests that fail for want of a network is no mistake here."""
    guard.allow(401, 403, 409)
    return guard


# --- Once, in order ---------------------------------------------------------------------------------------------------


def test_ten_sets_logged_without_network_arrive_once_and_in_order(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    page.goto("/more/")
    page.evaluate(READY)
    page.context.set_offline(True)
    ids = log(page, *(item(session, number) for number in range(10)))
    waits(page, "10 sets waiting")
    page.reload()
    waits(page, "10 sets waiting")
    assert WorkoutSet.objects.filter(owner=athlete).count() == 0
    page.context.set_offline(False)
    nothing_waits(page)
    assert weights(athlete) == [60 + 5 * number for number in range(10)]
    assert client_ids(athlete) == ids
    page.reload()
    nothing_waits(page)
    assert len(weights(athlete)) == 10


def test_a_session_begun_without_network_is_made_once_with_all_its_sets(
    page: Page, flaky: Guard, athlete: User
) -> None:
    page.goto("/more/")
    page.evaluate(READY)
    page.context.set_offline(True)
    begun: dict[str, Any] = {"id": None, "client_id": "7d0ad5c7-bd43-4f3b-8f55-1b4a4f1f2f10", "name": "Cellar"}
    begun["started_at"] = timezone.now().isoformat()
    log(page, *(item(begun, number) for number in range(3)))
    page.context.set_offline(False)
    nothing_waits(page)
    log(page, item(begun, 3))
    nothing_waits(page)
    session = WorkoutSession.objects.get(owner=athlete)
    assert (session.name, session.total_sets) == ("Cellar", 4)
    assert weights(athlete) == [60, 65, 70, 75]


def test_an_answer_that_never_arrived_does_not_store_a_set_twice(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    page.goto("/more/")
    lost: list[str] = []

    def lose(route: Any) -> None:
        lost.append(route.fetch().text())
        route.abort()

    page.route("**/log/sync/", lose, times=1)
    ids = log(page, item(session), item(session, 1))
    nothing_waits(page)
    assert len(lost) == 1
    assert client_ids(athlete) == ids


def test_two_tabs_send_one_queue_once(page: Page, flaky: Guard, athlete: User, session: WorkoutSession) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/more/")
    page.context.set_offline(True)
    ids = log(page, *(item(session, number) for number in range(4)))
    waits(other, "4 sets waiting")
    page.context.set_offline(False)
    for tab in (page, other):
        nothing_waits(tab)
    assert client_ids(athlete) == ids


def test_a_sign_in_page_of_the_gym_s_network_is_no_answer(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    page.goto("/more/")
    page.route("**/log/sync/", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Pay</h1>"))
    log(page, item(session))
    expect(page.locator("[data-unsent-state]")).to_have_text("Sent when the network is back.")
    page.unroute("**/log/sync/")
    page.click("#unsent summary")
    page.get_by_role("button", name="Send now").click()
    nothing_waits(page)
    assert weights(athlete) == [60]


def test_a_server_that_is_down_or_fails_is_asked_again_later(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    flaky.allow(500, 503)
    page.goto("/more/")
    answers = [500, 503]
    page.route("**/log/sync/", lambda route: route.fulfill(status=answers.pop(0), body="down"), times=2)
    log(page, item(session), item(session, 1))
    expect(page.locator("[data-unsent-state]")).to_have_text("Sent when the network is back.")
    page.click("#unsent summary")
    until(page, lambda: not answers)
    page.get_by_role("button", name="Send now").click()
    nothing_waits(page)
    assert weights(athlete) == [60, 65]


def test_an_answer_that_names_other_sets_takes_nothing_out(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    page.goto("/more/")
    body = {"items": [{"id": "x", "state": "stored"}, None]}
    page.route("**/log/sync/", lambda route: route.fulfill(status=200, json=body))
    log(page, item(session))
    expect(page.locator("[data-unsent-state]")).to_have_text("Sent when the network is back.")
    waits(page, "1 set waiting")


# --- Conflicts --------------------------------------------------------------------------------------------------------


def conflicted(page: Page, athlete: User, session: WorkoutSession, number: int = 2) -> None:
    """Sets whose session was deleted while they waited."""
    page.goto("/more/")
    page.evaluate(READY)
    page.context.set_offline(True)
    log(page, *(item(session, each) for each in range(number)))
    session_delete(scope=Scope.of_user(athlete), session=session)
    page.context.set_offline(False)
    waits(page, f"{number} sets need you")


def test_sets_of_a_session_deleted_meanwhile_are_shown_and_go_into_a_new_one(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    conflicted(page, athlete, session)
    expect(page.locator(".unsent__item")).to_have_count(2)
    expect(page.locator(".unsent__item").first).to_contain_text("The session of this set was deleted meanwhile.")
    page.reload()
    waits(page, "2 sets need you")
    page.click("#unsent summary")
    page.get_by_role("button", name="Put into a new session").first.click()
    nothing_waits(page)
    new = WorkoutSession.objects.get(owner=athlete)
    assert (new.name, new.total_sets) == ("Push A", 2)
    assert new.pk != session.pk
    assert weights(athlete) == [60, 65]


def test_a_set_is_discarded_only_after_a_question_in_its_place(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    conflicted(page, athlete, session)
    first = page.locator(".unsent__item").first
    first.locator("summary", has_text="Discard").click()
    first.get_by_role("button", name="Keep it").click()
    waits(page, "2 sets need you")
    first.locator("summary", has_text="Discard").click()
    first.locator("[data-item-discard]").click()
    waits(page, "1 set needs you")
    expect(page.locator(".unsent__item")).to_contain_text("65 kg × 8")


def test_the_values_of_a_set_can_be_copied(page: Page, flaky: Guard, athlete: User, session: WorkoutSession) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    conflicted(page, athlete, session)
    page.get_by_role("button", name="Copy").first.click()
    expect(page.locator("[data-unsent-live]")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Bench Press (Barbell), 60 kg × 8 (")


def test_what_follows_a_conflict_is_stored(page: Page, flaky: Guard, athlete: User, session: WorkoutSession) -> None:
    page.goto("/more/")
    log(page, item(session), item(session, 1, weight="heavy", label="heavy × 8"), item(session, 2))
    waits(page, "1 set needs you")
    expect(page.locator(".unsent__item")).to_contain_text("“heavy” is not a number")
    assert weights(athlete) == [60, 70]


# --- Whose ------------------------------------------------------------------------------------------------------------


def test_a_sign_in_that_expired_asks_keeps_the_queue_and_sends_afterwards(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    page.goto("/more/")
    page.evaluate(READY)
    page.context.set_offline(True)
    ids = log(page, *(item(session, number) for number in range(3)))
    athlete.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")  # the server refuses how tests hash theirs
    athlete.save(update_fields=["password"])
    sign_out_everywhere(athlete)
    page.context.set_offline(False)
    link = page.get_by_role("link", name="Sign in to send them")
    expect(link).to_be_visible()
    waits(page, "3 sets waiting")
    expect(page.locator("[data-unsent-state]")).to_have_text("You are signed out.")
    link.click()
    page.wait_for_url(re.compile(r"/accounts/login/\?next=%2Fmore%2F"))
    expect(page.locator("#unsent")).to_have_count(0)
    sign_in(page, athlete)
    page.wait_for_url("**/more/")
    nothing_waits(page)
    assert client_ids(athlete) == ids


def test_a_page_with_an_old_token_fetches_a_new_one_and_sends(
    page: Page, flaky: Guard, athlete: User, session: WorkoutSession
) -> None:
    page.goto("/more/")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    log(page, item(session))
    nothing_waits(page)
    assert weights(athlete) == [60]
    token = page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']")
    assert page.locator("main [name=csrfmiddlewaretoken]").input_value() == token


def test_somebody_else_in_the_same_browser_neither_sees_nor_sends_the_queue(
    page: Page, flaky: Guard, live: str, athlete: User, session: WorkoutSession
) -> None:
    other = make_user(email=f"other-{athlete.email}", name="Otto Other")
    page.goto("/more/")
    page.evaluate(READY)
    old_tab = page.context.new_page()
    old_tab.goto("/more/")
    page.context.set_offline(True)
    ids = log(page, item(session), item(session, 1))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live}
    page.context.clear_cookies()
    page.context.add_cookies([cookie | {"value": session_of(other)}])  # type: ignore[list-item]
    page.context.set_offline(False)
    expect(old_tab.locator("[data-unsent-state]")).to_have_text("Somebody else is signed in now.")
    page.goto("/more/")
    nothing_waits(page)
    log(page, item(make_session(other), 9))
    nothing_waits(page)
    assert (weights(other), weights(athlete)) == ([105], [])
    page.context.clear_cookies()
    page.context.add_cookies([cookie | {"value": session_of(athlete)}])  # type: ignore[list-item]
    page.goto("/more/")
    nothing_waits(page)
    assert client_ids(athlete) == ids


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_signing_out_with_unsent_sets_asks_and_says_how_many(
    open_page: OpenPage, flaky: Guard, athlete: User, session: WorkoutSession, viewport: dict[str, int]
) -> None:
    page = open_page(athlete, viewport=viewport)
    page.goto("/more/")
    page.route("**/log/sync/", lambda route: route.abort())
    log(page, item(session), item(session, 1))
    form = page.locator("main form[data-sign-out]" if viewport == PHONE else ".side form[data-sign-out]")
    form.get_by_role("button", name="Sign out").click()
    expect(form).to_contain_text("2 sets are not sent yet.")
    axe(page)
    form.get_by_role("button", name="Stay signed in").click()
    expect(page.locator(".sign-out")).to_have_count(0)
    page.goto("/accounts/logout/")
    question = page.locator("main .sign-out")
    expect(question).to_contain_text("2 sets are not sent yet.")
    question.get_by_role("button", name="Sign out anyway").click()
    page.wait_for_url("**/accounts/login/**")
    expect(page.locator("#unsent")).to_have_count(0)


def test_signing_out_with_nothing_unsent_just_signs_out(page: Page) -> None:
    page.goto("/more/")
    page.locator("main form[data-sign-out] button").click()
    page.wait_for_url("**/accounts/login/**")


def test_the_offer_to_install_comes_when_the_browser_can_and_goes_when_it_was_taken(page: Page) -> None:
    page.goto("/more/")
    offer = page.locator("[data-install]")
    expect(offer).to_be_hidden()
    page.evaluate(
        """() => {
          const event = new Event("beforeinstallprompt", { cancelable: true });
          event.prompt = async () => { window.prompted = event.defaultPrevented; };
          window.dispatchEvent(event);
        }"""
    )
    expect(offer).to_be_visible()
    axe(page)
    offer.get_by_role("button").click()
    expect(offer).to_be_hidden()
    assert page.evaluate("window.prompted") is True


# --- What the worker keeps --------------------------------------------------------------------------------------------


def kept(page: Page) -> list[str]:
    paths: list[str] = page.evaluate(KEPT)
    return paths


def test_without_network_any_other_page_says_so(page: Page, flaky: Guard) -> None:
    page.goto("/more/")
    page.evaluate(READY)
    until(page, lambda: "/offline/" in kept(page))
    page.context.set_offline(True)
    page.goto("/sessions/")
    expect(page.locator("h1")).to_have_text("No network")
    axe(page)
    page.context.set_offline(False)
    expect(page.locator("h1")).not_to_have_text("No network")
    expect(page).to_have_url(re.compile("/sessions/$"))


def test_nothing_of_forbidden_places_is_ever_kept(open_page: OpenPage, guard: Guard, athlete: User) -> None:
    guard.allow(403, 404)
    User.objects.filter(pk=athlete.pk).update(is_staff=True, is_superuser=True)
    page = open_page(athlete)
    page.goto("/more/")
    page.evaluate(READY)
    page.reload()
    for address in (
        "/accounts/login/", "/accounts/preferences/", "/admin/", "/data/import/", "/manage/style-guide/", "/sessions/",
        "/shared/nothing/", "/s/nothing", "/api/v1/docs",
    ):  # fmt: skip
        page.goto(address)
    until(page, lambda: "/offline/" in kept(page))
    allowed = re.compile(r"/log/(kit/)?|/offline/|/offline/owner|/static/(css|js|img|vendor)/.*")
    assert [path for path in kept(page) if not allowed.fullmatch(path)] == []
