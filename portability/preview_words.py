"""What the preview page says beside the numbers of the preview: samples of weights, sums of rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sessions_app import display
from workouttracker.kit.units import Unit, to_kg


@dataclass(frozen=True, slots=True)
class UnitSample:
    """A set as the file writes it, and what it is when the number means kilograms or pounds."""

    exercise: str
    written: str
    as_kg: str
    as_lb: str


@dataclass(frozen=True, slots=True)
class RowTotals:
    """What became of all rows of an upload; ``information`` is by kind, as a word and a number."""

    rows: int
    used: int
    left_out: int
    information: list[tuple[str, int]]


def unit_samples(samples: Iterable[Mapping[str, str]], unit: Unit) -> list[UnitSample]:
    """The samples of a preview, in the reader's ``unit``."""
    shown = []
    for each in samples:
        written = Decimal(each["written"])
        as_kg, as_lb = (display.weight_with_unit(to_kg(written, meant), unit) for meant in (Unit.KG, Unit.LB))
        shown.append(UnitSample(each["exercise"], f"{display.number(written)} × {each['reps']}", as_kg, as_lb))
    return shown


def row_totals(files: Iterable[Mapping[str, Any]]) -> RowTotals | None:
    """The sums over the files that count their rows; None when none does."""
    sums: Counter[str] = Counter()
    for each in files:
        sums.update(each.get("rows", {}))
    if not sums["all"]:
        return None
    words = {"rest": _("rest times"), "note": _("notes")}
    information = [
        (words.get(kind, kind), number) for kind, number in sums.items() if kind not in {"all", "used", "left_out"}
    ]
    return RowTotals(sums["all"], sums["used"], sums["left_out"], information)
