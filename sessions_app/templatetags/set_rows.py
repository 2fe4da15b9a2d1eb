"""``{% load set_rows %}``: what a row of a set shows, put together here.

Twenty of them stand on a page; through a template they took a third of its time.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from sessions_app import display
from sessions_app.addresses import address_of_row
from sessions_app.forms.sets import SetForm
from sessions_app.reads import SetRow
from sessions_app.templatetags.shown import fill_of, load, marks, records_of
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


@register.simple_tag
def run_foot(session_id: int, exercise_id: int, last_id: int, oob: str = "") -> SafeString:
    """What comes next below consecutive sets of one exercise: another one, or the last again. ``oob``: where it goes
    in an answer.

    The hidden field tells the form of a new set what the list ends with: the last one of the page counts. The button
    belongs to the form #set-actions of _sets.html.
    """
    add = escape(f"{reverse('set-add', args=(session_id,))}?exercise={exercise_id}")
    clone = escape(reverse("set-clone", args=(last_id,)))
    another = f'id="more-of-{last_id}" href="{add}" hx-get="{add}" hx-target="#add-set" hx-swap="outerHTML"'
    again = f'form="set-actions" formaction="{clone}" hx-post="{clone}" hx-target="#sets" hx-swap="outerHTML"'
    place = f' hx-swap-oob="{escape(oob)}"' if oob else ""
    one_more, clone_last = escape(_("Set")), escape(_("Clone last"))
    wait = '<span class="btn__spinner spinner" aria-hidden="true"></span>'
    html = (
        f'<div class="run__foot"{place}>'
        f'<input type="hidden" name="run_exercise" value="{exercise_id}" form="set-form">'
        f'<a class="btn btn--quiet" {another}>{icon("plus-lg")}<span>{one_more}</span></a>'
        f'<button class="btn btn--quiet" {again}>{icon("copy")}{wait}<span>{clone_last}</span></button>'
        "</div>"
    )
    return mark_safe(html)  # noqa: S308 - every text in it went through escape


@register.simple_tag
def last_sets(sets: Iterable[SetRow], form: SetForm, unit: Unit, exercise_id: int) -> SafeString:
    """Last time's sets in the quick log: each fills the form, by script or by its address."""
    address = f"{reverse('quick-log')}?exercise={exercise_id}&like="
    return SafeString("".join([_last_set(row, form, unit, f"{address}{row.key}") for row in sets]))


def _last_set(row: SetRow, form: SetForm, unit: Unit, url: str) -> str:
    look, type_words, failed = "log-last__set num", "", ""
    if row.is_warm_up:
        look, type_words = f"{look} log-last__set--warmup", f"{HIDDEN}{escape(row.type_label)}: </span>"
    if count := row.reps_failed:
        words = ngettext("%(count)s rep failed", "%(count)s reps failed", count) % {"count": count}
        failed = f'<span class="failed" aria-hidden="true"> −{count}</span>{HIDDEN}, {escape(words)}</span>'
    shown = f"{type_words}{escape(display.load_words(row, unit))}{failed}"
    return f'<li><a class="{look}" href="{escape(url)}" data-fill="{escape(fill_of(row, form))}">{shown}</a></li>'


def _index(row: SetRow) -> str:
    if not row.is_warm_up:
        return '<span class="set__index set__index--counted num"></span>'
    letter = escape(pgettext("letter of a warm-up set", "W"))
    words = f"{HIDDEN}{escape(row.type_label)}</span>"
    return f'<span class="set__index set__index--warmup"><span aria-hidden="true">{letter}</span>{words}</span>'


def _reps_link(row: SetRow, query: str) -> str:
    if not row.reps:
        return "<span></span>"
    url, words = escape(address_of_row("set-reps", row.id) + query), _reps_words(get_language())
    return f'<a class="set__reps" id="reps-of-{row.id}" href="{url}" hx-get="{url}">{marks(row)}{words}</a>'


def _edit_link(row: SetRow, query: str, *, focused: bool) -> str:
    url, words = escape(address_of_row("set-edit", row.id) + query), _edit_words(get_language())
    place = f'id="edit-{row.id}" href="{url}" hx-get="{url}" aria-labelledby="edit-{row.id} load-{row.id}"'
    return f'<a class="btn btn--quiet btn--icon set__edit" {place}{" data-autofocus" if focused else ""}>{words}</a>'


@lru_cache
def _reps_words(_language: str | None) -> str:
    return f"{HIDDEN}, {escape(_('change reps'))}</span>"


@lru_cache
def _edit_words(_language: str | None) -> str:
    return f"{icon('three-dots-vertical')}{HIDDEN}{escape(_('Change'))}</span>"


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
