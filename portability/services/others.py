"""What own JSON holds beside sessions and measurements: favourites, remembered mappings, own set types and measures.

A registry with one entry per list. Another list (as routines and goals are) gets its ``Section`` in
``portability.sections.registry``: what of it isn't there yet, how it is written, how a roll back removes it. The
preview, the digest, the import's record and the roll back know nothing about single lists.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from portability.formats import schema
from portability.formats.records import ExerciseRecord, OtherRecord, SetTypeRecord
from portability.models import ImportBatch
from portability.sections.registry import SECTIONS
from portability.sections.section import Incoming
from portability.services.matching import exercises_named
from sessions_app.models import (
    ExerciseAlias,
    ExerciseFavourite,
    Measure,
    Quantity,
    SetType,
    SetTypeAlias,
)
from sessions_app.services.own_catalogue import unused
from sessions_app.services.writing import data_version_renew
from sharing.scope import Scope
from workouttracker.kit.text import name_key

Records = Sequence[OtherRecord]
Keys = list[Any]
BROUGHT = "brought"
"""Where ``ImportBatch.counts`` keeps the keys of what an import wrote of each kind, for its roll back."""


@dataclass(frozen=True, slots=True)
class OtherKind:
    """One list. ``missing`` tells which records aren't there yet; ``coming`` are name keys of exercises and set types
    that the import itself creates. ``write`` returns the keys of what it created, ``remove`` gets them back.
    """

    missing: Callable[[Scope, Records, frozenset[str]], list[OtherRecord]]
    write: Callable[[Scope, Records, ImportBatch], Keys]
    remove: Callable[[int, Keys], None]


def others_missing(
    scope: Scope, records: Iterable[OtherRecord], coming: frozenset[str]
) -> dict[str, list[OtherRecord]]:
    """By kind: what an import would write of ``records``; kinds of which nothing is missing are left out."""
    by_kind: dict[str, list[OtherRecord]] = {}
    for record in records:
        by_kind.setdefault(record.kind, []).append(record)
    missing = {
        kind: found
        for kind, each in by_kind.items()
        if kind in OTHERS and (found := OTHERS[kind].missing(scope, each, coming))
    }
    return {kind: missing[kind] for kind in OTHERS if kind in missing}


def others_written(scope: Scope, missing: Mapping[str, Records], batch: ImportBatch) -> None:
    """Write what is missing, after everything that the file itself creates; note in ``batch.counts`` what it was."""
    for kind, records in missing.items():
        if keys := OTHERS[kind].write(scope, records, batch):
            note_brought(batch, kind, keys)


def note_brought(batch: ImportBatch, kind: str, keys: Keys) -> None:
    """Remember in the record of the import what it created, so that a roll back finds exactly that."""
    batch.counts.setdefault(BROUGHT, {}).setdefault(kind, []).extend(keys)


def others_removed(batch: ImportBatch) -> None:
    """Remove what the import brought of every kind, what names others first."""
    brought = batch.counts.get(BROUGHT, {})
    for kind in reversed(OTHERS):
        if keys := brought.get(kind):
            OTHERS[kind].remove(batch.owner_id, keys)


def as_others(exercises: Iterable[ExerciseRecord], set_types: Iterable[SetTypeRecord]) -> Iterator[OtherRecord]:
    """Favourites and own set types, which stand among the exercises and set types of the file."""
    for exercise in exercises:
        if exercise.is_favourite:
            yield OtherRecord("favourites", exercise.row, exercise.name)
    for set_type in set_types:
        if set_type.is_own:
            yield OtherRecord("set_types", set_type.row, set_type)


def _favourites_missing(scope: Scope, records: Records, coming: frozenset[str]) -> list[OtherRecord]:
    known = exercises_named(scope, [str(each.data) for each in records])
    mine = set(ExerciseFavourite.objects.visible_to(scope).values_list("exercise_type", flat=True))
    return [
        each
        for each in records
        if (key := name_key(str(each.data))) in coming or (key in known and known[key] not in mine)
    ]


def _favourites_written(scope: Scope, records: Records, batch: ImportBatch) -> Keys:
    wanted = set(exercises_named(scope, [str(each.data) for each in records]).values())
    mine = set(ExerciseFavourite.objects.visible_to(scope).values_list("exercise_type", flat=True))
    new = sorted(wanted - mine)
    ExerciseFavourite.objects.bulk_create(
        (ExerciseFavourite(owner_id=batch.owner_id, exercise_type_id=pk) for pk in new), ignore_conflicts=True
    )
    return new


def _favourites_removed(owner_id: int, keys: Keys) -> None:
    ExerciseFavourite.objects.filter(owner=owner_id, exercise_type__in=keys).delete()


def _mappings_missing(scope: Scope, records: Records, coming: frozenset[str]) -> list[OtherRecord]:
    """Those of names about which the athlete decided nothing yet, if what they stand for is there."""
    named = [(each, cast("schema.RememberedMapping", each.data)) for each in records]
    decided = {
        "exercise": set(ExerciseAlias.objects.editable_by(scope).values_list("name_key", flat=True)),
        "set_type": set(SetTypeAlias.objects.editable_by(scope).values_list("name_key", flat=True)),
    }
    targets = [said.target for _each, said in named if said.target]
    there = coming | exercises_named(scope, targets).keys() | _set_types_named(scope, targets).keys()
    return [
        each
        for each, said in named
        if name_key(said.name) not in decided[said.kind]
        and (name_key(said.target) in there if said.target else said.kind == "exercise")
    ]


def _mappings_written(scope: Scope, records: Records, batch: ImportBatch) -> Keys:
    said = [cast("schema.RememberedMapping", each.data) for each in records]
    targets = [each.target for each in said if each.target]
    exercises, set_types = exercises_named(scope, targets), _set_types_named(scope, targets)
    aliases: list[ExerciseAlias | SetTypeAlias] = []
    for each in said:
        target = name_key(each.target or "")
        fields: dict[str, Any] = {"owner_id": batch.owner_id, "name": each.name, "name_key": name_key(each.name)}
        if each.kind == "exercise" and (target in exercises or each.target is None):
            alias = ExerciseAlias(**fields, source="remembered", exercise_type_id=exercises.get(target))
            aliases.append(alias)
        elif target in set_types and each.kind == "set_type":
            aliases.append(SetTypeAlias(**fields, source="remembered", set_type_id=set_types[target]))
    ExerciseAlias.objects.bulk_create([a for a in aliases if isinstance(a, ExerciseAlias)], ignore_conflicts=True)
    SetTypeAlias.objects.bulk_create([a for a in aliases if isinstance(a, SetTypeAlias)], ignore_conflicts=True)
    return [[type(alias).__name__, alias.name_key] for alias in aliases]


def _mappings_removed(owner_id: int, keys: Keys) -> None:
    for model in (ExerciseAlias, SetTypeAlias):
        names = [key for kind, key in keys if kind == model.__name__]
        model.objects.filter(owner=owner_id, source="remembered", name_key__in=names).delete()


def _set_types_named(scope: Scope, names: Iterable[str]) -> dict[str, int]:
    """By name key: the set type that each name means, the athlete's own first."""
    keys = set(map(name_key, names))
    rows = SetType.objects.visible_to(scope).filter(name_key__in=keys)
    shared, own = rows.filter(owner=None), rows.exclude(owner=None)
    return dict(shared.values_list("name_key", "pk")) | dict(own.values_list("name_key", "pk"))


def _set_types_missing(scope: Scope, records: Records, _coming: frozenset[str]) -> list[OtherRecord]:
    there = _set_types_named(scope, [cast("SetTypeRecord", each.data).name for each in records])
    return [each for each in records if name_key(cast("SetTypeRecord", each.data).name) not in there]


def _set_types_written(scope: Scope, records: Records, batch: ImportBatch) -> Keys:
    """Those that no set of the file has; the others are there by now."""
    created = []
    for each in _set_types_missing(scope, records, frozenset()):
        said = cast("SetTypeRecord", each.data)
        row = SetType.objects.create(
            owner_id=batch.owner_id,
            name=said.name,
            name_key=name_key(said.name),
            description=said.description,
            is_warm_up=said.is_warm_up,
        )
        created.append(row.pk)
    return created


def _set_types_removed(owner_id: int, keys: Keys) -> None:
    """Those that nothing uses by now."""
    unused(SetType.objects.filter(owner=owner_id, pk__in=keys)).delete()


def _measures_missing(scope: Scope, records: Records, _coming: frozenset[str]) -> list[OtherRecord]:
    own = [each for each in records if cast("schema.BodyMeasure", each.data).own]
    there = set(Measure.objects.visible_to(scope).values_list("name_key", flat=True))
    return [each for each in own if name_key(cast("schema.BodyMeasure", each.data).name) not in there]


def _measures_written(scope: Scope, records: Records, batch: ImportBatch) -> Keys:
    """Own measures without a value; those with one are there by now. They go with their import, by its key."""
    for each in _measures_missing(scope, records, frozenset()):
        said = cast("schema.BodyMeasure", each.data)
        quantity = said.quantity if said.quantity in Quantity.values else Quantity.PLAIN
        Measure.objects.create(
            owner_id=batch.owner_id,
            name=said.name,
            name_key=name_key(said.name),
            description=said.description,
            quantity=quantity,
            import_batch=batch,
        )
    return []


def _of_section(incoming: Incoming) -> OtherKind:
    """A section of ``portability.sections`` that comes back."""

    def missing(scope: Scope, records: Records, _coming: frozenset[str]) -> list[OtherRecord]:
        wanted = set(map(id, incoming.missing(scope, [each.data for each in records])))
        return [each for each in records if id(each.data) in wanted]

    def write(scope: Scope, records: Records, batch: ImportBatch) -> Keys:
        keys = incoming.bring(scope, batch, [each.data for each in records])
        renew(batch.owner_id)
        return keys

    def remove(owner_id: int, keys: Keys) -> None:
        incoming.remove(owner_id, keys)
        renew(owner_id)

    def renew(owner_id: int) -> None:
        if incoming.area:
            data_version_renew(owner_id, incoming.area)

    return OtherKind(missing, write, remove)


OTHERS: dict[str, OtherKind] = {
    "set_types": OtherKind(_set_types_missing, _set_types_written, _set_types_removed),
    "measures": OtherKind(_measures_missing, _measures_written, lambda _owner_id, _keys: None),
    "mappings": OtherKind(_mappings_missing, _mappings_written, _mappings_removed),
    "favourites": OtherKind(_favourites_missing, _favourites_written, _favourites_removed),
    **{name: _of_section(section.incoming) for name, section in SECTIONS.items() if section.incoming},
}
"""By the name of the list in the file, in the order in which they are written."""
