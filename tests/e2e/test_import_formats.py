"""The questions of an import in a real browser: the unit of a zip, a table to explain, problems to download."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from accounts.models import User
from sessions_app.models import WorkoutSet
from tests.e2e.conftest import OpenPage
from tests.e2e.test_import import SECONDS, upload

STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
    "2022-01-03 08:15:19,Push,56m,Bench Press (Barbell),1,100.0,8,0,0,,,\n"
    "2022-01-03 08:15:19,Push,56m,Bench Press (Barbell),2,many,8,0,0,,,\n"
)
FITNOTES = (
    "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment\n"
    "2025-04-29,Deadlift (Barbell),Back,60.0,kgs,5,,,,\n"
)
OWN_TABLE = "Tag;Was gemacht;Last;Anzahl\n03.04.2025;Bench Press (Barbell);80,5;8\n14.04.2025;Squat (Barbell);100;5\n"


def brought(page: Page, name: str) -> None:
    """Press the button that imports, and wait for the record."""
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("button", name="Roll back")).to_be_visible(timeout=SECONDS)


def test_a_zip_with_an_open_unit_and_a_problem(
    open_page: OpenPage, athlete: User, tmp_path: Path, worker: None
) -> None:
    page = open_page(athlete)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("strong.csv", STRONG)
        archive.writestr("fitnotes.csv", FITNOTES)
    file = tmp_path / "exports.zip"
    file.write_bytes(packed.getvalue())
    upload(page, file)
    expect(page.get_by_text("2 files")).to_be_visible(timeout=SECONDS)
    page.locator("label.segment", has=page.locator("input[name=unit][value=lb]")).click()
    page.get_by_role("button", name="Update preview").click()
    expect(page.locator("input[name=unit][value=lb]")).to_be_checked(timeout=SECONDS)
    page.locator("summary", has_text="1 problem").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all as CSV").click()
    assert "many" in download.value.path().read_text(encoding="utf-8-sig")
    brought(page, "Import 2 sessions")
    weights = WorkoutSet.objects.filter(owner=athlete).order_by("weight").values_list("weight", flat=True)
    assert [str(weight) for weight in weights] == ["45.3592", "60.0000"]


def test_an_unknown_table_is_explained_once(open_page: OpenPage, athlete: User, tmp_path: Path, worker: None) -> None:
    page = open_page(athlete)
    file = tmp_path / "log.csv"
    file.write_text(OWN_TABLE)
    upload(page, file)
    page.wait_for_url("**/columns/**", timeout=SECONDS)
    page.locator("select[name=column-1]").select_option("exercise")
    page.locator("select[name=column-2]").select_option("weight")
    page.locator("select[name=column-3]").select_option("reps")
    page.locator("button[type=submit].btn--primary").click()
    brought(page, "Import 2 sessions")
    assert WorkoutSet.objects.filter(owner=athlete, weight="80.5", number_reps=8).exists()
