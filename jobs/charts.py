"""The dashboard's charts, each with the table behind it. ``as_json`` is what static/js/charts reads."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jobs.overview import LIMITS, Class, Figures
from jobs.words import MINUTE, duration, tenths


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars, and the same as a table: ``columns`` name the numbers in each of ``rows``."""

    key: str
    title: str
    insight: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    colours: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(any(numbers) for _label, numbers in self.rows)

    @property
    def script_id(self) -> str:
        return f"jobs-{self.key}-data"

    def as_json(self) -> dict[str, Any]:
        series = [
            {
                "label": name,
                "values": [numbers[place] for _label, numbers in self.rows],
                "colour": colour,
                "line": False,
            }
            for place, (name, colour) in enumerate(zip(self.columns, self.colours, strict=True))
        ]
        labels = [label for label, _numbers in self.rows]
        common = {"unit": "", "dates": False, "stacked": True, "horizontal": False}
        return {"kind": "bar", "labels": labels, "series": series, **common}


def charts(figures: Figures) -> list[Chart]:
    """How many ended when, and how long they took."""
    return [_throughput(figures), _durations(figures)]


def _throughput(figures: Figures) -> Chart:
    words = {"number": tenths(figures.per_hour)}
    return Chart(
        key="throughput",
        title=_("Jobs that ended"),
        insight=_("%(number)s an hour.") % words,
        first=_("From"),
        columns=(pgettext("jobs", "done"), pgettext("jobs", "failed"), pgettext("jobs", "cancelled")),
        rows=tuple((bar.label, (bar.succeeded, bar.failed, bar.cancelled)) for bar in figures.bars),
        colours=("success", "failed", "2"),
    )


def _durations(figures: Figures) -> Chart:
    return Chart(
        key="durations",
        title=_("How long they took"),
        insight=_most(figures.classes),
        first=_("Time"),
        columns=(_("jobs"),),
        rows=tuple((_class_words(each), (each.number,)) for each in figures.classes),
        colours=("1",),
    )


def _most(classes: list[Class]) -> str:
    """Within what time all were through, or nineteen of twenty."""
    total, so_far = sum(each.number for each in classes), 0
    for each in classes:
        so_far += each.number
        if each.upto is not None and total and so_far == total:
            return _("All within %(time)s.") % {"time": _short(each.upto)}
        if each.upto is not None and total and so_far >= total * 0.95:
            return _("19 of 20 within %(time)s.") % {"time": _short(each.upto)}
    return _("More than 1 of 20 took over %(time)s.") % {"time": _short(LIMITS[-1])} if total else ""


def _class_words(each: Class) -> str:
    if each.upto is None:
        return _("over %(time)s") % {"time": _short(LIMITS[-1])}
    return _("to %(time)s") % {"time": _short(each.upto)}


def _short(seconds: int) -> str:
    if seconds < MINUTE:
        return _("%(number)s s") % {"number": seconds}
    return duration(seconds)
