"""Volume per week: kilograms moved, sets and reps, in weeks that start when the athlete's do."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from sessions_app import display
from sessions_app.body_load import body_volumes, counts_body
from sessions_app.models import WorkoutSet
from sessions_app.reports.card import (
    Card,
    Chart,
    Column,
    Figure,
    Row,
    Series,
    Shape,
    Table,
    in_unit,
    iso_days,
    shown_with_unit,
)
from sessions_app.reports.period import WeekNumber, week_of_number, week_start
from sessions_app.reports.source import ZERO, Source
from sharing.scope import Scope


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its first day; working sets, their successful reps, kilograms moved in them."""

    start: date
    sets: int
    reps: int
    tonnage: Decimal


def volume(source: Source) -> tuple[Week, ...]:
    """Every week from the first to the last one with a working set in the period, empty ones between them too."""
    return with_body(weekly(source.sets, source.ask.first_weekday), source)


def with_body(weeks: tuple[Week, ...], source: Source) -> tuple[Week, ...]:
    """``weeks`` with what the body added, when it counts."""
    added: dict[date, Decimal] = {}
    working = source.sets.filter(is_warm_up=False)
    for day, moved in body_volumes(source.ask.scope, working, "local_date").items():
        start = week_start(day, source.ask.first_weekday)
        added[start] = added.get(start, ZERO) + moved
    return tuple(replace(week, tonnage=week.tonnage + added.get(week.start, ZERO)) for week in weeks)


def weekly(sets: "QuerySet[WorkoutSet]", first_weekday: int) -> tuple[Week, ...]:
    """The same of any sets of workouts."""
    rows = sets.filter(is_warm_up=False).order_by().values(week=WeekNumber(first_weekday))
    sums = rows.annotate(sets=Count("*"), done=Sum("reps_done"), moved=Sum("tonnage"))
    found = {week: each for week, *each in sums.values_list("week", "sets", "done", "moved")}
    numbers = range(min(found), max(found) + 1) if found else ()
    return tuple(Week(week_of_number(number, first_weekday), *found.get(number, (0, 0, ZERO))) for number in numbers)


def volume_card(found: tuple[Week, ...], source: Source) -> Card:
    unit = source.ask.unit
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
            iso_days(week.start for week in found),
            (Series(_("Volume"), tuple(in_unit(week.tonnage, unit) for week in found), "1"),),
            unit=unit.value,
            dates=True,
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
                "left out. The total volume of a session, a month or a year counts warm-ups too."
            ),
            bodyweight_meaning(source.ask.scope),
            _("Weeks start on your first day of the week. The first and the last one may be cut by the period."),
        ),
        empty=_("No working set in this period."),
    )


def bodyweight_meaning(scope: Scope) -> str:
    """What the volume of exercises is that move the body itself."""
    if counts_body(scope):
        return _("On bodyweight exercises your body weight of that day counts too, less the help on assisted ones.")
    return _("On bodyweight exercises the added weight counts; help on assisted ones is no volume.")


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
