"""Work per muscle group: sets and kilograms, by the muscles that each exercise is for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from sessions_app import display
from sessions_app.models.vocabulary import Muscle
from sessions_app.reports.card import Card, Chart, Column, Row, Series, Shape, Table
from sessions_app.reports.source import ZERO, ExerciseSums, Source


@dataclass(frozen=True, slots=True)
class MuscleWork:
    """Working sets and kilograms of exercises that are for this muscle, and sets of those that work it beside."""

    muscle: str
    sets: int
    tonnage: Decimal
    sets_beside: int

    @property
    def name(self) -> str:
        return str(Muscle(self.muscle).label)


def trained(source: Source) -> tuple[ExerciseSums, ...]:
    """The exercises of the period that have a working set."""
    return tuple(row for row in source.per_exercise if row.working_sets)


def muscle_work(rows: Iterable[ExerciseSums], source: Source) -> tuple[MuscleWork, ...]:
    """Most sets first. Exercises without a muscle group (own ones, mostly) are in none."""
    sets: dict[str, int] = defaultdict(int)
    beside: dict[str, int] = defaultdict(int)
    tonnage: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        fact = source.fact(row.exercise_id)
        for muscle in fact.main:
            sets[muscle] += row.working_sets
            tonnage[muscle] += row.working_tonnage
        for muscle in fact.beside:
            beside[muscle] += row.working_sets
    found = (MuscleWork(key, sets[key], tonnage[key] or ZERO, beside[key]) for key in {*sets, *beside})
    return tuple(sorted(found, key=lambda work: (-work.sets, -work.sets_beside, work.muscle)))


def muscles_card(found: tuple[MuscleWork, ...], source: Source) -> Card:
    worked = tuple(work for work in found if work.sets)
    columns = (
        Column(_("Muscle group"), Shape.TEXT),
        Column(_("Sets")),
        Column(_("Volume"), Shape.VOLUME),
        Column(_("Sets beside others")),
    )
    return Card(
        key="muscles",
        title=_("Muscle groups"),
        insight=_insight(worked),
        chart=Chart(
            "bar",
            tuple(work.name for work in worked),
            (Series(_("Sets"), tuple(work.sets for work in worked), "3"),),
            horizontal=True,
        ),
        table=Table(columns, tuple(Row((work.name, work.sets, work.tonnage, work.sets_beside)) for work in found)),
        meaning=(
            _("Working sets and their volume count for each muscle group that the exercise is mainly for."),
            _("“Beside others” are sets of exercises that work the muscle too, without being for it."),
            _("Warm-ups and saved calculations are left out, as are exercises without a muscle group."),
        ),
        empty=_("No working set of an exercise with a muscle group in this period."),
    )


def _insight(worked: tuple[MuscleWork, ...]) -> str:
    if not worked:
        return ""
    words = {
        "most": worked[0].name,
        "most_sets": display.number(worked[0].sets),
        "least": worked[-1].name,
        "least_sets": display.number(worked[-1].sets),
    }
    if len(worked) == 1:
        return _("All of it for %(most)s.") % words
    return _("Most work for %(most)s (%(most_sets)s sets), least for %(least)s (%(least_sets)s).") % words
