"""The whole loop in the browser: reported from a page, triaged in place, answered, published, voted for, shipped."""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.models import Feedback
from feedback.spam import MIN_SECONDS
from tests.e2e.conftest import OpenPage, axe
from tests.e2e.test_accounts import fits, mailed_link
from tests.factories import make_user

DESKTOP = {"width": 1280, "height": 900}
LATE = 20_000
"""Milliseconds that a busy machine may take for an answer."""


@pytest.fixture
def boss() -> User:
    return make_user(email=f"{uuid.uuid4().hex[:12]}@example.org", name="Berta Boss", is_staff=True, is_superuser=True)


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def report(page: Page, subject: str) -> None:
    page.get_by_label("Bug report").check()
    page.get_by_label("In one line").fill(subject)
    page.get_by_label("What happened, or what would you like?").fill("It does <b>nothing</b>.\nReally.")
    fits(page)
    page.get_by_role("main").get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name=subject)).to_be_visible(timeout=LATE)


def test_the_whole_loop(open_page: OpenPage, athlete: User, boss: User, mail_folder: Path, javascript: bool) -> None:
    subject = f"The plus button {uuid.uuid4().hex[:8]}"
    phone = open_page(athlete, javascript=javascript)
    phone.goto("/reports/")
    phone.get_by_role("link", name="Report a problem").click()
    expect(phone.get_by_text("the page you came from (/reports/)")).to_be_visible(timeout=LATE)
    report(phone, subject)
    expect(phone.get_by_text("It does <b>nothing</b>.")).to_be_visible(timeout=LATE)
    item = Feedback.objects.get(subject=subject)
    assert (item.sender, item.page, item.browser) == (athlete, "/reports/", "HeadlessChrome")
    assert mailed_link(mail_folder, athlete.email, "/feedback/") == f"/feedback/{item.pk}/"

    desk = open_page(boss, javascript=javascript, viewport=DESKTOP)
    desk.goto(f"/manage/feedback/?q={subject.split()[-1]}&sort=updated")
    row = desk.locator(f"#item-{item.pk}")
    row.get_by_role("button", name="Start").click()
    expect(desk.get_by_text("Status changed.")).to_be_visible(timeout=LATE)
    expect(row.get_by_role("button", name="Complete")).to_be_visible(timeout=LATE)
    assert "sort=updated" in desk.url
    row.get_by_label(f"Assign {subject}").select_option(label="Berta Boss")
    if not javascript:
        row.get_by_role("button", name="Assign").click()
    expect(desk.get_by_text("Assigned.", exact=True)).to_be_visible(timeout=LATE)
    row.locator("summary").first.click()
    if not javascript:
        row.get_by_role("link", name="Open this item").click()
    desk.get_by_label("Answer", exact=True).fill("Thank you for {subject}")
    desk.get_by_role("button", name="Preview").click()
    expect(desk.get_by_text(f"Thank you for {subject}", exact=True)).to_be_visible(timeout=LATE)
    desk.get_by_role("button", name="Send the answer").click()
    expect(desk.get_by_text("Answer sent.")).to_be_visible(timeout=LATE)

    desk.goto(f"/manage/feedback/{item.pk}/")
    desk.get_by_label("Public response").fill("Fixed & tested")
    desk.get_by_label("Published").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved.", exact=True)).to_be_visible(timeout=LATE)
    fits(desk)

    phone.goto(f"/feedback/{item.pk}/")
    for shown in ("Status: In progress", f"Thank you for {subject}", "Fixed & tested"):
        expect(phone.get_by_text(shown).first).to_be_visible(timeout=LATE)
    phone.get_by_label("Your reply").fill("It works")
    phone.get_by_role("button", name="Reply").click()
    expect(phone.get_by_text("Reply sent.")).to_be_visible(timeout=LATE)
    phone.get_by_role("link", name="On the public board").click()
    phone.get_by_role("button", name="I want this").click()
    expect(phone.get_by_role("button", name="I want this")).to_have_attribute("aria-pressed", "true", timeout=LATE)
    fits(phone)
    assert item.votes.count() == 1


def test_without_an_account_the_mailed_link_leads_back(
    open_page: OpenPage, mail_folder: Path, javascript: bool
) -> None:
    email, subject = f"{uuid.uuid4().hex[:12]}@example.org", f"Hello {uuid.uuid4().hex[:8]}"
    page = open_page(javascript=javascript)
    page.goto("/feedback/new/")
    page.get_by_label("E-mail").fill(email)
    page.wait_for_timeout(MIN_SECONDS * 1000 + 100)  # a person takes longer than that: it is what tells them apart
    report(page, subject)
    assert not Feedback.objects.get(subject=subject).is_spam
    page.goto(mailed_link(mail_folder, email, "/feedback/follow/"))
    page.get_by_label("Your reply").fill("One more thing")
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_text("One more thing")).to_be_visible(timeout=LATE)


def test_many_are_done_at_once_without_leaving_the_list(open_page: OpenPage, boss: User) -> None:
    word = uuid.uuid4().hex[:8]
    for number in range(3):
        Feedback.objects.create(kind="bug", subject=f"{word} {number}", message="Broken")
    page = open_page(boss)
    page.goto(f"/manage/feedback/?q={word}")
    page.get_by_role("button", name="Tick all").click()
    page.get_by_label(f"Tick {word} 2").uncheck()
    page.get_by_label("With the ticked ones").select_option(label="Critical")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("Done for 2 items.")).to_be_visible(timeout=LATE)
    assert f"q={word}" in page.url
    assert sorted(Feedback.objects.filter(subject__startswith=word).values_list("priority", flat=True)) == [2, 4, 4]
    fits(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desktop"])
def test_nothing_stands_in_anybodys_way(open_page: OpenPage, athlete: User, boss: User, dark: bool, wide: bool) -> None:
    mine = Feedback.objects.create(sender=athlete, kind="bug", subject="Mine", message="Broken", status="in_progress")
    board = Feedback.objects.create(
        kind="feature", subject="A wish", message="Please", public_response="Soon", is_published=True,
        published_at=mine.created_at,
    )  # fmt: skip
    paths = {
        athlete: [
            "/feedback/",
            "/feedback/new/",
            "/feedback/mine/",
            f"/feedback/{mine.pk}/",
            f"/feedback/board/{board.pk}/",
        ],
        boss: ["/manage/feedback/", f"/manage/feedback/{mine.pk}/"],
    }
    for user, addresses in paths.items():
        page = open_page(user, dark=dark, viewport=DESKTOP if wide else None)
        for address in addresses:
            page.goto(address)
            fits(page)
            axe(page)
