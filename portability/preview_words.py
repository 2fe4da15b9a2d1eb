"""What the preview page says beside the numbers of the preview: samples of weights, sums of rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portability.formats.problems import MESSAGES
from portability.formats.registry import format_label
from portability.reading import Located
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
    """What became of all rows of an upload: ``used`` hold sets (or measurements, where the upload has any:
    ``measured``), others a note or a rest time alone, or the headings once more."""

    rows: int
    used: int
    left_out: int
    notes: int
    rests: int
    headings: int
    measured: bool


def unit_samples(samples: Iterable[Mapping[str, str]], unit: Unit) -> list[UnitSample]:
    """The samples of a preview, in the reader's ``unit``."""
    shown = []
    for each in samples:
        written = Decimal(each["written"])
        as_kg, as_lb = (display.weight_with_unit(to_kg(written, meant), unit) for meant in (Unit.KG, Unit.LB))
        shown.append(UnitSample(each["exercise"], f"{display.number(written)} × {each['reps']}", as_kg, as_lb))
    return shown


def files_told(files: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The files of a preview or record with their format, variant and what was wrong, in the reader's language."""
    told = []
    for each in files:
        variant, why = str(each.get("variant", "")), MESSAGES.get(each.get("refused", ""), "")
        words = {
            "format_label": format_label(each.get("format", ""), _),
            "variant_label": _(variant) if variant else "",
            "refused_label": _(why) % _Anything(each.get("refused_params", {})) if why else "",
        }
        told.append({**each, **words})
    return told


def problems_told(problems: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Problems of a preview or record with their message, in the reader's language; older records hold theirs."""
    return [{**each, **Located.of_kept(each).as_json()} if "code" in each else dict(each) for each in problems]


class _Anything(dict[str, str]):
    """Numbers that a text may want and that the record doesn't keep."""

    def __missing__(self, key: str) -> str:
        return "…"


def row_totals(files: Iterable[Mapping[str, Any]]) -> RowTotals | None:
    """The sums over the files that count their rows; None when none does."""
    sums: Counter[str] = Counter()
    measured = False
    for each in files:
        sums.update(each.get("rows", {}))
        measured = measured or bool(each.get("rows") and each.get("measurements"))
    if not sums["all"]:
        return None
    return RowTotals(
        rows=sums["all"],
        used=sums["used"],
        left_out=sums["left_out"],
        notes=sums["note"],
        rests=sums["rest"],
        headings=sums["heading"],
        measured=measured,
    )
