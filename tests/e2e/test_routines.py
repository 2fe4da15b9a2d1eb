"""Routines in the browser: putting exercises in order, training by targets, starting one without network."""

from decimal import Decimal

from playwright.sync_api import Page, Route, expect

from accounts.models import User
from sessions_app.models import ExerciseType, RoutineDay, RoutineExercise, WorkoutSession, WorkoutSet
from tests.e2e.conftest import TWICE_MS, Guard, answered, axe, until
from tests.e2e.test_offline import READY, kept, nothing_waits
from tests.e2e.test_workouts import BENCH, bench
from tests.sessions_app.routines import add_exercise, first_day, make_routine, targets


def pull_up() -> ExerciseType:
    return ExerciseType.objects.get(owner=None, slug="pull-up")


def push_day(athlete: User) -> RoutineDay:
    """Two sets of five bench presses at 80 kg and 60 kg, then one of ten pull-ups."""
    day = first_day(make_routine(athlete))
    add_exercise(day, bench(), sets=[*targets(1, 5), *targets(1, 8, percent=Decimal(75))], rest_seconds=90)
    add_exercise(day, pull_up(), sets=targets(1, 10), base_weight=Decimal(5))
    return day


def save(page: Page) -> None:
    page.wait_for_timeout(TWICE_MS)
    page.click("#save-set")


def train(page: Page) -> None:
    """Do what the page says, tap by tap."""
    weight = page.locator("#log-form [name=weight]")
    expect(page.locator("h2#log-title")).to_have_text(BENCH)
    expect(page.locator("[data-target]")).to_have_count(2)
    expect(weight).to_have_value("80")
    save(page)
    expect(page.locator("[data-target][data-done]")).to_have_count(1)
    expect(weight).to_have_value("60")
    expect(page.get_by_role("link", name="Next: Pull Up")).to_be_hidden()
    save(page)
    page.get_by_role("link", name="Next: Pull Up").click()
    expect(page.locator("h2#log-title")).to_have_text("Pull Up")
    expect(weight).to_have_value("5")
    save(page)


def done(athlete: User) -> list[tuple[str, int, int]]:
    rows = WorkoutSet.objects.filter(owner=athlete).order_by("position").select_related("exercise_type")
    return [(row.exercise_type.name, int(row.weight), row.number_reps) for row in rows]


EXPECTED = [(BENCH, 80, 5), (BENCH, 60, 8), ("Pull Up", 5, 10)]


def test_training_by_a_routine_is_a_tap_a_set(page: Page, athlete: User) -> None:
    day = push_day(athlete)
    page.goto("/routines/")
    axe(page)
    page.get_by_role("button", name="Start Day A").click()
    page.wait_for_url("**/log/")
    train(page)
    expect(page.get_by_text("All that was planned is done.")).to_be_visible()
    nothing_waits(page)
    assert done(athlete) == EXPECTED
    page.get_by_role("button", name="Finish session").click()
    expect(page.get_by_role("heading", name="Next time")).to_be_visible()
    expect(page.get_by_text("all reps done").first).to_be_visible()
    axe(page)
    assert RoutineExercise.objects.get(day=day, position=1).base_weight == Decimal("82.5")


def test_what_comes_next_is_right_although_the_set_before_was_still_on_its_way(page: Page, athlete: User) -> None:
    push_day(athlete)
    page.goto("/routines/")
    page.get_by_role("button", name="Start Day A").click()
    page.wait_for_url("**/log/")
    held: list[Route] = []
    page.route("**/log/sync/", lambda route: held.append(route) if not held else route.continue_())
    expect(page.locator("[data-target]")).to_have_count(2)
    save(page)
    expect(page.locator("[data-target][data-done]")).to_have_count(1)
    save(page)
    page.get_by_role("link", name="Next: Pull Up").click()
    expect(page.locator("h2#log-title")).to_have_text("Pull Up")
    expect(page.locator("[data-target]")).to_have_attribute("data-then", str(bench().pk))
    held[0].continue_()  # the second one is sent after it
    expect(page.locator("[data-target]")).to_have_attribute("data-then", "0")
    save(page)
    expect(page.get_by_text("All that was planned is done.")).to_be_visible()
    nothing_waits(page)
    assert done(athlete) == EXPECTED
    assert list(WorkoutSet.objects.filter(owner=athlete).values_list("target_reps", flat=True)) == [5, 8, 10]


def test_a_routine_is_started_without_network(page: Page, guard: Guard, athlete: User) -> None:
    guard.allow(401, 403, 409)
    day = push_day(athlete)
    page.goto("/log/")
    page.evaluate(READY)
    until(page, lambda: {"/log/", "/log/kit/"} <= set(kept(page)))
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("button", name="Start Day A").click()
    train(page)
    axe(page)
    page.context.set_offline(False)
    nothing_waits(page)
    assert done(athlete) == EXPECTED
    session = WorkoutSession.objects.get(owner=athlete)
    assert (session.routine_day_id, session.name) == (day.pk, "Day A")
    assert session.plan is not None


def test_a_move_waits_for_the_one_under_way(page: Page, athlete: User) -> None:
    day = push_day(athlete)
    row = add_exercise(day, sets=targets(1, 5)).exercise_type.name
    page.goto(f"/routines/{day.routine_id}/build/")
    rows = page.locator("[data-reorder-row]")
    waiting: list[Route] = []
    page.route("**/move/", lambda route: waiting.append(route))
    page.get_by_role("button", name=f"{BENCH} down").press("Enter")
    page.get_by_role("button", name=f"{row} up").press("Enter")
    for number in (1, 2):
        answered(page, waiting, number)
    for place, name in enumerate(("Pull Up", row, BENCH)):
        expect(rows.nth(place)).to_contain_text(name)
    expect(page.get_by_role("button", name=f"{row} up")).to_be_focused()
    names = day.exercises.order_by("position").values_list("exercise_type__name", flat=True)
    assert list(names) == ["Pull Up", row, BENCH]


def drag_below(page: Page, name: str, other: str) -> None:
    """Take ``name`` by its grip and let it go below ``other``."""
    rows = page.locator("[data-reorder-row]")
    grip = rows.filter(has_text=name).locator("[data-reorder-grip]").bounding_box()
    target = rows.filter(has_text=other).bounding_box()
    assert grip is not None
    assert target is not None
    page.mouse.move(grip["x"] + 20, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(grip["x"] + 20, target["y"] + target["height"] - 4, steps=5)
    page.mouse.up()


def test_what_is_dragged_while_a_move_is_under_way_is_shown(page: Page, athlete: User) -> None:
    day = push_day(athlete)
    row = add_exercise(day, sets=targets(1, 5)).exercise_type.name
    page.goto(f"/routines/{day.routine_id}/build/")
    waiting: list[Route] = []
    page.route("**/move/", lambda route: waiting.append(route))
    drag_below(page, BENCH, "Pull Up")
    drag_below(page, "Pull Up", row)
    until(page, lambda: len(waiting) == 2)
    for route in waiting:
        with page.expect_response(route.request.url):
            route.continue_()
    rows = page.locator("[data-reorder-row]")
    for place, name in enumerate((BENCH, row, "Pull Up")):
        expect(rows.nth(place)).to_contain_text(name)


def test_exercises_are_put_in_order_by_dragging_and_by_keys(page: Page, athlete: User) -> None:
    day = push_day(athlete)
    page.goto(f"/routines/{day.routine_id}/build/")
    rows = page.locator("[data-reorder-row]")
    with page.expect_response(lambda answer: "/move/" in answer.url):
        drag_below(page, BENCH, "Pull Up")
    expect(rows.nth(0)).to_contain_text("Pull Up")
    page.get_by_role("button", name="Pull Up down").focus()
    with page.expect_response(lambda answer: "/move/" in answer.url):
        page.keyboard.press("Enter")
    expect(rows.nth(0)).to_contain_text(BENCH)
    expect(page.get_by_role("button", name="Pull Up down")).to_be_focused()
    axe(page)
    assert list(day.exercises.order_by("position").values_list("exercise_type__name", flat=True)) == [BENCH, "Pull Up"]


def test_a_finger_drags_an_exercise_and_one_that_is_interrupted_goes_back(page: Page, athlete: User) -> None:
    day = push_day(athlete)
    page.goto(f"/routines/{day.routine_id}/build/")
    rows = page.locator("[data-reorder-row]")
    grip, target = rows.nth(0).locator("[data-reorder-grip]").bounding_box(), rows.nth(1).bounding_box()
    assert grip is not None
    assert target is not None
    finger = page.context.new_cdp_session(page)
    finger.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(kind: str, y: float | None = None) -> None:
        points = [] if y is None else [{"x": grip["x"] + 20, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    for end in ("touchCancel", "touchEnd"):
        touch("touchStart", grip["y"] + 20)
        touch("touchMove", target["y"] + 10)
        touch("touchMove", target["y"] + target["height"] + 4)
        expect(rows.nth(0)).to_contain_text("Pull Up")
        if end == "touchCancel":
            touch(end)
            expect(rows.nth(0)).to_contain_text(BENCH)
            continue
        with page.expect_response(lambda answer: "/move/" in answer.url):
            touch(end)
    expect(rows.nth(0)).to_contain_text("Pull Up")
    assert list(day.exercises.order_by("position").values_list("exercise_type__name", flat=True)) == ["Pull Up", BENCH]
