"""Where the time of a page goes: queries, and milliseconds in SQL, in templates and in the rest: Python and Redis."""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import owner_pages
import reports
from lines import Line
from world import MEASURED

OWN_TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")


@dataclass(slots=True)
class Spent:
    """What one page cost; seconds. ``templates`` leaves out what queries took that templates asked for."""

    queries: int = 0
    sql: float = 0.0
    templates: float = 0.0
    total: float = 0.0

    @property
    def python(self) -> float:
        return self.total - self.sql - self.templates


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """Each main page with a warm cache, and all reports with a cold one."""
    from django.core.cache import cache

    reports.go_on(MEASURED)
    client = reports.client_of(MEASURED)
    pages: dict[str, tuple[str, Callable[[], object]]] = {
        name: (path, lambda path=path: reports.get(client, path))  # type: ignore[misc]
        for name, path in {reports.FLOOR: "/bench/empty/", **owner_pages.main_pages(MEASURED)}.items()
    }

    def empty_cache() -> None:
        cache.clear()
        reports.get(client, "/bench/empty/")

    pages["reports, all time, cold"] = ("/reports/?period=all", empty_cache)
    for name, (path, prepare) in pages.items():
        yield _line(name, [_spent(client, path, prepare) for _ in range(options.rounds)])


def _line(name: str, rounds: list[Spent]) -> Line:
    parts = {
        part: statistics.median(getattr(each, part) for each in rounds) * 1000
        for part in ("sql", "python", "templates")
    }
    queries = rounds[-1].queries
    times = "SQL {sql:.1f}, Python {python:.1f}, templates {templates:.1f} ms".format(**parts)
    total = statistics.median(each.total for each in rounds) * 1000
    return Line("split", name, total, "ms", note=f"{queries} queries; {times}", parts={"queries": queries, **parts})


def _spent(client: Any, path: str, prepare: Callable[[], object]) -> Spent:
    prepare()
    spent = Spent()
    with _counting_queries(spent), _timing_templates(spent):
        started = time.perf_counter()
        reports.get(client, path)
        spent.total = time.perf_counter() - started
    return spent


@contextmanager
def _counting_queries(spent: Spent) -> Iterator[None]:
    from django.db import connection

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.sql += time.perf_counter() - started
            spent.queries += not sql.startswith(OWN_TRANSACTION)

    with connection.execute_wrapper(run):
        yield


@contextmanager
def _timing_templates(spent: Spent) -> Iterator[None]:
    """Time the outermost template only: what it includes and draws is part of it."""
    from django.template.base import Template

    original, inside = Template.render, [False]

    def render(template: Any, context: Any) -> Any:
        if inside[0]:
            return original(template, context)
        inside[0], sql, started = True, spent.sql, time.perf_counter()
        try:
            return original(template, context)
        finally:
            spent.templates += time.perf_counter() - started - (spent.sql - sql)
            inside[0] = False

    vars_of: Any = Template
    vars_of.render = render
    try:
        yield
    finally:
        vars_of.render = original
