"""Every function of the product that renews a data version: found by reading the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "sessions_app",
    "calculator",
    "sharing",
    "portability",
    "jobs",
    "feedback",
    "helpcenter",
    "versions",
)
RENEWERS = frozenset({"log_write", "data_version_renew"})
HOME = "sessions_app/services/writing.py"
"""Where the renewers themselves stand."""


def write_verbs() -> set[str]:
    """``portability.services.imports.import_run`` … : public functions that renew a version, by themselves or through
    private ones of their module. Methods count by their class and name.
    """
    return {verb for file in _files() for verb in _verbs_of(file)}


def _files() -> Iterator[Path]:
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            place = file.relative_to(ROOT).as_posix()
            if "/migrations/" not in place and place != HOME:
                yield file


def _verbs_of(file: Path) -> Iterator[str]:
    module = file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    calls = {name: _called(node) for name, node in _functions(ast.parse(file.read_text()))}
    renewing = {name for name, called in calls.items() if called & RENEWERS}
    while more := {name for name, called in calls.items() if called & {_private(each) for each in renewing}} - renewing:
        renewing |= more
    for name in renewing:
        if not name.rpartition(".")[2].startswith("_"):
            yield f"{module}.{name}"


def _private(name: str) -> str:
    """The name by which a private function is called; public ones are verbs of their own."""
    short = name.rpartition(".")[2]
    return short if short.startswith("_") else ""


def _functions(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{inside}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield f"{inside}{node.name}", node


def _called(node: ast.AST) -> set[str]:
    names = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            called = each.func
            names.add(called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", ""))
    return names - {""}
