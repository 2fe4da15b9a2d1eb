"""Every page with ten times the history, and with ten times the athletes around, against the same page without."""

import argparse
from collections.abc import Callable, Iterator
from typing import Any

import owner_pages
import reports
from lines import Line
from measure import interleaved
from world import MEASURED, Size, look_again, size_of, tenth, use, write_history, write_weights

GROWN = "grown@example.org"
TIMES = 10
MOST = 1.3
COLD = "reports, all time, cold"
Way = tuple[str, Any]
"""Whose pages, and in which database."""
Work = dict[str, Callable[[], object]]


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """The two ways of growing, main pages one by one, of all others the one that grew most."""
    from django.db import connections

    whole, small = connections["default"], tenth()
    size = size_of(options)
    _write_grown(size)
    athletes = f"{size.athletes} / {size.tenth} athletes"
    try:
        yield from _compared(f"{TIMES} x the history", (MEASURED, whole), (GROWN, whole), options, cold_bar=TIMES)
        yield from _compared(athletes, (MEASURED, small), (MEASURED, whole), options, cold_bar=MOST)
    finally:
        use(whole)
        small.close()


def _compared(what: str, before: Way, after: Way, options: argparse.Namespace, *, cold_bar: float) -> Iterator[Line]:
    ways = {"before": _Pages(before), "after": _Pages(after)}
    main, others = (list(getattr(ways["before"], kind)) for kind in ("main", "others"))
    ratios = _ratios(ways, [*main, COLD], options.rounds, options)
    ratios |= _ratios(ways, others, max(3, options.rounds // 3), options)
    over = [name for name, (ratio, _seconds) in ratios.items() if ratio > (cold_bar if name == COLD else MOST)]
    if over:  # of so many pages some meet a busy moment of the machine: those are measured longer
        ratios |= _ratios(ways, over, 2 * options.rounds, options)
    for name in (*main, COLD):
        ratio, seconds = ratios[name]
        bar = cold_bar if name == COLD else MOST
        yield Line("growth", f"{name}, {what}", ratio, bar=bar, note=f"{seconds * 1000:.1f} ms")
    most = max(others, key=lambda name: ratios[name][0])
    ratio, seconds = ratios[most]
    words = f"{most}, {seconds * 1000:.1f} ms"
    yield Line("growth", f"the most of {len(others)} other pages, {what}", ratio, bar=MOST, note=words)


def _ratios(
    ways: "dict[str, _Pages]", names: list[str], rounds: int, options: argparse.Namespace
) -> dict[str, tuple[float, float]]:
    """By page: how many times longer it takes after growing, and the seconds."""
    work: Work = {f"{way} {name}": pages.act(name) for name in names for way, pages in ways.items()}
    medians = interleaved(
        work, rounds, warm_up=1, clock=reports.clock_of(options, *(pages.database for pages in ways.values()))
    )
    return {name: (medians[f"after {name}"] / medians[f"before {name}"], medians[f"after {name}"]) for name in names}


class _Pages:
    """The pages of one athlete in one database."""

    def __init__(self, way: Way) -> None:
        email, self.database = way
        use(self.database)
        reports.go_on(email)
        self.client = reports.client_of(email)
        self.main = owner_pages.main_pages(email)
        self.others = owner_pages.other_pages(email)

    def act(self, name: str) -> Callable[[], object]:
        path = "/reports/?period=all" if name == COLD else self.main.get(name) or self.others[name]

        def prepare() -> Callable[[], object]:
            from django.core.cache import cache

            use(self.database)
            if name == COLD:
                cache.clear()
            reports.get(self.client, "/bench/empty/" if name == COLD else path)
            return lambda: reports.get(self.client, path)

        return prepare


def _write_grown(size: Size) -> None:
    from accounts.models import User

    if not User.objects.filter(email=GROWN).exists():
        grown = User.objects.create_user(GROWN).pk
        write_history(grown, TIMES * size.sets, seed=99, with_reps=True)
        write_weights(grown)
        look_again()
