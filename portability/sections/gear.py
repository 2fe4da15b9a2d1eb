"""Bars, plates, and ways to warm up."""

from collections.abc import Iterator, Sequence

from calculator.models import Gear, WarmUps
from portability.exports.source import Source
from portability.formats import schema
from portability.models import ImportBatch
from sharing.scope import Scope
from workouttracker.kit.units import Unit


def gear_write(source: Source) -> Iterator[schema.Gear]:
    """What the athlete chose, for each unit; the usual bars and plates are nothing to write down."""
    for row in Gear.objects.visible_to(source.scope).order_by("unit"):
        plates = [schema.Plates(weight=weight, pairs=pairs) for weight, pairs in row.plates]
        yield schema.Gear(unit=Unit(row.unit).value, bars=row.bars, plates=plates)


def gear_missing(scope: Scope, gear: Sequence[schema.Gear]) -> list[schema.Gear]:
    """Those of units for which the athlete chose nothing."""
    have = set(Gear.objects.visible_to(scope).values_list("unit", flat=True))
    return [each for each in gear if each.unit not in have]


def gear_bring(scope: Scope, _batch: ImportBatch, gear: Sequence[schema.Gear]) -> list[int]:
    made = []
    for each in gear:
        said = {"bars": list(map(str, each.bars)), "plates": [[str(pair.weight), pair.pairs] for pair in each.plates]}
        row, is_new = Gear.objects.get_or_create(owner=scope.owner, unit=each.unit, defaults=said)
        made += [row.pk] if is_new else []
    return made


def gear_remove(owner_id: int, keys: Sequence[int]) -> None:
    Gear.objects.filter(owner=owner_id, pk__in=keys).delete()


def warm_ups_write(source: Source) -> Iterator[schema.WarmUp]:
    """The athlete's own ways up, the usual one first."""
    for row in WarmUps.objects.visible_to(source.scope):
        for scheme in row.schemes:
            steps = [schema.WarmUpStep(percent=step[0], reps=step[1], sets=step[2]) for step in scheme["steps"]]
            yield schema.WarmUp(name=scheme["name"], steps=steps)


def warm_ups_missing(scope: Scope, schemes: Sequence[schema.WarmUp]) -> list[schema.WarmUp]:
    """All of them, unless the athlete has some."""
    return [] if WarmUps.objects.visible_to(scope).exists() else list(schemes)


def warm_ups_bring(scope: Scope, _batch: ImportBatch, schemes: Sequence[schema.WarmUp]) -> list[int]:
    said = [
        {"name": each.name, "steps": [[step.percent, step.reps, step.sets] for step in each.steps]} for each in schemes
    ]
    row, is_new = WarmUps.objects.get_or_create(owner=scope.require_owner(), defaults={"schemes": said})
    return [row.pk] if is_new else []


def warm_ups_remove(owner_id: int, keys: Sequence[int]) -> None:
    WarmUps.objects.filter(owner=owner_id, pk__in=keys).delete()
