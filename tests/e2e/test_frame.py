"""The frame in a real browser: what the scripts do, and how it looks to axe and to a thumb."""

import re
import uuid

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from tests.e2e.conftest import PHONE, Guard, OpenPage, axe
from tests.factories import make_user

DESKTOP = {"width": 1280, "height": 800}
GUIDE = "/manage/style-guide/"
TARGETS = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(element => element.checkVisibility() && !element.closest('p, li li, .note, .skip-link'))
  .map(element => [element.outerHTML.slice(0, 120), (element.closest('label') ?? element).getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
  .map(([html]) => html)"""


@pytest.fixture
def admin() -> User:
    """Staff of this test alone."""
    email = f"{uuid.uuid4().hex[:12]}@example.org"
    return make_user(email=email, name="Stella Staff", is_staff=True, is_superuser=True)


@pytest.fixture
def guide(open_page: OpenPage, admin: User) -> Page:
    """The style guide on a phone."""
    page = open_page(admin)
    page.goto(GUIDE)
    return page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "viewport", [PHONE, {"width": 768, "height": 1024}, DESKTOP], ids=["phone", "tablet", "desktop"]
)
def test_every_component_is_accessible(open_page: OpenPage, admin: User, viewport: dict[str, int], dark: bool) -> None:
    page = open_page(admin, viewport=viewport, dark=dark)
    page.goto(f"{GUIDE}?toast=1")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways"
    assert page.evaluate(TARGETS) == [], "a thumb hits everything"


def test_nothing_scrolls_sideways_on_the_narrowest_phone(open_page: OpenPage, admin: User) -> None:
    page = open_page(admin, viewport={"width": 320, "height": 640})
    page.goto(GUIDE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_theme_follows_the_system_until_one_is_chosen(open_page: OpenPage, admin: User) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    seen = {}
    for name, dark in (("light", False), ("dark", True)):
        page = open_page(admin, dark=dark)
        page.goto("/more/")
        seen[name] = page.evaluate(ground)
    assert seen["light"] != seen["dark"]
    admin.theme = "dark"
    admin.save(update_fields=["theme"])
    page = open_page(admin, dark=False)
    page.goto("/more/")
    assert page.evaluate(ground) == seen["dark"]


def test_phone_and_desktop_have_the_same_places_in_the_same_order(open_page: OpenPage, admin: User) -> None:
    phone, desktop = open_page(admin), open_page(admin, viewport=DESKTOP)
    for page in (phone, desktop):
        page.goto("/more/")
    names = phone.locator(".bottom-bar a").all_inner_texts()
    assert names[-1] == "More"
    assert desktop.locator(".side .side-nav").first.locator("a").all_inner_texts() == names[:-1]
    expect(phone.locator(".side")).to_be_hidden()
    expect(desktop.locator(".bottom-bar")).to_be_hidden()


def test_the_keyboard_skips_to_the_content(guide: Page) -> None:
    guide.keyboard.press("Tab")
    expect(guide.locator(".skip-link")).to_be_focused()
    guide.keyboard.press("Enter")
    expect(guide.locator("#main")).to_be_focused()


def test_a_notice_leaves_after_ten_seconds_but_not_while_it_has_the_focus(open_page: OpenPage, admin: User) -> None:
    page = open_page(admin)
    page.clock.install()
    page.goto(f"{GUIDE}?toast=1")
    undoable = page.locator("#toasts [data-toast]", has_text="saved")
    plain = page.locator("#toasts [data-toast]", has_text="ready")
    expect(undoable).to_be_visible()
    undoable.get_by_role("button", name="Undo").focus()
    page.clock.run_for(11_000)
    expect(plain).to_have_count(0)
    expect(undoable).to_be_visible()
    undoable.get_by_role("button", name="Close notice").click()
    page.clock.run_for(1_000)
    expect(undoable).to_have_count(0)


def test_a_notice_stays_without_javascript(open_page: OpenPage, admin: User) -> None:
    page = open_page(admin, javascript=False)
    page.goto(f"{GUIDE}?toast=1")
    notice = page.locator("#toasts [data-toast]", has_text="saved")
    expect(notice.get_by_role("button", name="Undo")).to_be_visible()
    expect(notice.get_by_role("button", name="Close notice")).to_be_hidden()
    expect(page.locator("[data-stepper-up]").first).to_be_hidden()


def test_the_stepper_keeps_the_decimal_mark_and_its_limits(guide: Page) -> None:
    weight = guide.locator("#id_sg-weight")
    more, less = guide.get_by_role("button", name="More Weight"), guide.get_by_role("button", name="Less Weight")
    more.click()
    expect(weight).to_have_value("82.5")
    weight.fill("20,25")
    less.click()
    expect(weight).to_have_value("17,75")
    weight.fill("1")
    less.click()
    expect(weight).to_have_value("0.0")
    weight.fill("heavy")
    more.click()
    expect(weight).to_have_value("heavy")
    reps = guide.locator("#id_sg-reps")
    reps.fill("99")
    reps.press("ArrowUp")
    reps.press("ArrowUp")
    expect(reps).to_have_value("100")


def test_holding_a_stepper_repeats(guide: Page) -> None:
    button = guide.get_by_role("button", name="More Reps")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    guide.mouse.move(box["x"] + 20, box["y"] + 20)
    guide.mouse.down()
    guide.wait_for_timeout(1_000)
    guide.mouse.up()
    value = int(guide.locator("#id_sg-reps").input_value())
    assert value > 10, "eight and several steps"
    guide.wait_for_timeout(300)
    assert int(guide.locator("#id_sg-reps").input_value()) == value, "letting go stops it"


def test_a_question_takes_the_focus_and_escape_gives_it_back(guide: Page) -> None:
    summary = guide.locator("summary", has_text="Delete session")
    summary.click()
    details = guide.locator("details", has=guide.get_by_text("Delete “Push A” with 18 sets?"))
    expect(details.get_by_role("button", name="Keep it")).to_be_focused()
    guide.keyboard.press("Escape")
    expect(details.get_by_role("button", name="Keep it")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_browser_s_time_zone_fills_the_hidden_field(guide: Page) -> None:
    expect(guide.locator("#ok_zone")).to_have_value("Europe/Berlin")


def test_two_presses_send_once(open_page: OpenPage, athlete: User) -> None:
    page = open_page(athlete)
    page.goto("/accounts/preferences/")
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.url)
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/accounts/preferences/", answer)
    button = page.locator("main form [type=submit]").first
    with page.expect_navigation():
        button.evaluate("button => { button.click(); button.click(); setTimeout(() => button.click(), 100); }")
    assert len(sent) == 1


def test_a_form_works_again_after_coming_back(open_page: OpenPage, athlete: User) -> None:
    page = open_page(athlete)
    page.goto("/accounts/preferences/")
    page.locator("main form [type=submit]").first.evaluate(
        """button => {
            button.form.addEventListener('submit', event => event.preventDefault());
            button.form.requestSubmit(button);
            window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
        }"""
    )
    expect(page.locator("form[data-sending]")).to_have_count(0)
    expect(page.locator("main form [aria-disabled]")).to_have_count(0)


def test_a_lost_connection_is_told_once(page: Page, guard: Guard) -> None:
    page.goto("/more/")
    page.route("**/lost/", lambda route: route.abort())
    for _ in range(2):
        page.evaluate("htmx.ajax('GET', '/lost/', {target: '#main', swap: 'none'}).catch(() => {})")
        forget(page, guard, "net::ERR_FAILED", "htmx:sendError")
    notice = page.locator("#toasts [data-toast]")
    expect(notice).to_have_text(re.compile("Could not reach the server. Nothing was lost. Try again."))
    expect(notice).to_have_count(1)


def test_a_form_that_nobody_answers_says_so_and_can_be_sent_again(page: Page) -> None:
    page.clock.install()
    page.goto("/sessions/new/")
    waiting: list[Route] = []
    page.context.route("**/sessions/new/", lambda route: waiting.append(route))
    # In another tab, or the driver of the browser would wait for the next page here.
    page.evaluate("document.querySelector('main form').target = '_blank'")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("form[data-sending]")).to_have_count(1)
    page.clock.fast_forward(13_000)
    expect(page.locator("#toasts [data-toast]")).to_contain_text("No answer yet.")
    expect(page.locator("form[data-sending]")).to_have_count(0)
    for route in waiting:
        route.abort()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "You may not do that"),
        (404, "no longer there"),
        (429, "a lot of requests"),
        (500, "could not do that"),
        (503, "Could not reach the server"),
    ],
)
def test_a_refused_request_is_told_in_words(page: Page, guard: Guard, status: int, words: str) -> None:
    guard.allow(status)
    page.goto("/more/")
    page.route("**/refused/", lambda route: route.fulfill(status=status, body="<p>inner workings</p>"))
    page.evaluate("htmx.ajax('GET', '/refused/', {target: '#main'}).catch(() => {})")
    expect(page.locator("#toasts [data-toast]")).to_contain_text(words)
    expect(page.get_by_text("inner workings")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("More")
    forget(page, guard, f"Response Status Error Code {status}")


@pytest.mark.parametrize("status", [200, 409, 422])
def test_a_form_that_comes_back_is_swapped_and_its_summary_focused(page: Page, guard: Guard, status: int) -> None:
    guard.allow(409, 422)
    page.goto("/more/")
    body = '<div id="again" tabindex="-1" data-autofocus>Not saved yet</div>'
    page.route("**/form/", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
    page.evaluate("htmx.ajax('GET', '/form/', {target: '#main', swap: 'innerHTML'})")
    expect(page.locator("#again")).to_be_focused()


def test_the_focus_is_not_lost_when_its_element_goes(page: Page) -> None:
    page.goto("/more/")
    page.route("**/part/", lambda route: route.fulfill(body="<p>New</p>", content_type="text/html"))
    page.locator("main a").first.focus()
    page.evaluate("htmx.ajax('GET', '/part/', {target: '#main', swap: 'innerHTML'})")
    expect(page.locator("#main")).to_be_focused()


def test_the_server_can_show_a_notice(page: Page) -> None:
    page.goto("/more/")
    headers = {"HX-Trigger": '{"toast": {"text": "Saved <b>here</b>.", "kind": "success"}}'}
    page.route("**/saved/", lambda route: route.fulfill(body="", headers=headers, content_type="text/html"))
    page.evaluate("htmx.ajax('GET', '/saved/', {target: '#main', swap: 'none'})")
    expect(page.locator("#toasts .toast--success")).to_have_text(re.compile("Saved <b>here</b>."))


def test_a_fragment_for_somebody_signed_out_leads_to_the_sign_in(page: Page, guard: Guard) -> None:
    guard.allow(401)
    page.goto("/more/")
    page.context.clear_cookies()
    page.evaluate("htmx.ajax('GET', '/more/', {target: '#main'}).catch(() => {})")
    page.wait_for_url("**/accounts/login/?next=%2Fmore%2F")


def test_the_admin_works_under_the_policy_and_its_theme_switch_with_it(open_page: OpenPage, admin: User) -> None:
    admin.theme = "dark"
    admin.save(update_fields=["theme"])
    page = open_page(admin, viewport=DESKTOP)
    page.goto("/admin/accounts/user/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".theme-toggle").click()
    expect(root).to_have_attribute("data-theme", "light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    page.goto(f"/admin/accounts/user/{admin.pk}/change/")
    expect(root).to_have_attribute("data-theme", "light")


def forget(page: Page, guard: Guard, *words: str) -> None:
    """Wait for the lines that the browser and htmx write about a failed request, and take them off the list."""
    for word in words:
        for _ in range(250):
            found = [problem for problem in guard.problems if word in problem]
            if found:
                break
            page.wait_for_timeout(20)
        assert found, f"nothing was written about {word}"
        guard.problems.remove(found[0])
