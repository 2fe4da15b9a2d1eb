"""Personal records of all time, paged by exercise; the exercise with the latest record first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_app import display
from sessions_app.records import Best, RecordKind, bests_of, meant
from sessions_app.reports.card import RECORD_SHAPES, Card, Column, Measure, Paging, Row, Shape, Table
from sessions_app.reports.period import Period
from sessions_app.reports.source import Source
from sharing.scope import Area

PER_PAGE = 8
"""Exercises on a page; each has up to four records."""


@dataclass(frozen=True, slots=True)
class ExerciseBests:
    """The records of one exercise, in the order of ``RecordKind``. Not all kinds mean something for every exercise."""

    exercise_id: int
    bests: tuple[Best, ...]

    @property
    def latest(self) -> int:
        return max(best.day.toordinal() for best in self.bests)


def bests(source: Source) -> tuple[ExerciseBests, ...]:
    """The bests of all exercises."""
    by_exercise: dict[int, list[Best]] = defaultdict(list)
    for best in bests_of(source.all_sets):
        by_exercise[best.exercise_id].append(best)
    return tuple(ExerciseBests(pk, tuple(found)) for pk, found in by_exercise.items())


def bests_known(found: tuple[ExerciseBests, ...], source: Source) -> list[ExerciseBests]:
    """Those that mean something for the kind of their exercise, the latest first."""
    order = list(RecordKind)
    known = []
    for each in found:
        kept = meant(each.bests, {each.exercise_id: source.fact(each.exercise_id).kind})
        if kept:
            known.append(ExerciseBests(each.exercise_id, tuple(sorted(kept, key=lambda best: order.index(best.kind)))))
    return sorted(known, key=lambda each: (-each.latest, source.fact(each.exercise_id).name))


def bests_card(found: tuple[ExerciseBests, ...], source: Source) -> Card:
    known = bests_known(found, source)
    total = len(known)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, source.ask.page), pages)
    first = (page - 1) * PER_PAGE
    part = known[first : first + PER_PAGE]
    paging = Paging(page, pages, first + 1, first + len(part), total) if pages > 1 else None
    return Card(
        key="records",
        title=_("Personal records"),
        insight=_new_ones(known, source.ask.period, source),
        table=bests_table(part, source),
        meaning=records_meaning(),
        empty=_("Log a set, and its weight is the first record."),
        paging=paging,
        is_list=True,
    )


def bests_table(found: Iterable[ExerciseBests], source: Source) -> Table:
    """One row for each record; it leads to the session."""
    sessions_open = source.ask.scope.sees(Area.SESSIONS)
    columns = (
        Column(_("Exercise"), Shape.TEXT),
        Column(_("Record"), Shape.TEXT),
        Column(_("Best"), Shape.MEASURE),
        Column(_("Day"), Shape.DAY),
    )
    rows = [
        Row(
            (
                source.fact(each.exercise_id).name,
                str(best.kind.label),
                Measure(best.value, RECORD_SHAPES[best.kind]),
                best.day,
            ),
            ("session-detail", best.session_id) if sessions_open else None,
            each.exercise_id,
        )
        for each in found
        for best in each.bests
    ]
    return Table(columns, tuple(rows))


def records_meaning() -> tuple[str, ...]:
    """What counts."""
    return (
        _("The best of all time, whatever the period above; of equal ones the first."),
        _("Warm-ups, failed reps and saved calculations never make a record."),
        _(
            "Weight: the heaviest successful rep; on bodyweight exercises the added weight, on assisted ones the least "
            "help. Volume: kilograms moved in one session's successful reps."
        ),
        _("Estimated 1RM: the mean of seven formulas, from 1 to 10 successful reps."),
    )


def _new_ones(known: list[ExerciseBests], period: Period, source: Source) -> str:
    new = sum(period.holds(best.day) for each in known for best in each.bests)
    if not known:
        return ""
    if not new:
        return _("No new record %(period)s.") % {"period": period.words(source.ask.today)}
    words = ngettext("%(count)s record set %(period)s.", "%(count)s records set %(period)s.", new)
    return words % {"count": display.number(new), "period": period.words(source.ask.today)}
