"""Taking data out and putting it in order, in a real browser."""

import json
import re
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import WorkoutSet
from tests.e2e.conftest import axe
from tests.factories import make_exercise, make_session, make_set

SECONDS = 30_000


def weight_of(athlete: User) -> Decimal:
    return WorkoutSet.objects.get(owner=athlete).weight


def test_everything_is_taken_along_as_a_file(page: Page, athlete: User, worker: None) -> None:
    make_set(make_session(athlete, "Push A"))
    page.goto("/data/export/")
    axe(page)
    page.get_by_role("button", name="Export").click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=SECONDS)
    with page.expect_download() as started:
        link.click()
    file = started.value
    assert re.fullmatch(r"workouttracker-export-\d{4}-\d\d-\d\d\.json", file.suggested_filename)
    assert [each["name"] for each in json.loads(Path(file.path()).read_text())["sessions"]] == ["Push A"]


def test_a_wrong_unit_is_converted_and_taken_back(page: Page, athlete: User) -> None:
    make_set(make_session(athlete), exercise_type=make_exercise(), weight=Decimal(135))
    page.goto("/data/clean-up/units/")
    page.get_by_label("The numbers are pounds").check()
    page.get_by_role("button", name="Show what would change").click()
    convert = page.get_by_role("button", name="Convert 1 set")
    expect(convert).to_be_visible()
    axe(page)
    page.get_by_label("The numbers are kilograms").check()
    expect(convert).to_be_hidden()
    page.get_by_label("The numbers are pounds").check()
    expect(convert).to_be_visible()
    convert.click()
    page.wait_for_url("**/data/clean-up/")
    assert weight_of(athlete) == Decimal("61.2350")
    page.locator(".toast__undo").click()
    expect(page.get_by_text("It is back.")).to_be_visible()
    assert weight_of(athlete) == 135
