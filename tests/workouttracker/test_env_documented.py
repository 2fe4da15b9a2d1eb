"""Every setting stands in .env.example and in the README's table, with the default that the code has."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from workouttracker.redis import DEFAULT_URL

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "flag", "number", "seconds", "words", "database", "email"}
COMPUTED = {"SECRET_KEY", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "CACHE_URL", "BROKER_URL", "LOG_FORMAT"}
"""Required, or with a default that depends on something else: the files say so in words."""


@cache
def read_by_code() -> dict[str, str | None]:
    """Each variable that the code reads and its default as text; ``None`` when the code computes it."""
    found: dict[str, str | None] = {}
    for file in (ROOT / "workouttracker").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and (name := _name(node)):
                found.setdefault(name, None)
                found[name] = found[name] or _default(node)
    return found


def _name(call: ast.Call) -> str:
    function = call.func
    is_reader = (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "env"
        and function.attr in READERS
    )
    first = call.args[0] if call.args else None
    return first.value if is_reader and isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _default(call: ast.Call) -> str | None:
    for value in [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "default")]:
        if isinstance(value, ast.Name) and value.id == "DEFAULT_URL":
            return DEFAULT_URL
        if isinstance(value, ast.Constant):
            return str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
    return None


def in_example() -> dict[str, str]:
    """Each variable in .env.example with its value there, commented out or not."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {match[1]: match[2] for line in lines if (match := re.fullmatch(r"#?([A-Z][A-Z_]+)=(.*)", line))}


def in_readme() -> set[str]:
    """Each variable in the first column of the README's table of settings."""
    section = (ROOT / "README.md").read_text().partition("\n## Settings\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}


def test_the_code_reads_the_settings_that_the_specification_names() -> None:
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "DEBUG"} <= read_by_code().keys()


@pytest.mark.parametrize("name", sorted(read_by_code()))
def test_a_setting_is_documented(name: str) -> None:
    assert name in in_example(), f"{name} is missing in .env.example"
    assert name in in_readme(), f"{name} is missing in the README's table of settings"


def test_nothing_is_documented_that_nobody_reads() -> None:
    assert in_example().keys() | in_readme() == read_by_code().keys()


@pytest.mark.parametrize("name", sorted(read_by_code().keys() - COMPUTED))
def test_the_documented_default_is_the_real_one(name: str) -> None:
    assert in_example()[name] == (read_by_code()[name] or "")
