"""What the README names is there: files and folders, commands, and no trace of a merge."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "k8s/README.md")
NAMED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")
ENDINGS = (".py", ".toml", ".html", ".js", ".css", ".md", ".sh", ".txt", ".yml", "/")
MADE = {"var/", "var/screenshots", "backups/", ".env"}
"""What the commands make."""
HERE = ("", "sessions_app/", "portability/", "static/js/log/", "feedback/", "tests/portability/", "k8s/", "tests/")
"""Where a short name in a section about one app may stand."""


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", READMES)
def test_every_file_that_is_named_is_there(name: str) -> None:
    named = {word for word in NAMED.findall(text_of(name)) if PATH.fullmatch(word) and _is_file(word)} - MADE
    missing = [word for word in sorted(named) if not any((ROOT / place / word).exists() for place in HERE)]
    found = [word for word in missing if not list(ROOT.glob(f"*/{word}")) and not list(ROOT.glob(f"*/*/{word}"))]
    assert named
    assert not found


def _is_file(word: str) -> bool:
    return word.endswith(ENDINGS) or (
        word.partition("/")[0] in {"scripts", "tests", "static", "templates"} and "/" in word
    )


def test_every_command_that_is_named_is_there() -> None:
    named = set(re.findall(r"manage\.py (\w+)", text_of("README.md")))
    assert named <= set(get_commands())
    assert len(named) > 8


@pytest.mark.parametrize("name", READMES)
def test_no_merge_was_left_half_done(name: str) -> None:
    assert not re.search(r"^(<{7}|={7}$|>{7})", text_of(name), re.MULTILINE)
