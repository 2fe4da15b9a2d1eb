"""Answers that several pages of moved data give."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from portability.preview_words import problems_told
from workouttracker.kit.text import inert


def problems_csv(problems: Iterable[Mapping[str, Any]], day: date) -> HttpResponse:
    """Row, column, value, message; values that a spreadsheet would calculate with are marked as text."""
    response = HttpResponse("\N{BYTE ORDER MARK}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-problems-{day:%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Problem")])
    for each in problems_told(problems):
        writer.writerow([each["row"], *map(inert, (each["column"], each["value"], each["message"]))])
    return response
