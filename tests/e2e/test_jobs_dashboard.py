"""The admins' dashboard of jobs in a real browser: live, by polling, acting on jobs, and how it looks to axe."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from jobs.models import Job, JobAttempt
from portability.services.deletion import DELETE_KIND
from tests.e2e.conftest import OpenPage, axe
from tests.e2e.test_frame import DESKTOP, TARGETS
from tests.e2e.test_import import Running
from tests.factories import make_user

OVERVIEW, HISTORY, DIAGNOSIS = "/manage/jobs/", "/manage/jobs/history/", "/manage/jobs/diagnosis/"
SECONDS = 30_000
LONG = "a.person.with.quite.a.long.address.indeed"


@pytest.fixture
def admin() -> User:
    """Staff of this test alone."""
    email = f"{uuid.uuid4().hex[:12]}@example.org"
    return make_user(email=email, name="Stella Staff", is_staff=True, is_superuser=True)


def away_with_jobs_of(owner: User) -> None:
    """Nobody else is to find them. A worker may begin one at this very moment, which is a new try of it: then again."""
    for _try in range(100):
        try:
            Job.objects.filter(owner=owner).delete()
        except IntegrityError:
            continue
        return
    pytest.fail("workers begin the jobs again and again")


def failed(owner: User, error: str = "The file has no rows.") -> Job:
    """A job of ``owner`` that failed a minute ago, with its stack trace."""
    now = timezone.now()
    job = Job.objects.create(
        kind=DELETE_KIND, owner=owner, queue="bulk", state="failed", attempts=1, error=error, worker="host:1",
        started_at=now - timedelta(minutes=2), finished_at=now - timedelta(minutes=1),
    )  # fmt: skip
    JobAttempt.objects.create(
        job=job, number=1, claim=uuid.uuid4(), worker="host:1", outcome="failed", error=error, finished_at=now,
        traceback="Traceback (most recent call last):\n" + '  File "jobs/runner.py", line 1, in run\n' * 30,
    )  # fmt: skip
    return job


def percent_of(page: Page, running: Running) -> Any:
    return page.locator(f"#running-{running.job.pk}").get_by_text(re.compile(r"^\d+%$"))


def test_the_overview_follows_jobs_by_socket(open_page: OpenPage, admin: User, athlete: User) -> None:
    running = Running(athlete)
    running.tell(20)
    page = open_page(admin, viewport=DESKTOP)
    page.goto(OVERVIEW)
    expect(percent_of(page, running)).to_have_text("20%")
    expect(page.locator("[data-job-word]")).to_have_text("Live")
    running.tell(55)
    expect(percent_of(page, running)).to_have_text("55%", timeout=3_500)
    running.end(state="failed", error="The disk is full.")
    expect(page.locator(f"#running-{running.job.pk}")).to_have_count(0, timeout=3_500)
    expect(page.locator(f"#job-{running.job.pk}")).to_contain_text("The disk is full.")


def test_without_a_socket_the_overview_asks_again(open_page: OpenPage, admin: User, athlete: User) -> None:
    page = open_page(admin)
    page.route_web_socket(re.compile("/ws/"), lambda socket: socket.close(code=1013))
    running = Running(athlete)
    page.goto(OVERVIEW)
    expect(page.locator("[data-job-word]")).to_have_text("Asking every few seconds")
    running.tell(45)
    expect(percent_of(page, running)).to_have_text("45%")
    running.end(state="cancelled")


def test_the_test_job_proves_the_whole_way(open_page: OpenPage, admin: User, worker: None) -> None:
    page = open_page(admin)
    page.goto(DIAGNOSIS)
    for name in ("Database", "Broker", "Channel layer", "Cache"):
        expect(page.get_by_text(re.compile(f"^{name}: answers in"))).to_be_visible()
    page.get_by_role("button", name="Test “bulk”").click()
    expect(page.get_by_text("A page was told by websocket: yes")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text("The result is stored: yes")).to_be_visible(timeout=SECONDS)
    page.goto(OVERVIEW)
    expect(page.get_by_role("row", name=re.compile("jobs@.* alive .*bulk, interactive"))).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_ticked_jobs_are_started_again_after_a_question(
    open_page: OpenPage, admin: User, athlete: User, javascript: bool
) -> None:
    jobs = [failed(athlete) for _each in range(3)]
    page = open_page(admin, javascript=javascript)
    page.goto(f"{HISTORY}?state=failed&q={athlete.email}")
    for job in jobs[:2]:
        page.locator(f'input[value="{job.pk}"]').check()
    page.get_by_text("Start several again").click()
    page.get_by_role("button", name="The ticked ones").click()
    expect(page.get_by_text("2 jobs wait for a worker again.")).to_be_visible()
    assert page.url.endswith(f"?state=failed&q={athlete.email.replace('@', '%40')}")
    assert Job.objects.filter(owner=athlete, attempts_forgiven=1).count() == 2
    away_with_jobs_of(athlete)


def test_one_job_is_read_deleted_and_gone(open_page: OpenPage, admin: User, athlete: User) -> None:
    job = failed(athlete)
    page = open_page(admin)
    page.goto(f"{HISTORY}?q={athlete.email}")
    page.locator(f"#job-{job.pk}").click()
    expect(page.get_by_label("Stack trace")).to_contain_text("jobs/runner.py")
    expect(page.get_by_text("Try 1 ended: Failed")).to_be_visible()
    main = page.locator("main")
    main.get_by_text("Delete", exact=True).first.click()
    main.get_by_role("button", name="Keep it").click()
    main.get_by_text("Delete", exact=True).first.click()
    main.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The job is deleted from the record.")).to_be_visible()
    assert not Job.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", [None, DESKTOP], ids=["phone", "desktop"])
def test_the_dashboard_is_accessible_and_fits(
    open_page: OpenPage, admin: User, dark: bool, viewport: dict[str, int] | None
) -> None:
    athlete = make_user(email=f"{LONG}.{uuid.uuid4().hex[:12]}@example.org")
    job, running = failed(athlete, "A sentence that goes on and on. " * 6), Running(athlete)
    running.tell(40, current="Push")
    page = open_page(admin, dark=dark, viewport=viewport)
    for url in (OVERVIEW, f"{HISTORY}?period=1", f"/manage/jobs/{job.pk}/", DIAGNOSIS):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{url} scrolls sideways"
        assert page.evaluate(TARGETS) == [], f"{url}: a thumb hits everything"
        axe(page)
    running.end(state="cancelled")
