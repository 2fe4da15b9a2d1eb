"""The route × audience table: one module per app, each a literal list.

A module here has ``ROUTES``, ``ADMIN`` (its models in the admin) and ``rows(user)``: the rows whose ids stand in
addresses and forms, made for the owner and for the stranger. Names of rows are unique among all apps. A new module is
found by itself; a route without a row fails ``test_routes.py``.
"""

import importlib
import pkgutil
from collections import Counter
from functools import cache
from types import ModuleType

from tests.safety.route import Route

PARTS = 6
"""So many tests share the table: the rows take a second to make, and a run has more than one process."""


@cache
def modules() -> tuple[ModuleType, ...]:
    """The module of each app, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


def routes_of(module: ModuleType) -> list[Route]:
    """The rows of one app, those of its models in the admin among them."""
    admins = [row for label, model in module.ADMIN.items() for row in model.routes(label)]
    return [*module.ROUTES, *admins]


def in_parts() -> dict[str, list[Route]]:
    """The routes of all apps in parts of about the same size; a part is called by its apps."""
    filled: list[tuple[list[str], list[Route]]] = [([], []) for _part in range(PARTS)]
    for module in sorted(modules(), key=lambda module: -len(routes_of(module))):
        names, rows = min(filled, key=lambda part: len(part[1]))
        names.append(module.__name__.rpartition(".")[2])
        rows.extend(routes_of(module))
    return {"+".join(names): rows for names, rows in filled}


@cache
def all_routes() -> tuple[Route, ...]:
    """Every row of the table. A name stands for one address."""
    rows = [row for module in modules() for row in routes_of(module)]
    twice = [name for name, count in Counter(row.name for row in rows).items() if count > 1]
    assert not twice, f"in the table twice: {twice}"
    return tuple(rows)
