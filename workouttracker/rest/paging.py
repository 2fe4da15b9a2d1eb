"""Pages by cursor: where a page ended, so that rows that come or go meanwhile are neither shown twice nor left out."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from workouttracker.rest.problems import Problem

Row = TypeVar("Row", bound=Model)
MOST = 200
USUAL = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of a page, and the cursor of the next one; "" on the last page."""

    rows: list[Row]
    next_cursor: str


def page_of(rows: "QuerySet[Row]", order: Sequence[str], *, cursor: str, limit: int) -> Page[Row]:
    """The first ``limit`` of ``rows`` after ``cursor``, in the ``order`` of columns (a leading minus turns one round).

    The columns together must be unique and never null. Raises ``Problem`` for a cursor that isn't ours.
    """
    if cursor:
        rows = rows.filter(_after(rows.model, order, _read(cursor, len(order))))
    found = list(rows.order_by(*order)[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], _write(last, order) if last else "")


def _after(model: type[Model], order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind the one with ``values``: (a > x) or (a = x and b > y) …"""
    wanted, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column, is_down = name.lstrip("-"), name.startswith("-")
        field: Any = model._meta.get_field(column)  # noqa: SLF001 - the documented way to a column
        try:
            typed = field.to_python(value)
        except (ValidationError, OverflowError, ValueError, TypeError) as error:
            raise Problem("cursor_invalid") from error
        if isinstance(typed, datetime) and typed.tzinfo is None:
            raise Problem("cursor_invalid")
        wanted |= same & Q(**{f"{column}__{'lt' if is_down else 'gt'}": typed})
        same &= Q(**{column: typed})
    return wanted


def _write(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    text = json.dumps([each.isoformat() if isinstance(each, datetime | date) else each for each in values], default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, number: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise Problem("cursor_invalid") from error
    simple = isinstance(values, list) and all(isinstance(each, str | int) for each in values)
    if not simple or len(values) != number or any(isinstance(each, str) and "\0" in each for each in values):
        raise Problem("cursor_invalid")
    return list(values)
