"""One exercise: every session it was done in, its progression, amount of work and records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sessions_app import display
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.reads import SET_COLUMNS, SetRow
from sessions_app.records import COUNTED, bests_of
from sessions_app.reports.best import ExerciseBests, bests_known, bests_table, records_meaning
from sessions_app.reports.card import Card, Chart, Column, Figure, Paging, Row, Series, Shape, Table, in_unit, iso_days
from sessions_app.reports.progress import DayBest, change, days_of, progress_chart, progress_meaning, progress_table
from sessions_app.reports.source import Source, working_count, working_tonnage
from sharing.scope import Area

PER_PAGE = 10
"""Sessions on a page of the history."""
WITH_WEIGHT = {Kind.WEIGHT_REPS, Kind.BODYWEIGHT, Kind.ASSISTED, Kind.WEIGHT_DURATION, Kind.WEIGHT_DISTANCE}


@dataclass(frozen=True, slots=True)
class ExerciseDay:
    """What was done of the exercise in one session; kilograms of working sets, the longest time and distance."""

    session_id: int
    day: date
    sets: int
    working_sets: int
    done: int
    failed: int
    tonnage: Decimal
    seconds: int | None
    metres: Decimal | None


@dataclass(frozen=True, slots=True)
class ExerciseHistory:
    """Everything that the exercise's page shows, in the order done."""

    exercise_id: int
    sessions: tuple[ExerciseDay, ...]
    bests: tuple[ExerciseBests, ...]
    loads: tuple[DayBest, ...]


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session of the history with its sets of the exercise; ``name`` is empty for who may not open sessions."""

    id: int
    day: date
    name: str
    sets: tuple[SetRow, ...]


def exercise_history(source: Source, exercise_id: int) -> ExerciseHistory:
    """All of the exercise, whatever the period: three queries."""
    rows = source.all_sets.filter(exercise_type=exercise_id)
    columns = ("session", "local_date", "sets", "working", "done", "failed", "tonnage", "seconds", "metres")
    sums = rows.values("session", "local_date").annotate(
        sets=Count("*"),
        working=working_count(),
        done=Sum("reps_done"),
        failed=Sum("reps_failed"),
        tonnage=working_tonnage(),
        seconds=Max("duration_seconds", filter=COUNTED),
        metres=Max("distance_metres", filter=COUNTED),
    )
    days = sums.order_by("local_date", "session").values_list(*columns)
    bests = tuple(bests_of(rows))
    return ExerciseHistory(
        exercise_id,
        tuple(ExerciseDay(*row) for row in days),
        (ExerciseBests(exercise_id, bests),) if bests else (),
        days_of(rows),
    )


def exercise_cards(found: ExerciseHistory, source: Source) -> list[Card]:
    """Progression, amount of work, records: what means something for the kind of the exercise."""
    cards = [_work_card(found, source), _records_card(found, source)]
    if source.fact(found.exercise_id).kind in WITH_WEIGHT and any(day.load or day.least_load for day in found.loads):
        cards.insert(0, _progress_card(found, source))
    return cards


def _progress_card(found: ExerciseHistory, source: Source) -> Card:
    fact = source.fact(found.exercise_id)
    return Card(
        key="progress",
        title=_("Weight progression"),
        insight=change(found.loads, fact, source),
        chart=progress_chart(found.loads, fact, source),
        table=progress_table(found.loads, fact),
        meaning=progress_meaning(),
        exercise_id=found.exercise_id,
    )


def work_of(kind: str) -> tuple[str, str, Shape, str]:
    """What the amount of work is for an exercise of ``kind``: field of ``ExerciseDay``, name, shape, unit in charts."""
    if kind in {Kind.WEIGHT_REPS}:
        return "tonnage", _("Volume"), Shape.VOLUME, ""
    if kind in {Kind.DURATION, Kind.WEIGHT_DURATION}:
        return "seconds", _("Longest time"), Shape.SECONDS, _("min")
    if kind in {Kind.DISTANCE, Kind.WEIGHT_DISTANCE}:
        return "metres", _("Longest distance"), Shape.METRES, "m"
    return "done", _("Successful reps"), Shape.COUNT, ""


def _work_card(found: ExerciseHistory, source: Source) -> Card:
    field, label, shape, chart_unit = work_of(source.fact(found.exercise_id).kind)
    unit = source.ask.unit
    values = [getattr(row, field) for row in found.sessions]
    drawn = tuple(in_unit(value, unit) if shape is Shape.VOLUME else _drawn(value, shape) for value in values)
    return Card(
        key="work",
        title=_("Work per session"),
        insight=_times(found),
        figures=(
            Figure(pgettext("workouts", "Sessions"), len(found.sessions)),
            Figure(_("Sets"), sum(row.sets for row in found.sessions)),
            Figure(_("Successful reps"), sum(row.done for row in found.sessions)),
        ),
        chart=Chart(
            "bar",
            iso_days(row.day for row in found.sessions),
            (Series(label, drawn, "3"),),
            unit=unit.value if shape is Shape.VOLUME else chart_unit,
            dates=True,
        ),
        table=history_table(found, source),
        meaning=(
            _("Volume is weight times successful reps of working sets. Sets and reps count warm-ups too."),
            _("Times and distances are the longest of a working set. Saved calculations are left out."),
        ),
        exercise_id=found.exercise_id,
    )


def _drawn(value: Decimal | int | None, shape: Shape) -> Decimal | int | None:
    """Minutes instead of seconds: nobody reads 5,400."""
    return Decimal(value) / 60 if shape is Shape.SECONDS and value is not None else value


def _times(found: ExerciseHistory) -> str:
    number = len(found.sessions)
    words = ngettext("Done in %(count)s session.", "Done in %(count)s sessions.", number)
    return words % {"count": display.number(number)} if number else ""


def _records_card(found: ExerciseHistory, source: Source) -> Card:
    return Card(
        key="records",
        title=_("Personal records"),
        table=bests_table(bests_known(found.bests, source), source),
        meaning=records_meaning(),
        empty=_("A working set that succeeds is the first record."),
        is_list=True,
        exercise_id=found.exercise_id,
    )


def history_table(found: ExerciseHistory, source: Source) -> Table:
    """A row for each session, the latest first."""
    sessions_open = source.ask.scope.sees(Area.SESSIONS)
    field, label, shape, _chart_unit = work_of(source.fact(found.exercise_id).kind)
    columns = [Column(_("Day"), Shape.DAY), Column(_("Sets")), Column(_("Successful reps")), Column(_("Failed reps"))]
    if field != "done":
        columns.append(Column(label, shape))
    rows = []
    for row in reversed(found.sessions):
        cells = (row.day, row.sets, row.done, row.failed)
        link = ("session-detail", row.session_id) if sessions_open else None
        rows.append(Row((*cells, getattr(row, field)) if field != "done" else cells, link))
    return Table(tuple(columns), tuple(rows))


TABLES: Mapping[str, Callable[[ExerciseHistory, Source], Table]] = {
    "work": history_table,
    "progress": lambda found, source: progress_table(found.loads, source.fact(found.exercise_id)),
    "records": lambda found, source: bests_table(bests_known(found.bests, source), source),
}
"""The table of each card, by its key."""


def past_sessions(found: ExerciseHistory, source: Source) -> tuple[list[PastSession], Paging | None]:
    """One page of the history, the latest session first, with its sets: at most two queries."""
    scope, total = source.ask.scope, len(found.sessions)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, source.ask.page), pages)
    first = (page - 1) * PER_PAGE
    part = list(reversed(found.sessions))[first : first + PER_PAGE]
    ids = [row.session_id for row in part]
    names = dict(WorkoutSession.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "name"))
    sets: dict[int, list[SetRow]] = {pk: [] for pk in ids}
    rows = WorkoutSet.objects.visible_to(scope, Area.REPORTS).filter(session__in=ids, exercise_type=found.exercise_id)
    for row in rows.order_by("position").values_list(*SET_COLUMNS):
        each = SetRow.of(row)
        sets[each.session_id].append(each)
    shown = [
        PastSession(row.session_id, row.day, names.get(row.session_id, ""), tuple(sets[row.session_id])) for row in part
    ]
    return shown, Paging(page, pages, first + 1, first + len(part), total) if pages > 1 else None
