"""Reports: the same numbers as on the page, as tables."""

from datetime import date
from decimal import Decimal
from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel

from sessions_app.models import ExerciseType, WorkoutSet
from sessions_app.reports.card import Card, Measure, Table
from sessions_app.reports.exercise import exercise_cards, exercise_history, history_table
from sessions_app.reports.period import CUSTOM, DEFAULT, Period, period_of
from sessions_app.reports.registry import REPORTS, cards_of, table_of
from sessions_app.reports.source import Ask, Source
from sharing.scope import Area, Scope, scope_of
from workouttracker.kit.dates import local_day
from workouttracker.kit.json_fields import Key, Shown
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit, plain
from workouttracker.rest.answers import Told, answer
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Routes

routes = Routes(mark("Reports"))


class ReportWanted(BaseModel):
    """Over which days; ``custom`` takes both, the first or the last day, both included."""

    period: Literal["30", "60", "90", "120", "year", "all", "custom"] = "90"
    date_from: date | None = None
    date_to: date | None = None
    exercise_id: Key | None = None


class ReportName(Told):
    """A report and its key."""

    key: str
    title: str


class ReportList(Told):
    """Every report, in the order of the page."""

    items: list[ReportName]


class ColumnTold(Told):
    """A column: its name in words, and what its values are (kilograms for ``weight`` and ``volume``)."""

    label: str
    shape: str


class FigureTold(Told):
    """A number that stands above the table."""

    label: str
    shape: str
    value: Shown | None


class ReportTold(Told):
    """A report: a sentence, figures, and the whole table; cells in the order of the columns, as texts."""

    key: str
    title: str
    date_from: date | None
    date_to: date | None
    insight: str
    figures: list[FigureTold]
    columns: list[ColumnTold]
    rows: list[list[str | None]]
    meaning: list[str]


class ExerciseReport(Told):
    """The whole history of an exercise: its cards, and every session it was done in."""

    exercise_id: int
    name: str
    cards: list[ReportTold]
    history: ReportTold


@routes.get("/reports", ReportList, mark("List reports"), shared=True)
def reports_list(request: HttpRequest) -> HttpResponse:
    ask = _ask(request, period_of(DEFAULT, date(2000, 1, 1)))
    source = Source(_nothing(ask))
    cards = cards_of(REPORTS, source)
    return answer(ReportList(items=[ReportName(key=key, title=cards[key].title) for key in REPORTS]))


@routes.get("/reports/{slug:key}", ReportTold, mark("Read a report"), shared=True)
def report_read(request: HttpRequest, key: str, wanted: Query[ReportWanted]) -> HttpResponse:
    if key not in REPORTS:
        raise Http404
    ask = _ask(request, None, wanted)
    source = Source(ask)
    card = cards_of([key], source)[key]
    table = table_of(key, source) if REPORTS[key].whole_table else card.table
    return answer(_told(card, table, ask))


@routes.get("/exercises/{int:exercise_id}/report", ExerciseReport, mark("Read the history of an exercise"), shared=True)
def exercise_report(request: HttpRequest, exercise_id: Key) -> HttpResponse:
    ask = _ask(request, Period("all", None, None))
    exercise = _exercise(ask.scope, exercise_id)
    source = Source(ask)
    found = exercise_history(source, exercise.pk)
    cards = exercise_cards(found, source) if found.sessions else []
    history = Card("history", _("Sessions"), history_table(found, source), ())
    told = [_told(card, card.table, ask) for card in cards]
    report = ExerciseReport(
        exercise_id=exercise.pk, name=exercise.name, cards=told, history=_told(history, history.table, ask)
    )
    return answer(report)


def _ask(request: HttpRequest, period: Period | None, wanted: ReportWanted | None = None) -> Ask:
    """What is asked, by the owner's clock and week, in kilograms. A link for one session is about all of that."""
    scope = scope_of(request)
    if scope.owner is None or not scope.sees(Area.REPORTS):
        raise Http404
    today = local_day(timezone.now(), scope.owner.zone)
    exercise_id = wanted.exercise_id if wanted else None
    if exercise_id is not None:
        _exercise(scope, exercise_id)
    if period is None and wanted is not None:
        period = _period(wanted, today)
    if period is None or scope.only_session is not None:
        period = period_of("all", today)
    return Ask(scope, period, today, Unit.KG, scope.owner.first_weekday, exercise_id)


def _nothing(ask: Ask) -> Ask:
    """The same over no days at all: titles cost no reading."""
    nothing = Period(CUSTOM, date(1, 1, 1), date(1, 1, 1))
    return Ask(Scope.nobody(), nothing, ask.today, ask.unit, ask.first_weekday)


def _period(wanted: ReportWanted, today: date) -> Period:
    first, last = wanted.date_from, wanted.date_to
    if wanted.period == CUSTOM and first and last and first > last:
        message = _("This day is before the first one. Nothing lies between them.")
        raise Problem("invalid", faults=[Fault("query.date_to", "order", message, last.isoformat())])
    return period_of(wanted.period, today, first, last)


def _exercise(scope: Scope, pk: int) -> ExerciseType:
    """The exercise; to visitors only those are there that the sets they may see are of."""
    row: ExerciseType = ExerciseType.objects.visible_to(scope).get(pk=pk)
    if scope.share_id and not WorkoutSet.objects.visible_to(scope, Area.REPORTS).filter(exercise_type=pk).exists():
        raise Http404
    return row


def _told(card: Card, table: Table, ask: Ask) -> ReportTold:
    return ReportTold(
        key=card.key,
        title=card.title,
        date_from=ask.period.first,
        date_to=ask.period.last,
        insight=card.insight,
        figures=[
            FigureTold(label=each.label, shape=each.shape.value, value=_number(each.value)) for each in card.figures
        ],
        columns=[ColumnTold(label=column.label, shape=column.shape.value) for column in table.columns],
        rows=[[_cell(cell) for cell in row.cells] for row in table.rows],
        meaning=list(card.meaning),
    )


def _number(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _cell(value: object) -> str | None:
    if isinstance(value, Measure):
        value = value.value
    if isinstance(value, Decimal):
        return str(plain(value))
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)
