"""Bringing workouts in, in a real browser: the whole way, with and without scripts and sockets, twice at once."""

import re
import uuid
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from accounts.models import User
from jobs import store
from jobs.doorbell import ring_watchers
from jobs.models import Job, JobAttempt
from jobs.snapshot import snapshot
from portability.models import ImportBatch, ImportDraft
from portability.services.deletion import DELETE_KIND
from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from tests.e2e.conftest import Guard, OpenPage, axe
from tests.e2e.test_frame import DESKTOP
from tests.factories import make_user
from tests.samples.trainai import count, generate

TABLET = {"width": 768, "height": 1024}
IMPORT = re.compile(r"^Import \d+ sessions$")
SECONDS = 30_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Forty workouts as TrainAI exports them."""
    path = tmp_path / "training.csv"
    path.write_bytes(generate(seed=3, workouts=40, sets=400, reps=3600, exercises=40))
    return path


class Running:
    """A job that seems to run: the test is its worker, so that nothing happens by chance."""

    def __init__(self, owner: User) -> None:
        self.job = Job.objects.create(
            kind=DELETE_KIND, owner=owner, queue="bulk", state="running", claim=uuid.uuid4(), attempts=1
        )
        JobAttempt.objects.create(job=self.job, number=1, claim=self.claim, worker="test:1")
        self.tell(0)

    @property
    def claim(self) -> uuid.UUID:
        assert self.job.claim is not None
        return self.job.claim

    @property
    def address(self) -> str:
        return f"/jobs/{self.job.pk}/"

    def tell(self, percent: int, **more: Any) -> None:
        """Report so many percent."""
        store.beat(self.job.start_key, self.claim)
        report = {"stage": "reps", "percent": percent, "done": percent * 10, "total": 1000, "current": "", "rate": 50.0}
        store.progress_write(self.job.start_key, self.claim, {**report, "seconds_left": 100 - percent, **more})
        self._ring()

    def end(self, **changes: Any) -> None:
        """Be over."""
        values = {"state": "succeeded", "claim": None, "result": {}} | changes
        Job.objects.filter(pk=self.job.pk).update(**values)
        self._ring()

    def _ring(self) -> None:
        """From another thread: in this one the browser's event loop runs."""
        thread = Thread(target=ring_watchers, args=[self.job.pk])
        thread.start()
        thread.join()


def upload(page: Page, file: Path) -> None:
    page.goto("/data/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look into it").click()


def shows(page: Page, percent: int) -> None:
    expect(page.locator('[data-job-text="percent"]')).to_have_text(str(percent))
    assert page.locator("[data-job-bar]").evaluate("bar => bar.value") == percent


def rows(owner: User) -> tuple[int, int, int]:
    return (
        WorkoutSession.objects.filter(owner=owner).count(),
        WorkoutSet.objects.filter(owner=owner).count(),
        Rep.objects.filter(workout_set__owner=owner).count(),
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_file_comes_in_and_goes_again(
    open_page: OpenPage, athlete: User, file: Path, worker: None, javascript: bool
) -> None:
    page = open_page(athlete, javascript=javascript)
    expected = count(file.read_bytes())
    upload(page, file)
    button = page.get_by_role("button", name=IMPORT)
    expect(button).to_be_visible(timeout=SECONDS)
    assert rows(athlete) == (0, 0, 0), "nothing is written before it is confirmed"
    expect(page.get_by_text("exercises known")).to_be_visible()
    button.click()
    back = page.get_by_role("button", name="Roll back")
    expect(back).to_be_visible(timeout=SECONDS)
    assert rows(athlete) == (expected.workouts, expected.sets, expected.reps)
    expect(page.get_by_text("training.csv").first).to_be_visible()
    back.click()
    expect(page.get_by_text("Rolled back on")).to_be_visible(timeout=SECONDS)
    assert rows(athlete) == (0, 0, 0)


def test_an_import_is_followed_live_and_never_goes_back(
    page: Page, athlete: User, tmp_path: Path, worker: None
) -> None:
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    path = tmp_path / "years.csv"
    path.write_bytes(generate())
    upload(page, path)
    page.get_by_role("button", name=IMPORT).click(timeout=SECONDS)
    expect(page.get_by_role("button", name="Roll back")).to_be_visible(timeout=SECONDS)
    imported = [frame for frame in frames if '"kind": "import"' in frame or '"kind":"import"' in frame]
    percents = [int(found[1]) for frame in imported if (found := re.search(r'"percent": ?(\d+)', frame))]
    assert len(set(percents)) > 3, percents
    assert percents == sorted(percents)
    assert rows(athlete) == (355, 7300, 70370)


def test_the_page_follows_a_job_by_socket(page: Page, athlete: User) -> None:
    running = Running(athlete)
    running.tell(20, current="Push Day · Bench Press")
    page.goto(running.address)
    shows(page, 20)
    expect(page.get_by_text("Push Day · Bench Press")).to_be_visible()
    expect(page.locator("[data-job-word]")).to_have_text("Live")
    running.tell(55)
    shows(page, 55)
    expect(page.get_by_text("550 of 1,000 reps")).to_be_visible()
    running.tell(30)
    running.tell(60)
    shows(page, 60)
    running.end(state="failed", error="The disk is full.")
    expect(page.get_by_text("The disk is full.")).to_be_visible()
    expect(page.get_by_role("button", name="Start again")).to_be_visible()


def test_without_a_socket_polling_shows_the_same(page: Page, athlete: User) -> None:
    def refuse(socket: WebSocketRoute) -> None:
        socket.close(code=1013)

    page.route_web_socket(re.compile("/ws/"), refuse)
    running = Running(athlete)
    page.goto(running.address)
    expect(page.locator("[data-job-word]")).to_have_text("Asking every second")
    running.tell(45, current="Leg Day · Squat")
    shows(page, 45)
    expect(page.get_by_text("Leg Day · Squat")).to_be_visible()
    asked = page.request.get(f"/api/v1/jobs/{running.job.pk}").json()
    running.job.refresh_from_db()
    assert asked == snapshot(running.job)
    running.end(state="failed", error="The disk is full.")
    expect(page.get_by_text("The disk is full.")).to_be_visible()


def test_a_page_that_can_not_reach_the_server_says_so_and_comes_back(page: Page, athlete: User, guard: Guard) -> None:
    running = Running(athlete)
    page.goto(running.address)
    expect(page.locator("[data-job-word]")).to_have_text("Live")
    guard.allow(503)
    page.route("**/api/v1/jobs/**", lambda route: route.fulfill(status=503, body=""))
    page.route_web_socket(re.compile("/ws/"), lambda socket: socket.close(code=1013))
    page.reload()
    expect(page.locator("[data-job-word]")).to_have_text("Reconnecting")
    page.unroute("**/api/v1/jobs/**")
    running.tell(70)
    shows(page, 70)


def test_without_scripts_the_page_refreshes_itself(open_page: OpenPage, athlete: User) -> None:
    page = open_page(athlete, javascript=False)
    running = Running(athlete)
    running.tell(20)
    page.goto(running.address)
    expect(page.locator('[data-job-text="percent"]')).to_have_text("20")
    running.tell(65)
    expect(page.locator('[data-job-text="percent"]')).to_have_text("65")
    running.end(state="failed", error="The disk is full.")
    expect(page.get_by_text("The disk is full.")).to_be_visible()


def test_two_tabs_import_once(open_page: OpenPage, athlete: User, file: Path, worker: None) -> None:
    first = open_page(athlete)
    upload(first, file)
    expect(first.get_by_role("button", name=IMPORT)).to_be_visible(timeout=SECONDS)
    second = first.context.new_page()
    second.goto(first.url)
    for tab in (first, second):
        tab.get_by_role("button", name=IMPORT).click()
    for tab in (first, second):
        expect(tab.get_by_role("button", name="Roll back")).to_be_visible(timeout=SECONDS)
    assert ImportBatch.objects.filter(owner=athlete).count() == 1
    assert rows(athlete)[0] == 40


def test_double_clicks_count_once(page: Page, athlete: User, file: Path, worker: None) -> None:
    page.goto("/data/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look into it").dblclick()
    button = page.get_by_role("button", name=IMPORT)
    expect(button).to_be_visible(timeout=SECONDS)
    button.dblclick()
    expect(page.get_by_role("button", name="Roll back")).to_be_visible(timeout=SECONDS)
    page.get_by_role("button", name="Roll back").dblclick()
    expect(page.get_by_text("Rolled back on")).to_be_visible(timeout=SECONDS)
    assert ImportDraft.objects.filter(owner=athlete).count() == 1
    assert ImportBatch.objects.filter(owner=athlete).count() == 1
    assert Job.objects.filter(owner=athlete).count() == 3


def test_a_strangers_job_is_not_there(open_page: OpenPage, athlete: User, guard: Guard) -> None:
    guard.allow(404)
    running = Running(athlete)
    page = open_page(make_user(email=f"{uuid.uuid4().hex[:12]}@example.org"))
    answer = page.goto(running.address)
    assert answer is not None
    assert answer.status == 404
    page.goto("/data/import/")
    code = page.evaluate(
        """path => new Promise((resolve) => {
            const socket = new WebSocket(path.replace("/", location.origin.replace("http", "ws") + "/"));
            socket.onmessage = () => resolve("it said something");
            socket.onclose = (event) => resolve(event.code);
        })""",
        f"/ws/jobs/{running.job.pk}/",
    )
    assert code == 4404
    assert page.request.get(f"/api/v1/jobs/{running.job.pk}").status == 404


def test_a_running_job_can_be_cancelled(page: Page, athlete: User) -> None:
    running = Running(athlete)
    page.goto(running.address)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Stopping.")).to_be_visible()
    assert store.beat(running.job.start_key, running.claim)
    running.end(state="cancelled")
    expect(page.get_by_text("Nothing was changed.").first).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [None, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_progress_is_accessible(open_page: OpenPage, athlete: User, dark: bool, width: Any) -> None:
    page = open_page(athlete, dark=dark, viewport=width)
    running = Running(athlete)
    running.tell(45, current="A day with a very long name that does not fit on a phone " * 2)
    page.goto(running.address)
    expect(page.locator("[data-job-word]")).to_have_text("Live")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    running.end(state="failed", error="The disk is full.")
