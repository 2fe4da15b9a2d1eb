"""``{% load set_rows %}``: what a row of a set shows, put together here.

Twenty of them stand on a page; through a template they took a third of its time.
"""

from html import escape
from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sessions_app import display
from sessions_app.reads import SetRow
from sessions_app.templatetags.shown import load, marks, records_of
from workouttracker.kit.units import Unit
from workouttracker.templatetags.ui import icon

register = template.Library()
HIDDEN = '<span class="visually-hidden">'


@register.simple_tag(takes_context=True)
def set_row(context: template.Context, row: SetRow) -> SafeString:
    """A set of the list with nothing open below it: sessions_app/_set.html without a panel."""
    look = f"set{' just-added' if row.id == context.get('new_set') else ''}{' set--warmup' if row.is_warm_up else ''}"
    html = f'<li class="{look}" id="set-{row.id}" hx-target="this" hx-swap="outerHTML">{set_inside(context, row)}</li>'
    return mark_safe(html)  # noqa: S308 - every text in it went through escape


@register.simple_tag(takes_context=True)
def set_inside(context: template.Context, row: SetRow) -> SafeString:
    """Its number, load, reps and what else there is to say; with ``can_write`` the ways to its forms.

    Context: unit, can_write, query (what addresses carry to lead back), focus_set (where the keyboard goes on),
    records (what sets broke, by id).
    """
    unit, query = context["unit"], context.get("query") or ""
    parts = [_index(row), f'<span class="set__load num" id="load-{row.id}">{load(row, unit)}</span>']
    if context.get("can_write"):
        parts += [_reps_link(row, query), _edit_link(row, query, focused=row.id == context.get("focus_set"))]
    else:
        parts += [f'<span class="set__reps">{marks(row)}</span>' if row.reps else "<span></span>", "<span></span>"]
    parts += _notes(row, unit, records_of(context, row))
    return mark_safe("".join(parts))  # noqa: S308 - every text in it went through escape


def _index(row: SetRow) -> str:
    if not row.is_warm_up:
        return '<span class="set__index set__index--counted num"></span>'
    letter = escape(pgettext("letter of a warm-up set", "W"))
    words = f"{HIDDEN}{escape(row.type_label)}</span>"
    return f'<span class="set__index set__index--warmup"><span aria-hidden="true">{letter}</span>{words}</span>'


def _reps_link(row: SetRow, query: str) -> str:
    if not row.reps:
        return "<span></span>"
    url = escape(reverse("set-reps", args=(row.id,)) + query)
    words = f"{HIDDEN}, {escape(_('change reps'))}</span>"
    return f'<a class="set__reps" id="reps-of-{row.id}" href="{url}" hx-get="{url}">{marks(row)}{words}</a>'


def _edit_link(row: SetRow, query: str, *, focused: bool) -> str:
    url = escape(reverse("set-edit", args=(row.id,)) + query)
    place = f'id="edit-{row.id}" href="{url}" hx-get="{url}" aria-labelledby="edit-{row.id} load-{row.id}"'
    words = f"{icon('three-dots-vertical')}{HIDDEN}{escape(_('Change'))}</span>"
    return f'<a class="btn btn--quiet btn--icon set__edit" {place}{" data-autofocus" if focused else ""}>{words}</a>'


def _notes(row: SetRow, unit: Unit, broken: list[str]) -> list[str]:
    notes: list[Any] = []
    if broken:
        mark = f"{icon('trophy-fill')}{escape(pgettext('personal record', 'PR'))}"
        each = "".join(f"<span>{escape(word)}</span>" for word in broken)
        notes.append(
            f'<span class="set__note set__records"><span class="badge badge--accent">{mark}</span>{each}</span>'
        )
    if extras := display.extras(row, unit):
        each = "".join(f"<span>{escape(word)}</span>" for word in extras)
        notes.append(f'<span class="set__note">{each}</span>')
    if row.description:
        notes.append(f'<span class="set__note set__words">{escape(row.description)}</span>')
    if row.notes:
        notes.append(f'<span class="set__note set__words">{linebreaksbr(row.notes)}</span>')
    return notes
