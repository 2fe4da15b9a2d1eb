"""Looking after one's own exercises in a real browser: make, find while typing, merge after a question, take back."""

from decimal import Decimal

from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import ExerciseType, WorkoutSet
from tests.e2e.conftest import OpenPage, axe
from tests.e2e.test_frame import TARGETS
from tests.e2e.test_workouts import BENCH, working
from tests.factories import make_exercise, make_session, make_set

LONG = "Bench Press in the cellar with the bent bar of my grandfather and a pause on the chest"
FITS = "document.documentElement.scrollWidth <= innerWidth"


def usable(page: Page) -> None:
    """Nobody is kept out, every thumb hits, nothing scrolls sideways at 360 pixels."""
    axe(page)
    assert page.evaluate(TARGETS) == []
    assert page.evaluate(FITS)


def test_an_exercise_of_one_s_own_is_made_found_and_merged_and_comes_back(page: Page, athlete: User) -> None:
    page.goto("/exercises/new/")
    usable(page)
    page.get_by_label("Name").fill(LONG)
    page.get_by_role("button", name="Save exercise").click()
    page.wait_for_url(lambda url: not url.endswith("/new/"))
    own = ExerciseType.objects.get(owner=athlete)
    make_set(make_session(athlete, "Push A"), exercise_type=own, set_type=working(), weight=Decimal(60))

    page.goto("/exercises/")
    page.fill("#filter-q", "grandfathr")
    expect(page.get_by_role("status").filter(has_text="1 exercise")).to_be_visible()
    usable(page)
    page.get_by_role("link", name=f"Change {LONG}").click()
    page.wait_for_url(f"**/exercises/{own.pk}/edit/")
    usable(page)
    page.get_by_role("link", name="Merge into another").click()
    page.wait_for_url(f"**/exercises/{own.pk}/merge/")
    page.fill("#merge-q", "bp")
    row = page.locator("#merge-results li").filter(has=page.get_by_text(BENCH, exact=True))
    row.locator("summary").click()
    expect(row.get_by_text(f"Merge {LONG} into {BENCH}?")).to_be_visible()
    usable(page)
    row.get_by_role("button", name="Merge").click()
    page.wait_for_url(lambda url: "/merge/" not in url)
    assert WorkoutSet.objects.get(owner=athlete).exercise_type.name == BENCH
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert WorkoutSet.objects.get(owner=athlete).exercise_type.name == LONG


def test_a_star_is_set_in_the_list_without_leaving_it(open_page: OpenPage, athlete: User) -> None:
    own = make_exercise("Cellar Row", owner=athlete)
    page = open_page(athlete, dark=True)
    page.goto("/exercises/?show=own")
    star = page.get_by_role("button", name="Favourite: Cellar Row")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    usable(page)
    page.goto("/exercises/?show=favourites")
    expect(page.locator(f"#favourite-{own.pk}")).to_be_visible()
