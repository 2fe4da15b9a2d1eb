"""Five people, each from the first page to what they came for. With --long each step is a picture in every width and
theme, to be looked at: var/screenshots/journeys/<person>/.
"""

import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import WorkoutSession, WorkoutSet
from tests import fuzzing
from tests.e2e.conftest import PHONE, ROOT, OpenPage, axe
from tests.e2e.test_accounts import mailed_link, sign_in
from tests.e2e.test_import import SECONDS, upload
from tests.e2e.test_quick_log import begin_with_bench, saved
from tests.e2e.test_screenshots import HEIGHT, overflow_of
from tests.e2e.test_sharing import history, make_link
from tests.e2e.test_workouts import BENCH
from tests.factories import PASSWORD, make_user
from tests.samples.registry import SAMPLES
from tests.samples.workouts import workouts

FOLDER = ROOT / "var" / "screenshots" / "journeys"
WIDTHS = (360, 768, 1280)
WITHOUT_SETS = {"fitnotes_body", "hevy_body"}
FIVE_YEARS = 250


class Journey:
    """A person's way through the product: at each step the page fits and axe finds nothing."""

    def __init__(self, person: str, page: Page) -> None:
        self._page, self._folder, self._steps = page, FOLDER / person, 0

    def step(self, name: str) -> None:
        """Look at the page as it stands."""
        self._steps += 1
        axe(self._page)
        for width in WIDTHS if fuzzing.LONG else (PHONE["width"],):
            self._page.set_viewport_size({"width": width, "height": HEIGHT})
            self._page.wait_for_timeout(300)  # charts follow a window that changes
            assert overflow_of(self._page) == 0, f"{name} at {width}"
            if fuzzing.LONG:
                self._picture(f"{self._steps:02}-{name}-{width}")
        self._page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    def _picture(self, name: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for theme in ("light", "dark"):
            self._page.emulate_media(color_scheme=theme)
            self._page.wait_for_timeout(300)  # charts are drawn anew
            self._page.screenshot(path=self._folder / f"{name}-{theme}.png", full_page=True)
        self._page.emulate_media(color_scheme="light")


@pytest.fixture
def email() -> str:
    return f"{uuid.uuid4().hex[:12]}@example.org"


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_a_new_athlete(open_page: OpenPage, email: str, mail_folder: Path) -> None:
    page = open_page()
    journey = Journey("new-athlete", page)
    page.goto("/accounts/login/")
    journey.step("sign-in")
    page.get_by_role("link", name="Create one").click()
    page.get_by_label("Name").fill("Ada Lifts")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    journey.step("sign-up")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    journey.step("check-your-mail")
    page.goto(mailed_link(mail_folder, email, "/confirm-email/"))
    page.get_by_role("button", name="Confirm").click()
    sign_in(page, email)
    page.goto("/")
    journey.step("first-page")
    page.goto("/reports/")
    journey.step("reports-without-anything")
    page.goto("/log/")
    begin_with_bench(page, "60", "8")
    for number in (1, 2, 3):
        page.wait_for_timeout(600)  # nobody does two sets faster
        page.click("#save-set")
        saved(page, number)
    journey.step("quick-log")
    page.get_by_role("button", name="Finish session").click()
    expect(page.get_by_role("button", name="Finish session")).to_have_count(0)
    expect(page.locator("#rest")).to_be_hidden()
    journey.step("session")
    page.goto("/reports/")
    expect(page.get_by_text(BENCH).first).to_be_visible()
    journey.step("reports")
    page.goto("/calculator/?weight=60&reps=8")
    journey.step("calculator")
    page.goto("/body/")
    page.get_by_role("textbox", name="Body weight").fill("72.4")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("72.4 kg saved.")).to_be_visible()
    journey.step("body-weight")
    page.goto("/accounts/")
    journey.step("profile")
    assert WorkoutSet.objects.get(owner__email=email, position=3).number_reps == 8


@pytest.mark.parametrize(
    "app",
    [
        pytest.param(key, marks=() if key == "strong" else pytest.mark.long)
        for key in SAMPLES
        if key not in WITHOUT_SETS
    ],
)
def test_an_athlete_who_brings_five_years(
    open_page: OpenPage, athlete: User, worker: None, tmp_path: Path, app: str
) -> None:
    page = open_page(athlete)
    journey = Journey(f"five-years-{app}", page)
    file = tmp_path / "export"
    file.write_bytes(SAMPLES[app](workouts(FIVE_YEARS)))
    upload(page, file)
    go = page.get_by_role("button", name=re.compile(r"^Import [\d,]+ sessions$"))
    expect(go).to_be_visible(timeout=SECONDS)
    journey.step("preview")
    go.click()
    expect(page.get_by_role("button", name="Roll back")).to_be_visible(timeout=SECONDS)
    journey.step("imported")
    for name, address in (
        ("today", "/"),
        ("history", "/sessions/"),
        ("year", "/sessions/year/"),
        ("reports", "/reports/?period=all"),
        ("records", "/reports/records/?period=all"),
        ("exercises", "/exercises/?show=done"),
        ("analysis", "/calculator/analysis/?days=120"),
    ):
        page.goto(address)
        journey.step(name)
    page.goto("/sessions/")
    page.locator("a.list__row").first.click()
    expect(page).to_have_url(re.compile(r"/sessions/\d+/$"))
    page.wait_for_load_state()
    journey.step("session")
    assert WorkoutSession.objects.filter(owner=athlete).count() > FIVE_YEARS / 2


def test_a_friend_with_a_link(open_page: OpenPage, athlete: User) -> None:
    history(athlete)
    owner, friend = open_page(athlete), open_page()
    owner.goto("/shares/")
    Journey("owner-of-a-link", owner).step("links")
    link = make_link(owner)
    Journey("owner-of-a-link", owner).step("made")
    journey = Journey("friend", friend)
    friend.goto(link)
    journey.step("knock")
    friend.get_by_role("button", name="Open").click()
    heading(friend, "History")
    journey.step("history")
    friend.locator("a.list__row").first.click()
    expect(friend.locator(".set")).to_have_count(1)
    journey.step("session")


def test_an_admin(open_page: OpenPage, athlete: User) -> None:
    boss = make_user(email=f"boss-{athlete.email}", name="Bo Boss", is_staff=True, is_superuser=True)
    page = open_page(boss)
    journey = Journey("admin", page)
    for name in ("jobs", "jobs/diagnosis", "feedback", "help", "sign-ins", "health"):
        page.goto(f"/manage/{name}/")
        journey.step(name.replace("/", "-"))
    page.goto(f"/admin/accounts/user/?q={athlete.email}")
    page.get_by_role("link", name=athlete.email, exact=True).click()
    expect(page.locator("#id_name")).to_have_value(athlete.name)


def test_an_operator_makes_the_first_admin_and_looks_after_things(
    open_page: OpenPage, email: str, server_environment: dict[str, str]
) -> None:
    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        environment = {**server_environment, "ADMIN_PASSWORD": PASSWORD, "PROCESS_KIND": "command"}
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    manage("create_admin", "--email", email)
    page = open_page()
    sign_in(page, email)
    page.goto("/manage/health/")
    Journey("operator", page).step("health")
    assert manage("jobs", "list", "--json").strip().startswith(("[", "{"))
    assert manage("check_sums", "--json")
    assert manage("purge_expired", "--json")
