"""Successful and failed reps: in all, and per exercise."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sessions_app.reports.card import Card, Chart, Column, Figure, Row, Series, Shape, Table, number_shown, share
from sessions_app.reports.source import ZERO, Source

TOP = 10
"""How many exercises the chart shows; the table holds all."""


@dataclass(frozen=True, slots=True)
class Success:
    """Everything done in the period; kilograms without warm-ups."""

    exercises: int
    sets: int
    done: int
    failed: int
    working_tonnage: Decimal

    @property
    def reps(self) -> int:
        return self.done + self.failed

    @property
    def rate(self) -> Decimal | None:
        """Percent."""
        return share(self.done, self.reps)


@dataclass(frozen=True, slots=True)
class ExerciseSuccess:
    """The reps of one exercise."""

    exercise_id: int
    sets: int
    done: int
    failed: int

    @property
    def reps(self) -> int:
        return self.done + self.failed

    @property
    def rate(self) -> Decimal:
        """Percent."""
        return share(self.done, self.reps) or ZERO


def success(source: Source) -> Success:
    """All reps of the period."""
    rows = source.per_exercise
    return Success(
        exercises=len(rows),
        sets=sum(row.sets for row in rows),
        done=sum(row.done for row in rows),
        failed=sum(row.failed for row in rows),
        working_tonnage=sum((row.working_tonnage for row in rows), ZERO),
    )


def success_card(found: Success, source: Source) -> Card:
    ask = source.ask
    rate = number_shown(found.rate, Shape.PERCENT, ask.unit) if found.rate is not None else ""
    return Card(
        key="success",
        title=_("Success"),
        insight=_("%(rate)s of your reps succeeded %(period)s.") % {"rate": rate, "period": ask.period.words(ask.today)}
        if rate
        else "",
        figures=(
            Figure(_("Successful reps"), found.done),
            Figure(_("Failed reps"), found.failed),
            Figure(_("Sets"), found.sets),
        ),
        chart=Chart(
            "doughnut",
            (_("Successful"), pgettext("reps", "Failed")),
            (Series(_("Reps"), (found.done, found.failed), "success"),),
        ),
        table=Table(
            (Column(_("Result"), Shape.TEXT), Column(_("Reps")), Column(_("Share"), Shape.PERCENT)),
            (
                Row((_("Successful"), found.done, found.rate)),
                Row((pgettext("reps", "Failed"), found.failed, share(found.failed, found.reps))),
            )
            if found.reps
            else (),
        ),
        meaning=(
            _("Every rep of every set counts, warm-ups too. A set without reps (a plank, a run) adds none."),
            _("Saved calculations are left out."),
        ),
        empty=_("No reps in this period."),
    )


def success_by_exercise(source: Source) -> tuple[ExerciseSuccess, ...]:
    """The reps of each exercise of the period that has any, most reps first."""
    rows = (
        ExerciseSuccess(row.exercise_id, row.sets, row.done, row.failed)
        for row in source.per_exercise
        if row.done + row.failed
    )
    return tuple(sorted(rows, key=lambda row: (-row.reps, row.exercise_id)))


def success_by_exercise_card(found: tuple[ExerciseSuccess, ...], source: Source) -> Card:
    top = found[:TOP]
    names = [source.fact(row.exercise_id).name for row in found]
    missed = max(found, key=lambda row: row.failed, default=None)
    columns = (
        Column(_("Exercise"), Shape.TEXT),
        Column(_("Successful")),
        Column(pgettext("reps", "Failed")),
        Column(_("Rate"), Shape.PERCENT),
    )
    return Card(
        key="exercises",
        title=_("Success per exercise"),
        insight=_missed(missed, source),
        chart=Chart(
            "bar",
            tuple(names[:TOP]),
            (
                Series(_("Successful"), tuple(row.done for row in top), "success"),
                Series(pgettext("reps", "Failed"), tuple(row.failed for row in top), "failed"),
            ),
            stacked=True,
            horizontal=True,
        ),
        table=Table(
            columns,
            tuple(
                Row((name, row.done, row.failed, row.rate), ("exercise-detail", row.exercise_id))
                for name, row in zip(names, found, strict=True)
            ),
        ),
        meaning=(
            _("Every rep of every set counts, warm-ups too. Saved calculations are left out."),
            _("The chart shows the ten exercises with most reps, the table all of them."),
        ),
        empty=_("No reps in this period."),
    )


def _missed(row: ExerciseSuccess | None, source: Source) -> str:
    if row is None:
        return ""
    if not row.failed:
        return _("Not one rep failed.")
    rate = number_shown(row.rate, Shape.PERCENT, source.ask.unit)
    name = source.fact(row.exercise_id).name
    return _("Most failed reps: %(exercise)s, where %(rate)s succeeded.") % {"exercise": name, "rate": rate}
