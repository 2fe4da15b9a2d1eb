"""A person in a browser, at the small form of production behind nginx, while every process of it is restarted."""

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect, sync_playwright

from accounts.models import User
from jobs.models import Job, State
from portability.services.drafts import IMPORT_KIND
from sessions_app.models import Rep, WorkoutSet
from sessions_app.services.check import sums_check
from tests.e2e.conftest import FLAGS, PHONE, Guard
from tests.e2e.test_quick_log import begin_with_bench
from tests.factories import PASSWORD
from tests.faults.support import athlete, front, roll_everything, sample

pytestmark = pytest.mark.long
SETS = 30_000
MILLISECONDS = 120_000


@pytest.fixture
def person() -> User:
    """Somebody with a password as production keeps it."""
    user = athlete()
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt-of-this-test")
    user.save(update_fields=["password"])
    return user


@pytest.fixture
def page(group: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A phone at the front of the stack; whatever goes wrong unseen fails the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    address = f"http://localhost:{front(group)}"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=os.environ["BROWSER"], args=FLAGS)
        context = chromium.new_context(base_url=address, viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
        context.set_default_timeout(MILLISECONDS)
        guard = Guard(urlsplit(address).netloc)
        guard.watch(context)
        yield context.new_page()
        context.close()
        chromium.close()
    guard.check()


def sign_in(page: Page, person: User) -> None:
    page.goto("/accounts/login/?next=/log/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def log_a_set(page: Page, number: int) -> None:
    page.click("#save-set")
    expect(page.locator("#log-sets > li")).to_have_count(number, timeout=MILLISECONDS)
    expect(page.locator(".set--waiting")).to_have_count(0, timeout=MILLISECONDS)


def test_a_person_signs_in_logs_and_imports_while_everything_is_restarted(
    group: Any, page: Page, person: User, tmp_path: Path
) -> None:
    file = tmp_path / "years.csv"
    file.write_bytes(sample(SETS).data)
    sign_in(page, person)
    begin_with_bench(page, "82.5", "5")
    log_a_set(page, 1)
    page.goto("/data/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look into it").click()
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    other = page.context.new_page()
    page.get_by_role("button", name=re.compile(r"^Import [\d,]+ sessions$")).click()
    expect(page.locator('[data-job-text="percent"]')).to_be_visible(timeout=MILLISECONDS)
    rolling = threading.Thread(target=roll_everything, args=[group])
    rolling.start()
    number = 1
    while rolling.is_alive() or number < 4:
        number += 1
        other.goto("/log/")
        log_a_set(other, number)
        other.goto("/sessions/")
        expect(other.locator("h1")).to_be_visible()
    rolling.join()
    expect(page.get_by_role("button", name="Roll back")).to_be_visible(timeout=MILLISECONDS)
    assert any("percent" in frame for frame in frames), "nothing came by websocket"
    job = Job.objects.get(owner=person, kind=IMPORT_KIND)
    assert (job.state, job.attempts) == (State.SUCCEEDED, job.tries.count())
    sets, counts = WorkoutSet.objects.filter(owner=person), sample(SETS).counts
    assert sets.filter(session__import_batch__job=job).count() == counts.sets
    assert sets.filter(session__import_batch=None).count() == number, "what was logged meanwhile"
    assert Rep.objects.filter(workout_set__owner=person).count() == counts.reps + 5 * number
    assert not list(sums_check(owner_id=person.pk))
