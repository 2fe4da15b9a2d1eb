"""Whatever is deleted offers "Undo" for ten seconds and lies in the bin afterwards; both bring it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import ExerciseType, SetType, WorkoutSession, WorkoutSet
from tests.e2e.test_workouts import today
from tests.factories import make_exercise, make_set, make_set_type


@dataclass(frozen=True, slots=True)
class Deletion:
    """A thing of the athlete's, how it is deleted on its page, and whether it is (still, again) there."""

    delete: Callable[[Page], None]
    is_there: Callable[[], bool]


def a_set(athlete: User) -> Deletion:
    session = today(athlete, sets=2)
    row = WorkoutSet.objects.filter(session=session).latest("position")

    def delete(page: Page) -> None:
        page.goto(f"/sessions/{session.pk}/")
        page.click(f"#edit-{row.pk}")
        page.locator(f"#set-{row.pk}").get_by_role("button", name="Delete").click()
        expect(page.locator(f"#set-{row.pk}")).to_have_count(0)

    return Deletion(delete, lambda: WorkoutSet.objects.filter(pk=row.pk).exists())


def a_session(athlete: User) -> Deletion:
    session = today(athlete, sets=2)

    def delete(page: Page) -> None:
        page.goto(f"/sessions/{session.pk}/edit/")
        page.get_by_role("button", name="Delete session").click()
        page.wait_for_url("**/sessions/")

    return Deletion(delete, lambda: WorkoutSet.objects.filter(session=session.pk).count() == 2)


def an_exercise(athlete: User) -> Deletion:
    row = make_exercise("Jurassic Carry", owner=athlete)

    def delete(page: Page) -> None:
        page.goto(f"/exercises/{row.pk}/edit/")
        page.get_by_role("button", name="Delete exercise").click()

    return Deletion(delete, lambda: ExerciseType.objects.filter(pk=row.pk).exists())


def a_set_type(athlete: User) -> Deletion:
    row = make_set_type("Paused", owner=athlete)

    def delete(page: Page) -> None:
        page.goto(f"/exercises/set-types/{row.pk}/edit/")
        page.get_by_role("button", name="Delete set type").click()

    return Deletion(delete, lambda: SetType.objects.filter(pk=row.pk).exists())


def a_merged_exercise(athlete: User) -> Deletion:
    row = make_exercise("Bench Pres (Barbell)", owner=athlete)
    make_set(today(athlete), exercise_type=row)

    def delete(page: Page) -> None:
        page.goto(f"/exercises/{row.pk}/merge/")
        choice = page.locator("details.confirm").first
        choice.locator("summary").click()
        choice.locator("button[type=submit]").click()
        page.wait_for_url(lambda url: "/merge/" not in url)

    return Deletion(delete, lambda: WorkoutSet.objects.filter(owner=athlete, exercise_type=row.pk).exists())


EACH = pytest.mark.parametrize("make", [a_set, a_session, an_exercise, a_set_type, a_merged_exercise])


@EACH
def test_undo_brings_it_back_at_once(page: Page, athlete: User, make: Callable[[User], Deletion]) -> None:
    deletion = make(athlete)
    deletion.delete(page)
    notice = page.locator("#toasts [data-toast]")
    expect(notice).to_be_visible()
    assert not deletion.is_there()
    notice.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is back.")).to_be_visible()
    assert deletion.is_there()


@EACH
def test_after_ten_seconds_the_bin_brings_it_back(page: Page, athlete: User, make: Callable[[User], Deletion]) -> None:
    deletion = make(athlete)
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # a slow machine's seconds don't count
    deletion.delete(page)
    notice = page.locator("#toasts [data-toast]")
    expect(notice).to_be_visible()
    page.wait_for_load_state()  # the page's own clock starts with its scripts, which come after what is seen
    page.clock.run_for(9_000)
    expect(notice).to_be_visible()
    page.clock.run_for(2_000)
    expect(notice).to_have_count(0)
    page.goto("/sessions/undo/")
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text("It is back.")).to_be_visible()
    assert deletion.is_there()


def test_a_set_comes_back_only_after_its_session(page: Page, athlete: User) -> None:
    deletion = a_set(athlete)
    deletion.delete(page)
    session = WorkoutSession.objects.get(owner=athlete)
    page.goto(f"/sessions/{session.pk}/edit/")
    with page.expect_navigation():
        page.get_by_role("button", name="Delete session").click()
    page.goto("/sessions/undo/")
    page.get_by_role("button", name="Bring back: Set of").click()
    expect(page.get_by_text("Its session was deleted, too. Bring that back first.")).to_be_visible()
    page.get_by_role("button", name="Bring back: Session").click()
    expect(page.get_by_text("It is back.")).to_be_visible()
    page.goto("/sessions/undo/")
    page.get_by_role("button", name="Bring back: Set of").click()
    expect(page.get_by_text("It is back.")).to_be_visible()
    assert deletion.is_there()
