"""A link from making it to its end, in real browsers: the owner's and the friend's."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from sharing.models import ShareToken
from tests.e2e.conftest import PHONE, Guard, OpenPage, axe
from tests.e2e.test_workouts import JAVASCRIPT, bench, today, working
from tests.factories import make_session, make_set
from tests.sharing.support import make_share, path_of

DESKTOP = {"width": 1280, "height": 900}


def history(athlete: User) -> None:
    """Three sessions with sets."""
    for name in ("Push", "Pull", "Legs"):
        session = make_session(athlete, name)
        make_set(session, exercise_type=bench(), set_type=working(), weight=80, number_reps=8)


def make_link(page: Page, **fields: str) -> str:
    """Make a link by the form; its address."""
    page.goto(reverse("share-list"))
    page.get_by_label("Name").fill("For Kim")
    for label, text in fields.items():
        page.get_by_label(label.replace("_", " ")).fill(text)
    page.get_by_role("button", name="Make the link").click()
    return page.locator(".share-link").input_value()


@JAVASCRIPT
def test_a_friend_sees_what_the_owner_shares_until_it_is_revoked(
    open_page: OpenPage, athlete: User, guard: Guard, javascript: bool
) -> None:
    history(athlete)
    owner = open_page(athlete, javascript=javascript)
    link = make_link(owner, Most_uses="2")
    friend = open_page(javascript=javascript)
    friend.goto(link)
    assert "/s/" not in friend.url
    expect(friend.get_by_role("heading", level=1)).to_have_text("Anna Athlete shares training with you")
    friend.get_by_role("button", name="Open").click()
    expect(friend.get_by_role("heading", level=1)).to_have_text("History")
    expect(friend.locator(".share-bar")).to_contain_text("1 use left")
    friend.get_by_role("link", name=re.compile("Pull")).click()
    expect(friend.locator(".set")).to_have_count(1)
    expect(friend.locator("form[method=post]")).to_have_count(0)
    guard.allow(410)
    owner.get_by_text("Revoke", exact=True).first.click()
    owner.locator(".share-panel form[action$='/revoke/'] button[type=submit]").click()
    expect(owner.locator(".badge").first).to_have_text("Revoked")
    friend.reload()
    expect(friend.get_by_role("heading", level=1)).to_have_text("This link was withdrawn")


def test_going_back_does_not_lead_to_the_secret(open_page: OpenPage, athlete: User) -> None:
    history(athlete)
    link = make_link(open_page(athlete))
    friend = open_page()
    friend.goto("/versions/")
    friend.goto(link)
    friend.get_by_role("button", name="Open").click()
    friend.go_back()
    friend.go_back()
    assert "/versions/" in friend.url
    assert "/s/" not in friend.evaluate("document.referrer")


def test_searching_as_a_visitor_stays_below_the_share(open_page: OpenPage, athlete: User) -> None:
    history(athlete)
    share = make_share(athlete)
    friend = open_page()
    friend.goto(path_of(share))
    friend.get_by_role("button", name="Open").click()
    friend.wait_for_url("**/sessions/")
    friend.get_by_role("searchbox").fill("Leg")
    expect(friend.locator("a.list__row")).to_have_count(1)
    assert f"/shared/{share.pk}/sessions/?" in friend.url


def test_two_links_are_open_in_two_tabs(open_page: OpenPage, athlete: User) -> None:
    first, second = make_session(athlete, "First"), make_session(athlete, "Second")
    page = open_page()
    other = page.context.new_page()
    for tab, session in ((page, first), (other, second)):
        tab.goto(path_of(make_share(athlete, session=session)))
        tab.get_by_role("button", name="Open").click()
    for tab, name in ((page, "First"), (other, "Second")):
        tab.reload()
        expect(tab.get_by_role("heading", level=1)).to_have_text(name)


def test_copying_says_so_and_the_countdown_counts(open_page: OpenPage, athlete: User) -> None:
    today(athlete, sets=1)
    owner = open_page(athlete)
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = make_link(owner)
    owner.get_by_role("button", name="Copy").click()
    expect(owner.locator(".toast").last).to_contain_text("Link copied.")
    assert owner.evaluate("navigator.clipboard.readText()") == link
    friend = open_page()
    friend.goto(link)
    friend.get_by_role("button", name="Open").click()
    expect(friend.locator("[data-ends-in]")).to_have_text("in 7 days")


def test_a_link_folds_open_in_place(open_page: OpenPage, athlete: User) -> None:
    share = make_share(athlete)
    make_share(athlete, name="Newer")
    owner = open_page(athlete)
    owner.goto(reverse("share-list"))
    fold = owner.locator(f"#share-{share.pk}")
    fold.locator("summary").first.click()
    expect(fold.get_by_role("button", name="Copy")).to_be_visible()
    fold.get_by_text("QR code").click()
    expect(fold.get_by_alt_text("QR code of the link")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_of_a_link_is_accessible(
    open_page: OpenPage, athlete: User, guard: Guard, viewport: dict[str, int], dark: bool
) -> None:
    guard.allow(401, 404)
    history(athlete)
    owner = open_page(athlete, viewport=viewport, dark=dark)
    link = make_link(owner)
    axe(owner)
    owner.get_by_text("Change", exact=True).click()
    axe(owner)
    friend = open_page(viewport=viewport, dark=dark)
    friend.goto(link)
    axe(friend)
    with friend.expect_navigation():
        friend.get_by_role("button", name="Open").click()
    axe(friend)
    with friend.expect_navigation():
        friend.locator("a.list__row").first.click()
    axe(friend)
    stranger = open_page(viewport=viewport, dark=dark)
    share = ShareToken.objects.get(owner=athlete)
    stranger.goto(f"/shared/{share.pk}/sessions/")
    axe(stranger)
    stranger.goto("/s/forged")
    axe(stranger)
