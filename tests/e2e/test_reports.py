"""Reports in a real browser, with and without scripts: periods, charts and their tables, files, an exercise's page."""

import csv
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import ExerciseType, SetType, WorkoutSession
from sessions_app.reports.source import LONG
from tests.e2e.conftest import PHONE, OpenPage, axe
from tests.e2e.test_frame import DESKTOP
from tests.factories import make_session, make_set, make_set_of_reps

JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
IS_DRAWN = "canvas => window.Chart?.getChart(canvas) && canvas.width > 0 && canvas.height > 0"
DRAWN = f"""(() => {{
  const missing = [...document.querySelectorAll('[data-chart]')].find(canvas => !({IS_DRAWN})(canvas));
  missing?.scrollIntoView();
  return !missing;
}})()"""
"""Whether all charts are drawn; goes on to the first that is not, since they are drawn when they come near."""
INK = "window.Chart.getChart(document.querySelector('[data-chart]')).options.color"


@pytest.fixture
def trained(athlete: User) -> User:
    """Bench and squat on three days, the first one long ago."""
    working = SetType.objects.get(owner=None, slug="working")
    for days, weight in ((100, 70), (20, 80), (2, 85)):
        session = make_session(athlete, f"{days} days ago", started_at=timezone.now() - timedelta(days=days))
        make_set(session, exercise_type=lift("Bench Press (Barbell)"), set_type=working, weight=Decimal(weight))
        reps = [(weight + 20, True), (weight + 20, False)]
        make_set_of_reps(session, reps, exercise_type=lift("Squat (Barbell)"), set_type=working)
    return athlete


def lift(name: str) -> ExerciseType:
    return ExerciseType.objects.get(owner=None, name=name)


def until(page: Page, condition: str) -> None:
    """Wait for ``condition``; Playwright's own way needs eval, which the pages forbid."""
    holds = page.evaluate(
        f"""async () => {{
          for (let tries = 0; tries < 100 && !({condition}); tries += 1) await new Promise((go) => setTimeout(go, 50));
          return {condition};
        }}"""
    )
    assert holds, condition


@JAVASCRIPT
def test_another_period_is_one_tap_away(open_page: OpenPage, trained: User, javascript: bool) -> None:
    page = open_page(trained, javascript=javascript)
    page.goto("/reports/")
    expect(page.locator(".chip[aria-current]")).to_have_text("90 days")
    expect(page.locator("#report-success .report__insight")).to_contain_text("85.7")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="All time").click()
    expect(page.locator(".chip[aria-current]")).to_have_text("All time")
    insight = page.locator("#report-progress .report__insight")
    expect(insight).to_have_text("Bench Press (Barbell): +15 kg so far.")
    assert page.url.endswith("/reports/?period=all")
    assert page.evaluate("window.stayed === true") is javascript
    page.get_by_role("link", name="Custom").click()
    first = (timezone.now() - timedelta(days=21)).date().isoformat()
    page.get_by_label("From").fill(first)
    page.get_by_label("To", exact=True).fill((timezone.now() - timedelta(days=19)).date().isoformat())
    page.get_by_role("button", name="Show").first.click()
    expect(page.locator("#report-progress .report__insight")).to_contain_text("one training day")
    assert f"date_from={first}" in page.url


@JAVASCRIPT
def test_another_exercise_can_be_chosen(open_page: OpenPage, trained: User, javascript: bool) -> None:
    page = open_page(trained, javascript=javascript)
    page.goto("/reports/?period=all")
    page.locator("#report-progress select").select_option(label="Squat (Barbell)")
    if not javascript:
        page.locator("#report-progress").get_by_role("button", name="Show").click()
    expect(page.locator("#report-progress .report__insight")).to_have_text("Squat (Barbell): +15 kg so far.")


def test_every_chart_is_drawn_in_both_themes_and_redrawn_when_the_theme_changes(
    open_page: OpenPage, trained: User
) -> None:
    page = open_page(trained)
    page.goto("/reports/?period=all")
    until(page, DRAWN)
    assert page.evaluate(INK) == "#16171a"
    page.emulate_media(color_scheme="dark")
    until(page, f"{INK} === '#f4f3ef'")
    page.get_by_role("link", name="30 days").click()
    expect(page.locator(".chip[aria-current]")).to_have_text("30 days")
    until(page, DRAWN)


def test_charts_far_below_wait_until_somebody_comes_near(open_page: OpenPage, trained: User) -> None:
    page = open_page(trained)
    page.goto("/reports/?period=all")
    canvases = "[...document.querySelectorAll('[data-chart]')]"
    until(page, f"({IS_DRAWN})({canvases}[0])")
    page.evaluate("new Promise((go) => setTimeout(go, 500))")
    assert page.evaluate(f"{canvases}.filter({IS_DRAWN}).length") < page.evaluate(f"{canvases}.length")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(f"{canvases}.every({IS_DRAWN})")


@JAVASCRIPT
def test_behind_every_chart_stands_its_table(open_page: OpenPage, trained: User, javascript: bool) -> None:
    page = open_page(trained, javascript=javascript)
    page.goto("/reports/?period=all")
    charts = page.locator("section.report:has([data-chart])")
    assert charts.count() == 8
    for number in range(charts.count()):
        card = charts.nth(number)
        card.get_by_text("Table", exact=True).click()
        expect(card.locator("table")).to_be_visible()
        assert card.locator("tbody tr").count() >= 1
    rows = page.locator("#report-progress tbody tr")
    assert [re.sub(r".*?\t", "", row, count=1).split("\t")[0] for row in rows.all_inner_texts()] == ["85", "80", "70"]
    assert page.locator("#report-progress canvas").is_visible() is javascript


@JAVASCRIPT
def test_numbers_can_be_downloaded(open_page: OpenPage, trained: User, javascript: bool, tmp_path: Path) -> None:
    page = open_page(trained, javascript=javascript)
    page.goto("/reports/?period=all")
    with page.expect_download() as started:
        page.get_by_role("link", name="Success per exercise as CSV file").click()
    assert started.value.suggested_filename == "workouttracker-exercises-all.csv"
    started.value.save_as(tmp_path / "file.csv")
    rows = list(csv.reader((tmp_path / "file.csv").read_text("utf-8-sig").splitlines()))
    assert rows == [
        ["Exercise", "Successful", "Failed", "Rate (%)"],
        ["Bench Press (Barbell)", "15", "0", "100"],
        ["Squat (Barbell)", "3", "3", "50"],
    ]


@JAVASCRIPT
def test_a_record_leads_to_its_exercise_and_session(open_page: OpenPage, trained: User, javascript: bool) -> None:
    page = open_page(trained, javascript=javascript)
    page.goto("/reports/")
    page.locator("#report-records").get_by_role("link", name="Squat (Barbell)").click()
    expect(page.locator("h1")).to_have_text("Squat (Barbell)")
    assert page.locator(".history-row").count() == 3
    page.locator("#report-records .records").get_by_role("link").first.click()
    expect(page.locator("h1")).to_have_text("2 days ago")


@JAVASCRIPT
def test_records_of_a_long_history_come_after_the_page(open_page: OpenPage, trained: User, javascript: bool) -> None:
    days = [timezone.now() - timedelta(days=number) for number in range(200, 200 + LONG)]
    WorkoutSession.objects.bulk_create(
        WorkoutSession(
            owner=trained, name="Long ago", started_at=day, local_date=day.date(), time_zone="UTC", total_sets=1
        )
        for day in days
    )
    page = open_page(trained, javascript=javascript)
    page.goto("/reports/")
    if not javascript:
        page.locator("#report-records").get_by_role("link", name="Show").click()
    expect(page.locator("#report-records .records__name")).to_have_count(2)
    expect(page.locator("#report-records").get_by_role("link", name="Show")).to_have_count(0)
    WorkoutSession.objects.filter(owner=trained, name="Long ago").delete()  # an operator would see made-up sums


@pytest.mark.parametrize(("viewport", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone dark", "desktop light"])
def test_reports_are_accessible(open_page: OpenPage, trained: User, viewport: dict[str, int], dark: bool) -> None:
    page = open_page(trained, viewport=viewport, dark=dark)
    for path in ("/reports/?period=all", "/reports/?period=custom", f"/exercises/{lift('Squat (Barbell)').pk}/"):
        page.goto(path)
        for fold in page.locator(".report__fold > summary").all():
            fold.click()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways"


def test_an_empty_log_is_told_what_to_do(open_page: OpenPage, athlete: User) -> None:
    page = open_page(athlete)
    page.goto("/reports/")
    expect(page.get_by_role("heading", name="Reports come with your first workout")).to_be_visible()
    expect(page.locator(".report")).to_have_count(0)
    axe(page)
