"""Every report of the page, by the key that stands in addresses and cache keys.

To add one: a module with ``read`` (records) and ``card`` (how they are shown), and its line here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from sessions_app.reports import best, frequency, muscles, progress, recent, success, volume
from sessions_app.reports.card import Card, Table
from sessions_app.reports.source import Source


def _none(_found: Any) -> Iterable[int]:
    return ()


@dataclass(frozen=True, slots=True)
class Report:
    """``read`` sums up in SQL, ``exercises`` names the exercises about which facts are needed, ``card`` shows.

    ``varies`` are the fields of ``Ask`` that it depends on beside whose data, unit, days and weeks. ``later`` is the
    title of one that reads the whole history: when that is long, the report comes after the page.
    """

    read: Callable[[Source], Any]
    card: Callable[[Any, Source], Card]
    exercises: Callable[[Any], Iterable[int]] = _none
    whole_table: Callable[[Any, Source], Table] | None = None
    varies: frozenset[str] = frozenset()
    later: str | Promise = ""


REPORTS: Mapping[str, Report] = {
    "progress": Report(
        progress.progress,
        progress.progress_card,
        lambda found: found.exercises,
        varies=frozenset({"exercise_id"}),
    ),
    "volume": Report(volume.volume, volume.volume_card),
    "frequency": Report(frequency.frequency, frequency.frequency_card),
    "records": Report(
        best.bests,
        best.bests_card,
        lambda found: [each.exercise_id for each in found],
        whole_table=lambda found, source: best.bests_table(best.bests_known(found, source), source),
        varies=frozenset({"page"}),
        later=gettext_lazy("Personal records"),
    ),
    "success": Report(success.success, success.success_card),
    "exercises": Report(
        success.success_by_exercise,
        success.success_by_exercise_card,
        lambda found: [row.exercise_id for row in found],
    ),
    "muscles": Report(
        muscles.trained,
        lambda found, source: muscles.muscles_card(muscles.muscle_work(found, source), source),
        lambda found: [row.exercise_id for row in found],
    ),
    "hours": Report(frequency.frequency, frequency.hours_card),
    "recent": Report(recent.recent, recent.recent_card, lambda found: [row.exercise_id for row in found]),
}
"""In the order of the page."""
WHENEVER = frozenset({"records", "recent"})
"""Those that say the same whatever the period is."""


def cards_of(keys: Iterable[str], source: Source) -> dict[str, Card]:
    """The cards called ``keys``; what they share is read once."""
    found: dict[Callable[[Source], Any], Any] = {}
    wanted = {key: REPORTS[key] for key in keys}
    for report in wanted.values():
        if report.read not in found:
            found[report.read] = report.read(source)
    source.learn({pk for report in wanted.values() for pk in report.exercises(found[report.read])})
    return {key: report.card(found[report.read], source) for key, report in wanted.items()}


def table_of(key: str, source: Source) -> Table:
    """The whole table of a report, all its pages."""
    report = REPORTS[key]
    found = report.read(source)
    source.learn(report.exercises(found))
    return report.whole_table(found, source) if report.whole_table else report.card(found, source).table
