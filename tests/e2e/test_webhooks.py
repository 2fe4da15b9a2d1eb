"""Webhooks the whole way: made on a phone, a test watched, a set logged, the event signed at the receiver's door."""

import json
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from portability.hooks.verify import is_from_workouttracker
from sessions_app.services import set_log
from sharing.scope import Scope
from tests.e2e.conftest import OpenPage, axe
from tests.factories import make_session, set_values
from tests.portability.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def heard(receiver: Receiver, event: str) -> dict[str, str]:
    """The headers of the first ``event`` that came in; waits for it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for got in list(receiver.got):
            if got.headers["WorkoutTracker-Event"] == event:
                return {**got.headers, "body": got.body.decode()}
        time.sleep(0.1)
    raise AssertionError(f"no {event} among {[got.headers['WorkoutTracker-Event'] for got in receiver.got]}")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_webhook_is_made_tried_and_told(
    open_page: OpenPage, athlete: User, worker: None, receiver: Receiver, javascript: bool
) -> None:
    page: Page = open_page(athlete, javascript=javascript)
    page.goto("/data/")
    page.get_by_role("main").get_by_role("link", name="Webhooks").click()
    page.get_by_role("main").get_by_role("link", name="New webhook").click()
    page.get_by_label("Name").fill("Lamp")
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_label("Session begun or added").check()
    page.get_by_role("button", name="Make the webhook").click()
    secret = page.get_by_label("Lamp").input_value()
    page.get_by_role("link", name="To the webhook").click()

    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_role("heading", name="Test")).to_be_visible()
    expect(page.get_by_text("Answer 200").first).to_be_visible(timeout=30_000)
    ping = heard(receiver, "ping")
    assert is_from_workouttracker(secret, ping["WorkoutTracker-Signature"], ping["body"].encode())

    session = make_session(athlete, "Push")
    set_log(scope=Scope.of_user(athlete), session=session, values=set_values())
    told = heard(receiver, "session.created")
    assert is_from_workouttracker(secret, told["WorkoutTracker-Signature"], told["body"].encode())
    assert json.loads(told["body"])["data"]["session"]["id"] == session.pk  # with what happened to it meanwhile
    page.goto("/data/webhooks/")
    page.get_by_role("link", name="Lamp").click()
    expect(page.get_by_role("link", name="Session begun or added")).to_be_visible()
    if javascript:
        axe(page)


def test_of_a_schedule_only_the_day_that_it_has_is_shown(page: Page) -> None:
    page.goto("/data/export/scheduled/")
    weekday, month_day = page.get_by_label("Weekday"), page.get_by_label("Day of the month")
    expect(weekday).to_be_visible()
    expect(month_day).to_be_hidden()
    page.get_by_label("How often").select_option("month")
    expect(weekday).to_be_hidden()
    expect(month_day).to_be_visible()
    page.get_by_label("How often").select_option("day")
    expect(weekday).to_be_hidden()
    expect(month_day).to_be_hidden()
