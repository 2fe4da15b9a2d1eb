"""Answers that several pages of moved data give."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _


def problems_csv(problems: Iterable[Mapping[str, Any]], day: date) -> HttpResponse:
    """Row, column, value, message; values that a spreadsheet would calculate with are marked as text."""
    response = HttpResponse("\N{BYTE ORDER MARK}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-problems-{day:%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Problem")])
    for each in problems:
        writer.writerow([each["row"], *map(_as_text, (each["column"], each["value"], each["message"]))])
    return response


def _as_text(value: str) -> str:
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
