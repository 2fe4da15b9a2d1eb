"""Weight progression of an exercise: the best working weight of each day and the estimated one-rep max."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from sessions_app.estimates import estimate_in_sql, rounded
from sessions_app.models import WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.records import counted, load_in_sql
from sessions_app.reports.card import Card, Chart, Choice, Column, Row, Series, Shape, Table, in_unit, iso_days, signed
from sessions_app.reports.source import ZERO, ExerciseFacts, Source, within


@dataclass(frozen=True, slots=True)
class DayBest:
    """A day's heaviest load in kilograms (on an assisted exercise: the least help) and the best estimate.

    There is none when the day's heaviest set had too many reps to estimate from: that of a lighter one would lie below
    what was lifted.
    """

    day: date
    load: Decimal
    least_load: Decimal
    estimate: Decimal | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The days of one exercise in order; ``others`` are the exercises of the period that have a weight."""

    exercise_id: int | None
    days: tuple[DayBest, ...]
    others: tuple[int, ...]

    @property
    def exercises(self) -> set[int]:
        """The exercise with the others."""
        return {*self.others, *((self.exercise_id,) if self.exercise_id else ())}


def progress(source: Source) -> Progress:
    """The exercise asked for, else the one with most working sets among those with a weight."""
    others = tuple(row.exercise_id for row in source.per_exercise if row.top_load)
    exercise_id = source.ask.exercise_id or next(iter(others), None)
    if exercise_id is None:
        return Progress(None, (), ())
    rows = source.all_sets.filter(exercise_type=exercise_id)
    return Progress(exercise_id, days_of(within(rows, source.ask.period)), others)


def days_of(rows: "QuerySet[WorkoutSet]") -> tuple[DayBest, ...]:
    """The best of each day of ``rows``, in the order of the days."""
    days = (
        counted(rows)
        .values("local_date")
        .annotate(load=Max(load_in_sql()), least=Min(load_in_sql()), estimate=Max(estimate_in_sql()))
        .order_by("local_date")
    )
    columns = ("local_date", "load", "least", "estimate")
    return tuple(
        DayBest(day, rounded(load) or ZERO, rounded(least) or ZERO, _of_the_day(rounded(estimate), rounded(load)))
        for day, load, least, estimate in days.values_list(*columns)
    )


def _of_the_day(estimate: Decimal | None, load: Decimal | None) -> Decimal | None:
    return estimate if estimate is not None and estimate >= (load or ZERO) else None


def progress_card(found: Progress, source: Source) -> Card:
    fact = source.fact(found.exercise_id) if found.exercise_id else None
    names = sorted((source.fact(pk).name, pk) for pk in found.exercises)
    return Card(
        key="progress",
        title=_("Weight progression"),
        insight=change(found.days, fact, source) if fact else "",
        chart=progress_chart(found.days, fact, source),
        table=progress_table(found.days, fact),
        meaning=progress_meaning(),
        empty=_("No set with a weight in this period."),
        choices=tuple(Choice(pk, name, pk == found.exercise_id) for name, pk in names),
        exercise_id=found.exercise_id or 0,
    )


def is_estimated(fact: ExerciseFacts | None) -> bool:
    """Whether a one-rep max means something: not where the body's own weight is part of the load."""
    return fact is not None and fact.kind == Kind.WEIGHT_REPS


def loads_of(days: tuple[DayBest, ...], fact: ExerciseFacts | None) -> list[Decimal]:
    """What counts as the day's best load: the heaviest, or the least help."""
    assisted = fact is not None and fact.kind == Kind.ASSISTED
    return [day.least_load if assisted else day.load for day in days]


def load_label(fact: ExerciseFacts | None) -> str:
    """What the weight of the exercise is called."""
    if fact is not None and fact.kind == Kind.ASSISTED:
        return _("Least help")
    if fact is not None and fact.kind == Kind.BODYWEIGHT:
        return _("Added weight")
    return _("Best weight")


def progress_chart(days: tuple[DayBest, ...], fact: ExerciseFacts | None, source: Source) -> Chart | None:
    """Both lines over the days."""
    if fact is None or not days:
        return None
    unit = source.ask.unit
    loads = tuple(in_unit(load, unit) for load in loads_of(days, fact))
    series = [Series(load_label(fact), loads, "1", line=True)]
    if is_estimated(fact):
        estimates = tuple(in_unit(day.estimate, unit) for day in days)
        series.append(Series(_("Estimated 1RM"), estimates, "6", line=True))
    return Chart("line", iso_days(day.day for day in days), tuple(series), unit=unit.value, dates=True)


def progress_table(days: tuple[DayBest, ...], fact: ExerciseFacts | None) -> Table:
    """The same, the latest day first."""
    columns = [Column(_("Day"), Shape.DAY), Column(load_label(fact), Shape.WEIGHT)]
    estimated = is_estimated(fact)
    if estimated:
        columns.append(Column(_("Estimated 1RM"), Shape.WEIGHT))
    loads = loads_of(days, fact)
    rows = [
        Row((day.day, load, day.estimate) if estimated else (day.day, load))
        for day, load in zip(days, loads, strict=True)
    ]
    return Table(tuple(columns), tuple(reversed(rows)))


def progress_meaning() -> tuple[str, ...]:
    """What counts."""
    return (
        _("The heaviest successful rep of each day. Warm-ups, failed reps and saved calculations are left out."),
        _("The change compares the best of the last third of the training days with the best of the first third."),
        _(
            "The estimated 1RM is the mean of seven published formulas, from sets of 1 to 10 successful reps; one rep "
            "is its own maximum. Above ten reps estimates get poor, so there is none; nor one below what was lifted "
            "that day."
        ),
    )


def change(days: tuple[DayBest, ...], fact: ExerciseFacts, source: Source) -> str:
    """``Bench Press: +5 kg in 90 days``: the best of the last third of training days against that of the first."""
    loads = loads_of(days, fact)
    if not loads:
        return ""
    third = -(-len(loads) // 3)
    better = min if fact.kind == Kind.ASSISTED else max
    words = {"exercise": fact.name, "period": source.ask.period.words(source.ask.today)}
    difference = better(loads[-third:]) - better(loads[:third])
    if len(loads) == 1:
        return _("%(exercise)s: one training day %(period)s.") % words
    if not difference:
        return _("%(exercise)s: no change %(period)s.") % words
    words["change"] = signed(difference, source.ask.unit)
    return _("%(exercise)s: %(change)s %(period)s.") % words
