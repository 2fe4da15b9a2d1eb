"""Reads the code: rows are reached through a scope, and written by services only (rules 1 and 2 of the README).

In querysets, services, admin, migrations and commands anything goes. Elsewhere ``Model.objects`` must be followed by a
verb that takes a scope, and no row may be saved, created, updated or deleted.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "accounts",
    "calculator",
    "feedback",
    "helpcenter",
    "jobs",
    "portability",
    "sessions_app",
    "sharing",
    "versions",
    "workouttracker",
)
FREE = re.compile(r"(^|/)((querysets|managers|services|admin)(\.py$|/)|(migrations|management/commands)/)")
"""Where rows may be reached and written without further ado."""
MANAGERS = {"objects", "_base_manager", "_default_manager"}
SCOPED = {"visible_to", "editable_by", "owned_by", "for_staff", "published", "none", "normalize_email"}
"""What may follow a manager everywhere: it takes a scope or the user, gives what is public, or asks no row."""
ALWAYS_WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "_raw_delete", "save"}
FORM = re.compile(r"(^|_)form$")


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that breaks a rule: ``what`` is the expression."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def code_files() -> list[Path]:
    """Every module of the apps."""
    return sorted(path for app in APPS for path in (ROOT / app).rglob("*.py"))


def findings_in(path: str, code: str) -> list[Finding]:
    """What is wrong with the module at ``path`` (from the root of the project)."""
    if FREE.search(path):
        return []
    tree = ast.parse(code, path)
    followed = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return [Finding(path, node.lineno, _said(node)) for node in _wrong(tree, followed)]


def _wrong(tree: ast.AST, followed: dict[int, str]) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            if followed.get(id(node)) not in SCOPED:
                yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _writes(node, node.func):
            yield node


def _writes(call: ast.Call, func: ast.Attribute) -> bool:
    """Whether this looks like a write to the database rather than to a dictionary, a hash, a cache or a form."""
    if func.attr in ALWAYS_WRITES:
        return not (func.attr == "save" and _is_form_or_super(func.value))
    if func.attr == "delete":  # of a row or a queryset; a cache's takes a key
        return not call.args
    # A queryset's takes columns by name; a dictionary's takes a dictionary, a hash's takes bytes.
    return func.attr == "update" and not call.args


def _is_form_or_super(receiver: ast.expr) -> bool:
    if isinstance(receiver, ast.Call):
        return isinstance(receiver.func, ast.Name) and receiver.func.id == "super"
    return isinstance(receiver, ast.Name) and bool(FORM.search(receiver.id))


def _said(node: ast.expr) -> str:
    """The expression without arguments: stable enough to stand in a list of exceptions."""
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)
