"""The pictures of the help (see scripts/help_pictures): one function for each, in the order in which they are taken."""

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from playwright.sync_api import Page, expect, sync_playwright

from lib.paths import ROOT, VAR

FOLDER = ROOT / "static" / "help"
PORT = 8137
SITE = f"http://localhost:{PORT}"
WIDTH, HEIGHT, QUALITY = 360, 640, 70
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FILE = """title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_kg,reps,distance_km,duration_seconds,rpe
Push,"6 Jan 2025, 18:00","6 Jan 2025, 19:05",,Bench Press (Barbell),,,0,warmup,40,10,,,
Push,"6 Jan 2025, 18:00","6 Jan 2025, 19:05",,Bench Press (Barbell),,,1,normal,80,8,,,8
Push,"6 Jan 2025, 18:00","6 Jan 2025, 19:05",,Grandpa Press,,,0,normal,30,12,,,
Pull,"8 Jan 2025, 18:10","8 Jan 2025, 19:00",,Deadlift (Barbell),,,0,normal,120,5,,,8.5
Pull,"8 Jan 2025, 18:10","8 Jan 2025, 19:00",,Pull Up,,,0,normal,,9,,,
"""  # noqa: E501 - as the app writes it
Shot = Callable[[Page], None]
SHOTS: dict[str, Shot] = {}


def shot(function: Shot) -> Shot:
    """Make a picture known under the name of its function."""
    SHOTS[function.__name__.replace("_", "-")] = function
    return function


@shot
def history(page: Page) -> None:
    page.goto("/sessions/")


@shot
def session(page: Page) -> None:
    page.goto("/sessions/?sort=-volume")
    page.locator("#session-results a[href^='/sessions/']").nth(1).click()
    page.wait_for_load_state("load")


@shot
def exercises(page: Page) -> None:
    page.goto("/exercises/?q=squat")


@shot
def preferences(page: Page) -> None:
    page.goto("/accounts/preferences/")


@shot
def routine(page: Page) -> None:
    page.goto("/routines/")
    page.get_by_role("link", name=re.compile("5 × 5")).click()
    page.get_by_role("button", name="Make it mine").click()
    page.wait_for_load_state("load")


@shot
def goals(page: Page) -> None:
    for weight, exercise in (("140", "Bench Press (Barbell)"), ("200", "Deadlift (Barbell)")):
        page.goto(f"/exercises/?q={exercise}")
        page.get_by_role("link", name=re.compile(f"^{re.escape(exercise)}")).first.click()
        page.get_by_role("link", name="Set a goal").click()
        page.get_by_label(re.compile("Weight to reach")).fill(weight)
        page.get_by_role("button", name="Set this goal").click()
        page.wait_for_load_state("load")
    page.goto("/goals/")


@shot
def body(page: Page) -> None:
    for days, value in ((20, "83.2"), (13, "82.7"), (6, "82.4"), (0, "81.9")):
        page.goto("/body/")
        page.locator("summary", has_text="Another time").click()
        day = page.locator("input[name=date]")
        day.fill(page.evaluate("days => new Date(Date.now() - days * 864e5).toISOString().slice(0, 10)", days))
        page.locator("input[name=value]").fill(value)
        page.get_by_role("button", name="Save").click()
        page.wait_for_load_state("load")
    page.goto("/body/")


@shot
def reports(page: Page) -> None:
    page.goto("/reports/")
    page.wait_for_load_state("networkidle")


@shot
def calculator(page: Page) -> None:
    page.goto("/calculator/?weight=100&reps=5")


@shot
def import_(page: Page) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workouts.csv"
        file.write_text(FILE)
        page.goto("/data/import/")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Look into it").click()
        expect(page.get_by_role("button", name=re.compile("^Import ")).first).to_be_visible(timeout=60_000)
        page.evaluate("scrollTo(0, 0)")


@shot
def shares(page: Page) -> None:
    page.goto("/shares/")
    page.get_by_label("Name").fill("For Kim")
    page.get_by_role("button", name="Make the link").click()
    page.wait_for_load_state("load")
    page.goto("/shares/")


# These two come last: from the first set on the rest timer stands on every page.
@shot
def today(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start now").click()
    page.wait_for_url("**/log/**")
    page.goto("/")


@shot
def quick_log(page: Page) -> None:
    page.goto("/log/")
    page.wait_for_load_state("load")
    page.fill("#exercise-q", "bench press barbell")
    page.get_by_role("link", name=re.compile(r"^Bench Press \(Barbell\)")).first.click()
    expect(page.locator("#log-title")).to_contain_text("Bench Press")
    page.locator("#log-form select[name=set_type]").select_option(label="Working set")
    page.locator("#log-form [name=weight]").fill("70")
    page.locator("#log-form [name=number_reps]").fill("8")
    for number in (1, 2):
        page.click("#save-set")
        expect(page.locator("#log-sets > li")).to_have_count(number)
        expect(page.locator(".set--waiting")).to_have_count(0)
        page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, 0)")


def main() -> None:
    """Take all pictures, or those named on the command line (with those before them that they build on)."""
    browser = os.environ.get("BROWSER") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not browser:
        sys.exit("There is no Chromium on this machine; name one in BROWSER.")
    database = VAR / "pictures.sqlite3"
    for left in VAR.glob("pictures.sqlite3*"):
        left.unlink()
    FOLDER.mkdir(exist_ok=True)
    command = [sys.executable, "scripts/run", "--port", str(PORT), "--database-url", f"sqlite:///{database}"]
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as product:
        try:
            _wait()
            _take(browser)
        finally:
            product.send_signal(signal.SIGINT)


def _wait() -> None:
    end = monotonic() + 300
    while monotonic() < end:
        try:
            with urllib.request.urlopen(f"{SITE}/versions/", timeout=5):  # noqa: S310 - our own
                return
        except (OSError, urllib.error.URLError):
            sleep(1)
    sys.exit("The product did not start.")


def _take(browser: str) -> None:
    password = (VAR / "demo-password").read_text().strip()
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=FLAGS)
        context = chromium.new_context(
            base_url=SITE,
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=2,
            locale="en-GB",
            reduced_motion="reduce",
            service_workers="block",
        )
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill("demo@example.org")
        page.locator("input[name=password]").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{SITE}/")
        for name, function in SHOTS.items():
            function(page)
            _write(page, name.rstrip("-"))
        chromium.close()


def _write(page: Page, name: str) -> None:
    page.evaluate("document.querySelector('.toasts')?.remove()")
    page.wait_for_timeout(400)
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    place = FOLDER / f"{name}-{WIDTH}x{HEIGHT}.webp"
    place.write_bytes(base64.b64decode(taken["data"]))
    print(f"{place.relative_to(ROOT)}: {place.stat().st_size // 1024} kB", flush=True)


if __name__ == "__main__":
    main()
