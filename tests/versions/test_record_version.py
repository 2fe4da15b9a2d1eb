"""``manage.py record_version``."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from versions.management.commands.record_version import Command
from versions.models import AppVersion

pytestmark = pytest.mark.django_db


def record(*options: str) -> str:
    out = StringIO()
    call_command("record_version", *options, stdout=out)
    return out.getvalue()


def test_the_running_code_is_recorded_with_commit_and_notes(settings: Any, tmp_path: Path) -> None:
    settings.APP_VERSION = "1.2.3+9"
    notes = tmp_path / "notes.txt"
    notes.write_text("Links.\n", encoding="utf-8")
    said = record("--commit", "abc123", "--description", "Sharing", "--notes-file", str(notes))
    version = AppVersion.objects.get()
    assert (version.number, version.build, version.commit, version.description, version.notes, version.is_current) == (
        "1.2.3",
        9,
        "abc123",
        "Sharing",
        "Links.",
        True,
    )
    assert said == "Recorded version 1.2.3 (9).\n"


def test_running_it_again_is_safe_and_says_so(settings: Any) -> None:
    settings.APP_VERSION = "1.2.3+9"
    first, second = json.loads(record("--json")), json.loads(record("--json"))
    assert first == {"version": "1.2.3", "build": 9, "created": True, "current": True}
    assert second == {"version": "1.2.3", "build": 9, "created": False, "current": True}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--number", "1.2"], "not a version like 1.4.2+17: 1.2"),
        (["--number", "1.0.1+9"], "Build 9 is not above 9"),
        (["--notes-file", "/nowhere/notes.txt"], "notes.txt"),
        (["--number", "1.0.1+10", "--description", "x" * 201], "200"),
    ],
)
def test_what_is_refused_is_explained_and_nothing_is_recorded(options: list[str], sentence: str) -> None:
    record("--number", "1.0.0+9")
    with pytest.raises(CommandError) as refused:
        record(*options)
    assert sentence in str(refused.value)
    assert refused.value.returncode == 1
    assert AppVersion.objects.count() == 1


def test_help_explains_the_exit_codes() -> None:
    assert "Exit codes: 0 recorded" in Command().create_parser("manage.py", "record_version").format_help()
