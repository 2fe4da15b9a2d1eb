"""Every format of exports. To add one: a writer that yields bytes, and its line here; see README, "Recipes"."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portability.exports.own_json import own_json
from portability.exports.source import Source
from portability.exports.tables import hevy_csv, own_csv, strong_csv
from portability.exports.workbook import workbook


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: what it is called and good for, its file, and who writes it; ``suffix`` comes before the dot."""

    label: str | Promise
    hint: str | Promise
    extension: str
    content_type: str
    write: Callable[[Source], Iterator[bytes]]
    suffix: str = ""

    def file_name(self, day: date) -> str:
        """``workouttracker-export-2026-11-23.json``."""
        suffix = f"-{self.suffix}" if self.suffix else ""
        return f"workouttracker-export-{day.isoformat()}{suffix}.{self.extension}"


CSV_TYPE = "text/csv; charset=utf-8"
EXPORT_FORMATS: dict[str, ExportFormat] = {
    "json": ExportFormat(
        _("JSON, everything"),
        _("Every detail, rep for rep. Can be imported again without losing anything."),
        "json",
        "application/json",
        own_json,
    ),
    "xlsx": ExportFormat(
        _("Spreadsheet (XLSX)"),
        _("Sheets for sessions, sets, reps, records and weekly volume, with real numbers and dates."),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook,
    ),
    "csv": ExportFormat(
        _("CSV, one row per set"),
        _("For a spreadsheet or a script of your own. Every set can be imported again, rep for rep."),
        "csv",
        CSV_TYPE,
        own_csv,
    ),
    "strong": ExportFormat(
        _("CSV for apps that read Strong"),
        _("Without failed reps and calculations, which Strong does not know."),
        "csv",
        CSV_TYPE,
        strong_csv,
        "strong",
    ),
    "hevy": ExportFormat(
        _("CSV for apps that read Hevy"),
        _("Without failed reps, rests and calculations, which Hevy does not know."),
        "csv",
        CSV_TYPE,
        hevy_csv,
        "hevy",
    ),
}
