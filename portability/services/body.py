"""Measurements of the body in a file: what they measure, in which unit, and which of them are there already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from portability.fingerprint import minute
from portability.formats.records import MeasurementRecord, Problem
from portability.reading import ReadFile
from portability.services.matching import How, Match
from sessions_app.catalogue.measures import keys_by_name
from sessions_app.models import Measure, Measurement, Quantity
from sessions_app.models.body import MOST
from sharing.scope import Scope
from workouttracker.kit.dates import local_to_utc
from workouttracker.kit.text import name_key
from workouttracker.kit.units import KG_PER_LB, STORED_STEP, Unit

Factors = dict[str, Decimal]
_WEIGHTS: Factors = {
    "kg": Decimal(1), "kgs": Decimal(1), "lb": KG_PER_LB, "lbs": KG_PER_LB, "st": KG_PER_LB * 14, "g": Decimal("0.001"),
}  # fmt: skip
_LENGTHS: Factors = {
    "cm": Decimal(1), "cms": Decimal(1), "mm": Decimal("0.1"), "m": Decimal(100), "in": Decimal("2.54"),
    "ins": Decimal("2.54"), "inch": Decimal("2.54"), "inches": Decimal("2.54"), '"': Decimal("2.54"),
    "ft": Decimal("30.48"),
}  # fmt: skip
_PERCENTS: Factors = {"%": Decimal(1), "percent": Decimal(1)}
_UNITS = {Quantity.WEIGHT: _WEIGHTS, Quantity.LENGTH: _LENGTHS, Quantity.PERCENT: _PERCENTS}


@dataclass(slots=True)
class PlannedMeasurement:
    """A measurement of the file, placed in time; ``key`` names its measure, ``value`` is as it will be stored."""

    record: MeasurementRecord
    key: str
    measured_at: datetime
    local_date: date
    value: Decimal
    is_duplicate: bool = False
    is_skipped: bool = False


def measurements_plan(
    scope: Scope, read: ReadFile, zone: ZoneInfo, *, keep: bool
) -> tuple[list[PlannedMeasurement], dict[str, Match]]:
    """The measurements of a file, and by name key the measure that each name means.

    One that is there already (same measure, same minute, same value) is skipped, unless it is to be kept twice.
    """
    records = list(read.measurements)
    if not records:
        return [], {}
    measures = match_measures(scope, records)
    planned = list(_placed(read, measures, zone))
    seen = _stored(scope, planned)
    for each in planned:
        key = (measures[each.key].entry_id or each.key, minute(each.record.at), each.value)
        each.is_duplicate = key in seen
        each.is_skipped = each.is_duplicate and not keep
        seen.add(key)
    return planned, measures


def match_measures(scope: Scope, records: list[MeasurementRecord]) -> dict[str, Match]:
    """By name key: the measure that each name means, the athlete's own first; ``kind`` is its quantity."""
    own = scope.owner_id
    rows = list(Measure.objects.visible_to(scope).values_list("pk", "owner_id", "slug", "name", "name_key", "quantity"))
    by_slug = {slug: (pk, name, quantity) for pk, _owner, slug, name, _key, quantity in rows if slug}
    by_name = {key: (pk, name, quantity) for pk, owner, _slug, name, key, quantity in rows if owner != own}
    by_name |= {key: (pk, name, quantity) for pk, owner, _slug, name, key, quantity in rows if owner == own}
    aliases = keys_by_name()
    found: dict[str, Match] = {}
    for record in records:
        key = name_key(record.name)
        if key in found:
            continue
        exact, alias = by_name.get(key), by_slug.get(aliases.get(key, ""))
        hit = exact or alias
        if hit is None:
            found[key] = Match(record.name, None, How.CREATE, _quantity_of(record.unit))
        else:
            found[key] = Match(record.name, hit[0], How.EXACT if exact else How.ALIAS, hit[2])
    return found


def _quantity_of(unit: str) -> str:
    """The kind of number of something that nothing matches, by the unit of its first value."""
    plain = _plain(unit)
    return next((quantity.value for quantity, factors in _UNITS.items() if plain in factors), Quantity.PLAIN.value)


def _placed(read: ReadFile, measures: dict[str, Match], zone: ZoneInfo) -> Iterator[PlannedMeasurement]:
    for part in read.used:
        for record in part.measurements:
            key = name_key(record.name)
            quantity = Quantity(measures[key].kind)
            problem = None
            try:
                value = stored_value(record.value, record.unit, quantity, read.unit)
            except KeyError:
                problem = Problem(record.row, record.name, f"{record.value} {record.unit}", "measurement_unit")
            except ValueError:
                params = {"limit": str(MOST[quantity])}
                problem = Problem(record.row, record.name, str(record.value), "measurement_range", params)
            if problem is not None:
                read.problems.add(problem, part.label)
                continue
            measured_at = local_to_utc(record.at, zone)[0]
            yield PlannedMeasurement(record, key, measured_at, measured_at.astimezone(zone).date(), value)


def stored_value(value: Decimal, unit: str, quantity: Quantity, default: Unit) -> Decimal:
    """``value`` in kilograms, centimetres, per cent, or as it is; a weight without a unit is in ``default``.

    Raises ``KeyError`` for a unit that doesn't fit, ``ValueError`` for a value out of range.
    """
    factors = _UNITS.get(quantity)
    plain = _plain(unit)
    if factors is None:
        factor = Decimal(1)
    elif plain:
        factor = factors[plain]
    else:
        factor = factors[default.value] if quantity is Quantity.WEIGHT else Decimal(1)
    stored = (value * factor).quantize(STORED_STEP, rounding=ROUND_HALF_EVEN)
    if not 0 <= stored <= MOST[quantity]:
        raise ValueError("out of range")
    return stored


def _plain(unit: str) -> str:
    return unit.strip().rstrip(".").lower()


def _stored(scope: Scope, planned: list[PlannedMeasurement]) -> set[tuple[object, str, Decimal]]:
    """What the log holds on the days of the file: measure, local minute, value."""
    if not planned:
        return set()
    first, last = min(each.local_date for each in planned), max(each.local_date for each in planned)
    rows = Measurement.objects.visible_to(scope).filter(local_date__gte=first, local_date__lte=last)
    columns = ("measure_id", "measured_at", "time_zone", "value")
    return {
        (measure, minute(at.astimezone(ZoneInfo(zone))), value.quantize(STORED_STEP))
        for measure, at, zone, value in rows.values_list(*columns).iterator()
    }
