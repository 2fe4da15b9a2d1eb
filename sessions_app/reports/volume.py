"""Volume per week: kilograms moved, sets and reps, in weeks that start when the athlete's do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from sessions_app import display
from sessions_app.models import WorkoutSet
from sessions_app.reports.card import Card, Chart, Column, Figure, Row, Series, Shape, Table, in_unit, shown_with_unit
from sessions_app.reports.period import week_start
from sessions_app.reports.source import ZERO, Source, working_count, working_tonnage

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its first day; working sets, their successful reps, kilograms moved in them."""

    start: date
    sets: int
    reps: int
    tonnage: Decimal


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    sets: int
    reps: int
    tonnage: Decimal


def volume(source: Source) -> tuple[Week, ...]:
    """Every week from the first to the last one with a working set in the period, empty ones between them too."""
    return weekly(source.sets, source.ask.first_weekday)


def weekly(sets: "QuerySet[WorkoutSet]", first_weekday: int) -> tuple[Week, ...]:
    """The same of any sets of workouts."""
    rows = sets.filter(is_warm_up=False).order_by().values("local_date")
    sums = rows.annotate(sets=working_count(), done=Sum("reps_done"), tonnage=working_tonnage())
    days = (_Day(*row) for row in sums.values_list("local_date", "sets", "done", "tonnage"))
    return weeks_of(days, first_weekday)


def weeks_of(days: Iterable[_Day], first_weekday: int) -> tuple[Week, ...]:
    """The sums of ``days`` by week."""
    weeks: dict[date, tuple[int, int, Decimal]] = {}
    for row in days:
        start = week_start(row.day, first_weekday)
        sets, reps, tonnage = weeks.get(start, (0, 0, ZERO))
        weeks[start] = (sets + row.sets, reps + row.reps, tonnage + row.tonnage)
    if not weeks:
        return ()
    first, last = min(weeks), max(weeks)
    starts = (first + WEEK * number for number in range((last - first).days // 7 + 1))
    return tuple(Week(start, *weeks.get(start, (0, 0, ZERO))) for start in starts)


def volume_card(found: tuple[Week, ...], source: Source) -> Card:
    unit, today = source.ask.unit, source.ask.today
    total = sum((week.tonnage for week in found), ZERO)
    best = max(found, key=lambda week: week.tonnage, default=None)
    return Card(
        key="volume",
        title=_("Volume per week"),
        insight=_insight(best, source),
        figures=(
            Figure(_("Volume"), total, Shape.VOLUME),
            Figure(_("A week on average"), total / len(found) if found else ZERO, Shape.VOLUME),
        ),
        chart=Chart(
            "bar",
            tuple(display.day(week.start, today) for week in found),
            (Series(_("Volume"), tuple(in_unit(week.tonnage, unit) for week in found), "1"),),
            unit=unit.value,
        ),
        table=Table(
            (
                Column(_("Week of"), Shape.DAY),
                Column(_("Working sets")),
                Column(_("Successful reps")),
                Column(_("Volume"), Shape.VOLUME),
            ),
            tuple(Row((week.start, week.sets, week.reps, week.tonnage)) for week in reversed(found)),
        ),
        meaning=(
            _(
                "Weight times successful reps of each working set. Warm-ups, failed reps and saved calculations are "
                "left out."
            ),
            _("On bodyweight exercises the added weight counts; help on assisted ones is no volume."),
            _("Weeks start on your first day of the week. The first and the last one may be cut by the period."),
        ),
        empty=_("No working set in this period."),
    )


def _insight(best: Week | None, source: Source) -> str:
    if best is None:
        return ""
    if not best.tonnage:
        return _("No weight was moved %(period)s.") % {"period": source.ask.period.words(source.ask.today)}
    words = {
        "volume": shown_with_unit(best.tonnage, Shape.VOLUME, source.ask.unit),
        "day": display.day(best.start, source.ask.today),
    }
    return _("Most in the week of %(day)s: %(volume)s.") % words
