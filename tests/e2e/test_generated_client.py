"""A program made from the description alone: openapi-python-client writes it, then it walks through the product.

Whoever has never seen this code gets such a client. Signing up goes by the pages, as people do; it does the rest.
"""

import importlib
import json
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.services.tokens import token_create
from tests.e2e.conftest import OpenPage
from tests.e2e.test_accounts import mailed_link
from tests.factories import PASSWORD, working_set_type

PACKAGE = "generated_workouttracker"


@pytest.fixture(scope="module")
def generated(live: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the package that was made from what the server says of itself; without a single warning."""
    folder = tmp_path_factory.mktemp("client")
    with urllib.request.urlopen(f"{live}/api/v1/openapi.json", timeout=30) as answer:
        (folder / "openapi.json").write_bytes(answer.read())
    (folder / "config.yml").write_text("post_hooks: []\n")
    command = ["-m", "openapi_python_client", "generate", "--path", "openapi.json", "--config", "config.yml"]
    command += ["--output-path", PACKAGE, "--meta", "none", "--fail-on-warning"]
    made = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield PACKAGE
    sys.path.remove(str(folder))


def part(package: str, path: str) -> Any:
    """A module of the made client."""
    return importlib.import_module(f"{package}.{path}")


def token_of(open_page: OpenPage, mail_folder: Path) -> str:
    """Sign up and confirm, as somebody new does; the text of a token of that account."""
    page, email = open_page(), f"{uuid.uuid4().hex[:12]}@example.org"
    page.goto("/accounts/signup/")
    page.get_by_label("Name").fill("Gerda Generated")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    page.goto(mailed_link(mail_folder, email, "/confirm-email/"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text(f"{email} is confirmed.")).to_be_visible()
    return token_create(user=User.objects.get(email=email), name="Generated", access="write", days=7).text


def walk(package: str, client: Any, finish: Callable[[Callable[[], bool]], None]) -> None:
    """From the account to the exported file; ``finish`` waits as long as what it is given says that a job goes on."""
    models = part(package, "models")

    def ask(path: str, *arguments: Any, **options: Any) -> Any:
        answer = part(package, f"api.{path}").sync(*arguments, client=client, **options)
        assert not isinstance(answer, models.Problem), answer
        return answer

    assert ask("account.account_read").name == "Gerda Generated"

    exercise = ask("exercises_and_set_types.exercise_create", body=models.ExerciseGiven(name="Generated Press"))
    found = ask("exercises_and_set_types.exercises_list", q="generated press")
    assert [each.id for each in found.items] == [exercise.id]

    one = models.SetGiven(exercise_id=exercise.id, weight="82.5", number_reps=5)
    given = models.SessionGiven(name="Walk", sets=[one, one])
    session = ask("sessions.session_create", body=given, idempotency_key="walk")
    assert ask("sessions.session_create", body=given, idempotency_key="walk").id == session.id
    assert [(each.weight, each.number_reps) for each in session.sets] == [("82.5", 5), ("82.5", 5)]
    assert ask("sets_and_reps.set_create", session.id, body=one).session_id == session.id
    assert ask("sessions.session_end", session.id).ended_at is not None
    assert [each.id for each in ask("sessions.sessions_list").items] == [session.id]

    for report in ask("reports.reports_list").items:
        assert ask("reports.report_read", report.key).key == report.key
    assert ask("reports.exercise_report", exercise.id) is not None

    export = ask("exports.export_begin", body=models.ExportGiven(format_=models.ExportGivenFormat.JSON))
    finish(lambda: bool(ask("jobs.job_read", export.job_id).active))
    written = json.loads(ask("exports.export_fetch", export.id).payload.read())
    (kept,) = written["sessions"]
    assert (kept["name"], len(kept["sets"])) == ("Walk", 3)


def wait(goes_on: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while goes_on() and time.monotonic() < deadline:
        time.sleep(0.2)


def test_a_generated_client_walks_from_sign_up_to_export(
    generated: str, live: str, worker: None, open_page: OpenPage, mail_folder: Path
) -> None:
    working_set_type()
    token = token_of(open_page, mail_folder)
    made = part(generated, "client").AuthenticatedClient
    with made(base_url=live, token=token, raise_on_unexpected_status=True) as client:
        walk(generated, client, wait)
