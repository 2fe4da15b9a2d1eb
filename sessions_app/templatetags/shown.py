"""``{% load shown %}``: stored values in the reader's words; see ``sessions_app.display``.

Filters that need it take the unit of weight as their argument: ``{{ set.weight|weight:unit }}``.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Protocol

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sessions_app import display
from sessions_app.forms.fields import WeightField
from sessions_app.forms.sets import SetForm
from sessions_app.plans import PlannedSet
from sessions_app.reads import ExerciseChoice, SessionRow, SetRow
from sessions_app.records import RecordKind
from workouttracker.kit.units import Unit
from workouttracker.templatetags.ui import icon

register = template.Library()


class HasStart(Protocol):
    """A workout whose start is a time on a wall clock, which may be known by the day only."""

    @property
    def start(self) -> datetime: ...

    @property
    def has_time(self) -> bool: ...


register.filter("number", display.number)
register.filter("weight", display.weight)
register.filter("volume", display.volume)
register.filter("clock", display.clock)
register.filter("time_spent", display.time_spent)
register.filter("distance", display.distance)
register.filter("month", display.month)
register.filter("month_of_year", display.month_of_year)
register.filter("month_short", display.month_short)
register.filter("weekday", display.weekday)
register.filter("weekday_short", display.weekday_short)
register.filter("wall_time", display.wall_time)
register.filter("load_words", display.load_words)
register.filter("extras", display.extras)


@register.filter
def day(value: date) -> str:
    """``Tue 3 Jun``; with the year unless it is this one."""
    return display.day(value, timezone.localdate())


@register.filter
def day_and_time(row: HasStart) -> str:
    """``Tue 3 Jun, 18:30`` of a workout; the day alone where its time is not known."""
    shown = day(row.start.date())
    return f"{shown}, {display.wall_time(row.start)}" if row.has_time else shown


@register.filter
def day_key(value: date) -> str:
    """``2026-06-03``, for addresses."""
    return value.isoformat()


@register.filter
def month_key(value: date) -> str:
    """``2026-06``, for addresses."""
    return f"{value:%Y-%m}"


@register.filter
def plain(value: int) -> str:
    """A number for machines: in attributes and addresses it must not get the language's marks."""
    return str(value)


@register.filter
def load(row: SetRow, unit: Unit) -> SafeString:
    """``80 kg × 8``, with the units small and the joints soft."""
    parts = []
    for place, part in enumerate(display.load_parts(row, unit)):
        joint = f'<span class="set__times">{escape(part.joint)}</span>' if place else ""
        small = f" <small>{escape(part.unit)}</small>" if part.unit else ""
        parts.append(f"{joint}{escape(part.value)}{small}")
    return mark_safe("".join(parts))  # noqa: S308 - every text in it went through escape


@register.simple_tag(takes_context=True)
def records_of(context: template.Context, row: SetRow) -> list[str]:
    """What records the set broke, in words; none where the page's ``records`` don't say."""
    records: Mapping[int, Iterable[RecordKind]] = context.get("records") or {}
    return [str(kind.label) for kind in records.get(row.id, ())]


MOST_MARKS = 20
"""More reps than this are shown as numbers."""
_DONE, _FAILED = '<span class="rep"></span>', '<span class="rep rep--failed"></span>'


@register.filter
def marks(row: SetRow) -> SafeString:
    """The reps of a set as marks, one for each, with the words for who can't see them.

    The markup of components/rep_dots.html, put together here: a page of 20 sets draws 200 of them.
    """
    return _marks(row.reps_done, row.number_reps, tuple([rep.success for rep in row.reps]), get_language())


@lru_cache(maxsize=512)
def _marks(done: int, total: int, successes: tuple[bool, ...], _language: str | None) -> SafeString:
    """Most sets of a page look like another one of it."""
    numbers = {"done": display.number(done), "total": display.number(total)}
    words = ngettext("%(done)s of %(total)s rep done", "%(done)s of %(total)s reps done", total) % numbers
    if total > MOST_MARKS:
        seen = _("%(done)s of %(total)s") % numbers
        look, sign = ("done", icon("check-lg")) if done == total else ("failed", icon("x-lg"))
        both = '<span class="{} num" aria-hidden="true">{} {}</span><span class="visually-hidden">{}</span>'
        return format_html(both, look, sign, seen, words)
    each = "".join([_DONE if success else _FAILED for success in successes])
    look = "reps reps--success" if done == total else "reps"
    html = f'<span class="{look}" role="img" aria-label="{escape(words)}">{each}</span>'
    return mark_safe(html)  # noqa: S308 - every text in it went through escape


@register.filter
def session_facts(row: SessionRow) -> SafeString:
    """When the session was, how long, how many sets and reps: the two soft lines of its row in a list.

    Put together here: as a template it was half of the time of a list's page.
    """
    spent = f'<span class="num">{escape(display.time_spent(row.seconds))}</span>' if row.seconds else ""
    sets = ngettext("%(shown)s set", "%(shown)s sets", row.sets) % {"shown": display.number(row.sets)}
    reps = ngettext("%(shown)s rep", "%(shown)s reps", row.reps) % {"shown": display.number(row.reps)}
    return mark_safe(  # noqa: S308 - every text in it went through escape
        f'<span class="list__meta"><span>{escape(day(row.day))}</span>{spent}</span>'
        f'<span class="list__meta"><span class="num">{escape(sets)}</span>'
        f'<span class="num">{escape(reps)}</span></span>'
    )


@register.filter
def session_volume(row: SessionRow, unit: Unit) -> SafeString:
    """What a session's row in a list has at its side: the tonnage, nothing where there is none."""
    if not row.tonnage:
        return SafeString()
    shown = f"<strong>{escape(display.volume(row.tonnage, unit))}</strong>"
    words = _("in all")
    words = f'<small class="soft">{escape(unit)}</small><span class="visually-hidden"> {escape(words)}</span>'
    return mark_safe(f'<span class="list__side num">{shown} {words}</span>')  # noqa: S308 - as above


@register.simple_tag
def new_uuid() -> str:
    """An id for something about to be made: sent twice, it is made once."""
    return str(uuid.uuid4())


@register.filter
def options_of(exercises: Iterable[ExerciseChoice]) -> SafeString:
    """A choice of exercises; a template's loop over 800 of them takes ten times as long."""
    return format_html_join("", '<option value="{}">{}</option>', ((str(each.id), each.name) for each in exercises))


@register.filter
def fill_of(row: SetRow | PlannedSet, form: SetForm) -> str:
    """What the fields of ``form`` hold for a set like ``row``, as JSON for the scripts."""
    return json.dumps(form.texts_like(row))


@register.filter
def is_stepped(field: BoundField) -> bool:
    """Whether a field of the form of a set gets − and +."""
    return isinstance(field.field, WeightField) or field.name == "number_reps"


@register.filter
def step_of(field: BoundField) -> str:
    """How much one press changes a stepped field: what the athlete chose for weights, or one rep."""
    return str(field.field.step) if isinstance(field.field, WeightField) else "1"


@register.filter
def unit_of(field: BoundField) -> str:
    """The unit that stands beside a stepped field."""
    return field.field.unit.value if isinstance(field.field, WeightField) else ""


@register.filter
def error_id(field: BoundField) -> str:
    """The id of a field's error, when it has one."""
    return f"{field.auto_id}_error" if field.errors else ""


WIDE = {"note", "notes", "description"}


@register.filter
def rows_of(fields: Iterable[BoundField]) -> SafeString:
    """Several fields, each as ``row_of`` draws it."""
    return mark_safe("".join([row_of(field) for field in fields]))  # noqa: S308 - every text in it went through escape


@register.filter
def row_of(field: BoundField) -> SafeString:
    """A field of a form in which everything may stay empty, so that none says "optional", with its hint and errors.

    Put together here: seven of them through a template were a tenth of the quick log's time.
    """
    look = "field field--wide" if field.name in WIDE else "field"
    label = f'<label for="{escape(field.id_for_label)}">{escape(str(field.label))}</label>'
    hint, errors = "", ""
    if field.help_text:
        hint = f'<div class="field__hint" id="{field.auto_id}_helptext">{escape(str(field.help_text))}</div>'
    if field.errors:
        sign = icon("exclamation-circle-fill")
        each = "".join(f'<p class="field__error">{sign}<span>{escape(str(text))}</span></p>' for text in field.errors)
        errors = f'<div id="{field.auto_id}_error">{each}</div>'
    html = f'<div class="{look}">{label}{hint}{field}{errors}</div>'
    return mark_safe(html)  # noqa: S308 - every text in it went through escape


@register.filter
def stepper_of(field: BoundField) -> SafeString:
    """A stepped field of the form of a set: the markup of components/stepper.html, put together here for its speed."""
    label, value, key = escape(str(field.label)), field.value(), escape(field.id_for_label)
    unit, wrong = unit_of(field), bool(field.errors)
    less, more = (escape(text % {"label": field.label}) for text in (_("Less %(label)s"), _("More %(label)s")))
    error = f' aria-invalid="true" aria-describedby="{error_id(field)}"' if wrong else ""
    shown = "" if value is None else escape(str(value))
    look = "stepper stepper--invalid" if wrong else "stepper"
    html = (
        f'<div class="{look}" data-stepper data-step="{step_of(field)}" data-min="0">'
        f'<button class="stepper__btn" type="button" data-stepper-down aria-label="{less}" aria-controls="{key}">'
        f'{icon("dash-lg")}</button><div class="stepper__value"><input id="{key}" name="{field.html_name}" type="text"'
        f' inputmode="decimal" autocomplete="off" value="{shown}" placeholder="–"{error}>'
        f'<label class="stepper__label" for="{key}">{label}{f" ({unit})" if unit else ""}</label></div>'
        f'<button class="stepper__btn" type="button" data-stepper-up aria-label="{more}" aria-controls="{key}">'
        f"{icon('plus-lg')}</button></div>"
    )
    return mark_safe(html)  # noqa: S308 - every text in it went through escape
