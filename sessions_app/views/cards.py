"""A report's card as HTML, with its numbers in the reader's words.

Tables, lists of records and long choices are put together here: through a template the thousand cells of a long history
took ten times as long.
"""

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sessions_app.reports.card import Card, Choice, Column, Row, Shape, Table, shown, shown_with_unit
from sessions_app.reports.source import Ask
from sharing.mount import shared_url
from sharing.scope import Scope
from workouttracker.kit.units import Unit

Address = Callable[[str, int], str]
"""From the name of a page and a row's number to where it is."""
SOME_NUMBER = 999_999_999_999
"""Stands in an address for the number that comes later."""


def card_html(request: HttpRequest, ask: Ask, card: Card, *, exercise_page: bool = False) -> str:
    """The card; on the page of its exercise when ``exercise_page``."""
    unit = ask.unit
    context = {
        "request": request,
        "file": "" if card.is_empty else _file_url(ask, card, exercise_page=exercise_page),
        "card": card,
        "table": "" if card.is_list else table_html(card.table, ask, card.title),
        "records": records_html(card.table, ask, names=not exercise_page) if card.is_list else "",
        "options": options_html(card.choices),
        "figures": [
            (figure.label, shown_with_unit(figure.value, figure.shape, unit))
            for figure in card.figures
            if figure.value is not None
        ],
        "query": ask.period.query,
        "period": ask.period,
    }
    return render_to_string("sessions_app/_report_card.html", context)


def _file_url(ask: Ask, card: Card, *, exercise_page: bool) -> str:
    """Where the numbers of the card are as a CSV file."""
    scope = ask.scope
    if exercise_page:
        return _address(scope, "exercise-csv", card.exercise_id, card.key)
    chosen = f"&exercise={card.exercise_id}" if card.choices else ""
    return f"{_address(scope, 'report-csv', card.key)}?{ask.period.query}{chosen}"


def _address(scope: Scope, name: str, *args: object) -> str:
    return shared_url(scope, name, args) if scope.share_id else reverse(name, args=args)


def table_html(table: Table, ask: Ask, label: str) -> SafeString:
    """The table, in a frame that scrolls by itself; empty without rows."""
    if not table.rows:
        return mark_safe("")
    head = "".join(
        f'<th scope="col"{_look(column)}>{escape(_heading(column, ask.unit))}</th>' for column in table.columns
    )
    shapes = [column.shape for column in table.columns]
    looks = [_look(column) for column in table.columns]
    address = addresses(ask.scope)
    language = get_language() or "en"
    body = "".join([_row_html(row, shapes, looks, ask, address, language) for row in table.rows])
    html = (
        f'<div class="table-wrap report__table" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<table class="table table--tight"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    return mark_safe(html)  # noqa: S308 - every text in it went through escape


def records_html(table: Table, ask: Ask, *, names: bool) -> SafeString:
    """A list of records, exercise by exercise; ``names`` says which exercise it is."""
    address = addresses(ask.scope)
    parts = []
    for (pk, name), same in groupby(table.rows, key=lambda row: (row.exercise_id, str(row.cells[0]))):
        url = address("exercise-detail", pk) if names else ""
        title = f'<h3 class="records__name"><a href="{escape(url)}">{escape(name)}</a></h3>' if names else ""
        rows = "".join([_record_html(row, table.columns, ask, address) for row in same])
        parts.append(f'<li class="records__exercise">{title}<ul class="records__list">{rows}</ul></li>')
    return mark_safe(f'<ul class="records">{"".join(parts)}</ul>')  # noqa: S308 - every text in it went through escape


def options_html(choices: Sequence[Choice]) -> SafeString:
    """The options of a choice."""
    options = [
        f'<option value="{each.id}"{" selected" if each.chosen else ""}>{escape(each.name)}</option>'
        for each in choices
    ]
    return mark_safe("".join(options))  # noqa: S308 - every text in it went through escape


def addresses(scope: Scope) -> Address:
    """What ``{% scoped_url %}`` gives, for many rows: the address of each page is looked up once."""
    known: dict[str, tuple[str, str]] = {}

    def address(name: str, pk: int) -> str:
        if name not in known:
            url = _address(scope, name, SOME_NUMBER)
            before, _number, after = url.rpartition(str(SOME_NUMBER))
            known[name] = (before, after)
        before, after = known[name]
        return f"{before}{pk}{after}" if before else ""

    return address


def _row_html(
    row: Row, shapes: Sequence[Shape], looks: Sequence[str], ask: Ask, address: Address, language: str
) -> str:
    unit, today = ask.unit, ask.today
    texts = [escape(shown(cell, shape, unit, today, language)) for cell, shape in zip(row.cells, shapes, strict=True)]
    url = address(*row.link) if row.link else ""
    first = f'<a href="{escape(url)}">{texts[0]}</a>' if url else texts[0]
    rest = "".join([f"<td{look}>{text}</td>" for look, text in zip(looks[1:], texts[1:], strict=True)])
    return f'<tr><th scope="row">{first}</th>{rest}</tr>'


def _record_html(row: Row, columns: Sequence[Column], ask: Ask, address: Address) -> str:
    record, best, day = (
        escape(shown(cell, column.shape, ask.unit, ask.today))
        for cell, column in zip(row.cells[1:], columns[1:], strict=True)
    )
    url = address(*row.link) if row.link else ""
    look = 'class="records__day t-13"'
    when = f'<a {look} href="{escape(url)}">{day}</a>' if url else f"<span {look}>{day}</span>"
    what = f'<span class="soft t-13">{record}</span><strong class="num">{best}</strong>'
    return f'<li class="records__one">{what}{when}</li>'


def _look(column: Column) -> str:
    return ' class="n"' if column.is_number else ""


def _heading(column: Column, unit: Unit) -> str:
    return f"{column.label} ({unit.value})" if column.shape in {Shape.WEIGHT, Shape.VOLUME} else column.label
