"""Bars and plates: the usual ones, and an athlete's own; the athlete's own ways to warm up."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from calculator.models import Gear, WarmUps
from calculator.plates import Pair, Rack
from calculator.warm_up import Scheme, Step
from sharing.scope import Scope
from workouttracker.kit.units import Unit


@dataclass(frozen=True, slots=True)
class GearSet:
    """Bars (the usual one first) and plates (the heaviest first), in ``unit``. ``own``: chosen by the athlete."""

    unit: Unit
    bars: tuple[Decimal, ...]
    plates: tuple[Pair, ...]
    own: bool = False

    def rack(self, bar: Decimal | None = None) -> Rack:
        """The plates with ``bar``, or with the usual bar when that one isn't there."""
        return Rack(bar if bar in self.bars else self.bars[0], self.plates)

    @property
    def smallest_step(self) -> Decimal:
        """The least that one pair more changes; the bar's weight when there are no plates."""
        return 2 * min((pair.weight for pair in self.plates if pair.pairs), default=self.bars[0] / 2)


def _usual(unit: Unit, bars: str, plates: str) -> GearSet:
    each = (text.split("×") for text in plates.split())
    pairs = tuple(Pair(Decimal(weight), int(number)) for weight, number in each)
    return GearSet(unit, tuple(map(Decimal, bars.split())), pairs)


DEFAULTS: Mapping[Unit, GearSet] = {
    Unit.KG: _usual(Unit.KG, "20 15 10", "25×6 20×2 15×2 10×2 5×2 2.5×2 1.25×2"),
    Unit.LB: _usual(Unit.LB, "45 35 15", "45×6 35×2 25×2 10×2 5×2 2.5×2"),
}
"""What stands in most gyms."""


def gear_of(scope: Scope, unit: Unit) -> GearSet:
    """The athlete's own bars and plates in ``unit``, else the usual ones."""
    if scope.owner is None:
        return DEFAULTS[unit]
    row = Gear.objects.visible_to(scope).filter(unit=unit).first()
    if row is None:
        return DEFAULTS[unit]
    plates = tuple(Pair(Decimal(weight), pairs) for weight, pairs in row.plates)
    return GearSet(unit, tuple(map(Decimal, row.bars)), plates, own=True)


def warm_ups_of(scope: Scope) -> tuple[Scheme, ...]:
    """The athlete's own ways up to a working weight, the usual one first."""
    row = WarmUps.objects.visible_to(scope).first() if scope.owner else None
    schemes = row.schemes if row else []
    return tuple(Scheme(each["name"], tuple(Step(*step) for step in each["steps"])) for each in schemes)
