"""A report's card as HTML, with its numbers in the reader's words.

Tables are put together here: through a template the thousand cells of a long history took ten times as long.
"""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from sessions_app.reports.card import Card, Column, Row, Shape, Table, shown, shown_with_unit
from sessions_app.reports.source import Ask
from sharing.mount import shared_url
from sharing.scope import Scope
from workouttracker.kit.units import Unit


def card_html(request: HttpRequest, ask: Ask, card: Card, *, exercise_page: bool = False) -> str:
    """The card; on the page of its exercise when ``exercise_page``."""
    unit = ask.unit
    context = {
        "request": request,
        "exercise_page": exercise_page,
        "card": card,
        "table": "" if card.is_list else table_html(card.table, ask, card.title),
        "groups": _groups(card.table, ask) if card.is_list else (),
        "figures": [
            (figure.label, shown_with_unit(figure.value, figure.shape, unit))
            for figure in card.figures
            if figure.value is not None
        ],
        "query": ask.period.query,
        "period": ask.period,
    }
    return render_to_string("sessions_app/_report_card.html", context)


def table_html(table: Table, ask: Ask, label: str) -> SafeString:
    """The table, in a frame that scrolls by itself; empty without rows."""
    if not table.rows:
        return mark_safe("")
    head = "".join(
        f'<th scope="col"{_look(column)}>{escape(_heading(column, ask.unit))}</th>' for column in table.columns
    )
    body = "".join(_row_html(row, table.columns, ask) for row in table.rows)
    html = (
        f'<div class="table-wrap report__table" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<table class="table table--tight"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    return mark_safe(html)  # noqa: S308 - every text in it went through escape


def page_url(scope: Scope, name: str, pk: int) -> str:
    """What ``{% scoped_url %}`` gives: the owner's address or the visitor's; empty when the visitor has none."""
    return shared_url(scope, name, (pk,)) if scope.share_id else reverse(name, args=(pk,))


def _row_html(row: Row, columns: Iterable[Column], ask: Ask) -> str:
    texts = [
        (column, escape(shown(cell, column.shape, ask.unit, ask.today)))
        for cell, column in zip(row.cells, columns, strict=True)
    ]
    url = page_url(ask.scope, *row.link) if row.link else ""
    first = f'<a href="{escape(url)}">{texts[0][1]}</a>' if url else texts[0][1]
    rest = "".join(f"<td{_look(column)}>{text}</td>" for column, text in texts[1:])
    return f'<tr><th scope="row">{first}</th>{rest}</tr>'


def _look(column: Column) -> str:
    return ' class="n"' if column.is_number else ""


def _heading(column: Column, unit: Unit) -> str:
    return f"{column.label} ({unit.value})" if column.shape in {Shape.WEIGHT, Shape.VOLUME} else column.label


def _groups(table: Table, ask: Ask) -> list[tuple[int, str, list[Any]]]:
    """The rows of a list of records under their exercises: its id, its name, and what is left of each row."""
    columns = table.columns[1:]
    groups = []
    for (pk, name), same in groupby(table.rows, key=lambda row: (row.exercise_id, str(row.cells[0]))):
        rows = [
            (
                row.link,
                *(
                    shown(cell, column.shape, ask.unit, ask.today)
                    for cell, column in zip(row.cells[1:], columns, strict=True)
                ),
            )
            for row in same
        ]
        groups.append((pk, name, rows))
    return groups
