"""Reports: the page with all of them, each one by itself, and as a CSV file; the page of an exercise."""

import csv
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from io import SEEK_END, StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from sessions_app.caching import Component, Made, kept, kept_since
from sessions_app.data_versions import data_versions
from sessions_app.forms.period import PeriodForm, asked_period
from sessions_app.models import ExerciseType, WorkoutSet
from sessions_app.models.vocabulary import Muscle
from sessions_app.reports.card import Table
from sessions_app.reports.exercise import (
    TABLES,
    ExerciseHistory,
    exercise_cards,
    exercise_history,
    past_sessions,
)
from sessions_app.reports.period import CHOICES, CUSTOM, Period, period_of
from sessions_app.reports.registry import REPORTS, WHENEVER, cards_of, table_of
from sessions_app.reports.source import Ask, Source
from sessions_app.views.answers import answer, wants_part
from sessions_app.views.cards import card_html
from sessions_app.views.parts import unit_of
from sharing.scope import Area, Scope, scope_of
from workouttracker.kit.dates import local_day
from workouttracker.kit.units import Unit

SEAM = "<!-- a card that may come later -->"
"""Stands in the kept page before and after what shows where such a card is; what people write has no ``<`` here."""
NOTHING = 'report--empty"'
"""Stands in a finished card without any number; what people write has no ``"`` here."""


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All reports over one period."""
    ask, form = _asked(request)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK
    context = {"content": _content(request, ask, form)}
    return answer(request, "sessions_app/reports.html", "sessions_app/_reports_content.html", context, status=status)


@require_safe
def report_section(request: HttpRequest, key: str) -> HttpResponse:
    """One report: a part of the page for HTMX, else a page of its own."""
    _require_report(key)
    ask, _form = _asked(request)
    part = _parts(request, ask, [key])[key].text
    if wants_part(request):
        return HttpResponse(part, headers={"Vary": "HX-Request"})
    context = {"part": part, "period": ask.period}
    return render(request, "sessions_app/report.html", context)


@require_safe
def report_csv(request: HttpRequest, key: str) -> HttpResponse:
    """All rows of a report as a CSV file."""
    _require_report(key)
    ask, _form = _asked(request)
    name = f"workouttracker-{key}-{ask.period.slug}.csv"
    return _csv_answer(table_of(key, Source(ask)), ask.unit, name)


@require_safe
def exercise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole history of an exercise, its charts, records and notes."""
    scope = _reports_scope(request)
    exercise = _exercise(scope, pk)
    ask = _ask(scope, "all", page=_number(request, "page") or 1)
    component = Component("exercise", _key_parts(ask, exercise_id=pk, page=ask.page))

    def make(_missing: Sequence[Component]) -> dict[Component, str]:
        return {component: _exercise_part(request, ask, exercise)}

    context = {"exercise": exercise, "part": kept(scope, [component], make)[component], "can_write": scope.can_write}
    return render(request, "sessions_app/exercise_detail.html", context)


@require_safe
def exercise_csv(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What a card of an exercise's page says, as a CSV file: every session, every day's best, every record."""
    scope = _reports_scope(request)
    exercise = _exercise(scope, pk)
    if key not in TABLES:
        raise Http404
    ask = _ask(scope, "all")
    source = Source(ask)
    table = TABLES[key](exercise_history(source, pk), source)
    name = f"workouttracker-{slugify(exercise.name) or pk}-{key}-{ask.today.isoformat()}.csv"
    return _csv_answer(table, ask.unit, name)


def _reports_scope(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    if not scope.sees(Area.REPORTS):
        raise Http404
    return scope


def _require_report(key: str) -> None:
    if key not in REPORTS:
        raise Http404


def _ask(scope: Scope, period: str | Period, *, exercise_id: int | None = None, page: int = 1) -> Ask:
    """What is asked, by the owner's clock, unit and week, whoever looks."""
    owner = scope.owner
    if owner is None:
        raise Http404
    today = local_day(timezone.now(), owner.zone)
    found = period_of(period, today) if isinstance(period, str) else period
    return Ask(scope, found, today, unit_of(scope), owner.first_weekday, exercise_id, page)


def _asked(request: HttpRequest) -> tuple[Ask, PeriodForm | None]:
    """What the query string asks for. A link for one session is about that session, whenever it was."""
    scope = _reports_scope(request)
    today = _ask(scope, "all").today
    period, form = asked_period(request.GET, today)
    if scope.only_session is not None:
        period = period_of("all", today)
    exercise_id = _number(request, "exercise")
    if exercise_id:
        _exercise(scope, exercise_id)
    return _ask(scope, period, exercise_id=exercise_id, page=_number(request, "page") or 1), form


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _exercise(scope: Scope, pk: int) -> ExerciseType:
    """The exercise; to visitors only those are there that the sets they may see are of."""
    exercise: ExerciseType = get_object_or_404(ExerciseType.objects.visible_to(scope), pk=pk)
    if not scope.can_write:
        sets = WorkoutSet.objects.visible_to(scope, Area.REPORTS)
        if not sets.filter(exercise_type=pk).exists():
            raise Http404
    return exercise


def _choices(ask: Ask) -> list[dict[str, Any]]:
    return [
        {"name": name, "query": f"period={key}", "current": key == ask.period.key}
        for key, name in CHOICES.items()
        if key != CUSTOM
    ]


def _key_parts(ask: Ask, **more: Any) -> tuple[str, ...]:
    period = ask.period
    named = {"today": ask.today, "unit": ask.unit, "week": ask.first_weekday, "zone": ask.zone_name, **more}
    days = f"{period.key} {period.first} {period.last}"
    return (days, *(f"{name} {value}" for name, value in sorted(named.items())))


def _content(request: HttpRequest, ask: Ask, form: PeriodForm | None) -> str:
    """Periods and cards. Without a form to fill in the page is kept in one piece, around cards that may come later."""
    if form is not None:
        parts = _parts(request, ask, list(REPORTS), whole_page=True)
        return _drawn(request, ask, form, {key: _text_or_place(request, ask, key, parts) for key in REPORTS})
    versions = data_versions(ask.scope)
    varying = {name: getattr(ask, name) for report in REPORTS.values() for name in report.varies}
    frame = Component("reports", _key_parts(ask, **varying))
    later = {_component(ask, key): key for key in REPORTS if REPORTS[key].later}

    def make(missing: Sequence[Component]) -> dict[Component, Made]:
        if frame not in missing:
            return {}
        parts = _parts(request, ask, list(REPORTS), versions, whole_page=True)
        there = {each: parts[key] for each, key in later.items() if key in parts}
        cards = {key: _text_or_place(request, ask, key, parts) for key in REPORTS}
        cards |= {key: SEAM + ("" if each in there else cards[key]) + SEAM for each, key in later.items()}
        return {frame: Made(_drawn(request, ask, form, cards), min(part.at for part in parts.values())), **there}

    found = kept_since(ask.scope, [frame, *later], make, versions)
    pieces = found[frame].text.split(SEAM)
    if len(pieces) == 1:  # nothing was ever logged
        return pieces[0]
    for place, (each, key) in enumerate(later.items()):
        if each in found:
            pieces[2 * place + 1] = found[each].text
        elif not pieces[2 * place + 1]:  # it was there with the page, and its own time is over
            pieces[2 * place + 1] = _parts(request, ask, [key], versions)[key].text
    return "".join(pieces)


def _text_or_place(request: HttpRequest, ask: Ask, key: str, parts: Mapping[str, Made]) -> str:
    """The card, or where it is while it would keep the page waiting: HTMX gets it, or a tap does."""
    if key in parts:
        return parts[key].text
    context = {"request": request, "key": key, "title": REPORTS[key].later, "query": ask.period.query}
    return render_to_string("sessions_app/_report_later.html", context)


def _drawn(request: HttpRequest, ask: Ask, form: PeriodForm | None, cards: Mapping[str, str]) -> str:
    """The page. One word stands for all reports of a period without workouts, and for all when there never was one."""
    nothing = all(NOTHING in card for key, card in cards.items() if key not in WHENEVER)
    is_all = ask.period.key == "all"
    never = nothing and (is_all or not WorkoutSet.objects.visible_to(ask.scope, Area.REPORTS).exists())
    shown = [card for key, card in cards.items() if not nothing or (key in WHENEVER and NOTHING not in card)]
    context = {
        "form": form,
        "choices": _choices(ask),
        "cards": [] if never else shown,
        "nothing": nothing,
        "never": never,
        "can_write": ask.scope.can_write,
        "custom": form is not None and (ask.period.key == CUSTOM or bool(form.errors)),
        "whole": ask.scope.only_session is None,
    }
    return render_to_string("sessions_app/_reports.html", context, request)


def _component(ask: Ask, key: str) -> Component:
    return Component(key, _key_parts(ask, **{name: getattr(ask, name) for name in REPORTS[key].varies}))


def _parts(
    request: HttpRequest,
    ask: Ask,
    keys: Sequence[str],
    versions: Mapping[str, str] | None = None,
    *,
    whole_page: bool = False,
) -> dict[str, Made]:
    """The finished cards called ``keys``, from the cache as far as they are there.

    On the ``whole_page`` those that would keep it waiting are left out.
    """
    components = {_component(ask, key): key for key in keys}

    def make(missing: Sequence[Component]) -> dict[Component, str]:
        source = Source(ask)
        later = [each for each in missing if whole_page and REPORTS[components[each]].later]
        if later and source.is_long(reads_starts=len(later) < len(missing)):
            missing = [each for each in missing if each not in later]
        cards = cards_of([components[each] for each in missing], source)
        return {each: card_html(request, ask, cards[components[each]]) for each in missing}

    return {components[each]: made for each, made in kept_since(ask.scope, list(components), make, versions).items()}


def _exercise_part(request: HttpRequest, ask: Ask, exercise: ExerciseType) -> str:
    source = Source(ask)
    found: ExerciseHistory = exercise_history(source, exercise.pk)
    cards = exercise_cards(found, source) if found.sessions else []
    history, paging = past_sessions(found, source)
    context = {
        "request": request,
        "exercise": exercise,
        "cards": [card_html(request, ask, card, exercise_page=True) for card in cards],
        "muscles": _muscle_names(source, exercise.pk),
        "history": history,
        "paging": paging,
        "unit": ask.unit,
        "sessions_open": ask.scope.sees(Area.SESSIONS),
        "can_write": ask.scope.can_write,
    }
    return render_to_string("sessions_app/_exercise_part.html", context)


def _muscle_names(source: Source, exercise_id: int) -> list[str]:
    fact = source.fact(exercise_id)
    return [str(Muscle(key).label) for key in (*fact.main, *fact.beside)]


def _csv_answer(table: Table, unit: Unit, name: str) -> HttpResponse:
    """The table as a file, with a byte order mark, by which spreadsheets recognise the encoding.

    Sums of days, weeks or exercises: a few thousand short lines at most, so there is nothing to stream.
    """
    text = StringIO("\ufeff")
    text.seek(0, SEEK_END)
    csv.writer(text).writerows(table.lines(unit))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
