"""Loading the shipped catalogue: again and again, without ever undoing what an admin changed.

Each shipped row remembers in ``shipped`` what it was shipped as. A field that still is as shipped follows the new
catalogue; one that differs was edited and stays. Other names work the same way: one that was shipped before and is
gone was taken away by an admin and isn't added again.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from sessions_app.catalogue.data import CatalogueExercise, CatalogueSetType, load_exercises, load_set_types
from sessions_app.models import DataVersion, ExerciseAlias, ExerciseMuscle, ExerciseType, SetType, SetTypeAlias
from sessions_app.services.writing import data_version_renew
from workouttracker.kit.text import name_key


@dataclass(slots=True)
class Loaded:
    """What loading did: rows created, rows with a field changed, fields left alone because an admin edited them."""

    created: int = 0
    updated: int = 0
    kept_edits: int = 0
    aliases_added: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def catalogue_load() -> Loaded:
    """Bring exercises, muscles, set types and their other names up to the shipped catalogue; idempotent."""
    loaded = Loaded()
    with transaction.atomic():
        _load_set_types(loaded)
        _load_exercises(loaded)
        if loaded.created or loaded.updated or loaded.aliases_added:
            data_version_renew(None, DataVersion.Area.CATALOGUE)
    return loaded


def _load_set_types(loaded: Loaded) -> None:
    rows = _shared(SetType)
    wanted: dict[int, tuple[CatalogueSetType, set[str]]] = {}
    for position, item in enumerate(load_set_types(), start=1):
        values = {
            "name": item.name,
            "description": item.description,
            "is_warm_up": item.warm_up,
            "position": position * 10,
        }
        row, before = _bring_up(SetType, rows, item.slug, values, loaded)
        wanted[row.pk] = item, set((before or {}).get("aliases", ()))
        _remember(row, before, {**values, "aliases": _names(item)})
    _load_aliases(SetTypeAlias, "set_type", wanted, loaded)


def _load_exercises(loaded: Loaded) -> None:
    rows = _shared(ExerciseType)
    wanted: dict[int, tuple[CatalogueExercise, set[str]]] = {}
    for item in load_exercises():
        values = {
            "name": item.name,
            "description": item.description,
            "kind": item.kind,
            "equipment": item.equipment,
        }
        row, before = _bring_up(ExerciseType, rows, item.slug, values, loaded)
        wanted[row.pk] = item, set((before or {}).get("aliases", ()))
        _remember(row, before, {**values, "muscles": _muscles(item), "aliases": _names(item)})
        if before is None or before.get("muscles") != _muscles(item):
            _load_muscles(row, item, before)
    _load_aliases(ExerciseAlias, "exercise_type", wanted, loaded)


def _shared(model: type[Any]) -> dict[str, Any]:
    """Shared rows by slug, and by ``"name:" + name_key`` when they have none."""
    rows = model.objects.filter(owner=None)
    return {row.slug or f"name:{row.name_key}": row for row in rows}


def _bring_up(
    model: type[Any], rows: dict[str, Any], slug: str, values: dict[str, Any], loaded: Loaded
) -> tuple[Any, dict[str, Any] | None]:
    """The row for ``slug`` with every unedited field brought up to ``values``, and what it was shipped as before."""
    row = rows.get(slug)
    if row is None:
        row = rows.get(f"name:{name_key(values['name'])}")
        if row is None:
            loaded.created += 1
            return model.objects.create(slug=slug, **values), None
        row.slug = slug  # an admin was first with this name: theirs counts as edited
        row.save(update_fields=["slug"])
        return row, {}
    before = row.shipped or {}
    changed = []
    for name, value in values.items():
        if getattr(row, name) == value:
            continue
        if name in before and getattr(row, name) == before[name]:
            setattr(row, name, value)
            changed.append(name)
        else:
            loaded.kept_edits += 1
    if changed:
        row.save(update_fields=changed)
        loaded.updated += 1
    return row, before


def _remember(row: Any, before: dict[str, Any] | None, shipped: dict[str, Any]) -> None:
    if before != shipped:
        row.shipped = shipped
        row.save(update_fields=["shipped"])


def _names(item: CatalogueExercise | CatalogueSetType) -> list[str]:
    return sorted({*item.aliases, item.de} - {item.name, ""})


def _muscles(item: CatalogueExercise) -> list[list[str]]:
    return [sorted(item.primary), sorted(item.secondary)]


def _load_muscles(row: ExerciseType, item: CatalogueExercise, before: dict[str, Any] | None) -> None:
    """Write the muscles unless an admin changed them."""
    present = [
        sorted(muscle.muscle for muscle in row.muscles.all() if muscle.is_primary),
        sorted(muscle.muscle for muscle in row.muscles.all() if not muscle.is_primary),
    ]
    if before is not None and present != before.get("muscles"):
        return
    row.muscles.all().delete()
    ExerciseMuscle.objects.bulk_create(
        ExerciseMuscle(exercise_type=row, muscle=muscle, is_primary=muscle in item.primary)
        for muscle in dict.fromkeys([*item.primary, *item.secondary])
    )


def _load_aliases(model: type[Any], target: str, wanted: dict[int, tuple[Any, set[str]]], loaded: Loaded) -> None:
    """Add other names that are new in the catalogue and not taken; drop shipped ones that left it."""
    present = list(model.objects.filter(owner=None))
    taken = {alias.name_key for alias in present}
    keep = {pk: set(map(name_key, _names(item))) for pk, (item, _before) in wanted.items()}
    gone = [
        alias.pk
        for alias in present
        if alias.source in {"shipped", "translation"}
        and alias.name_key not in keep.get(getattr(alias, f"{target}_id"), {alias.name_key})
    ]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    new = list(_new_aliases(model, target, wanted, taken))
    model.objects.bulk_create(new)
    loaded.aliases_added += len(new)


def _new_aliases(
    model: type[Any], target: str, wanted: dict[int, tuple[Any, set[str]]], taken: set[str]
) -> Iterable[Any]:
    for pk, (item, shipped_before) in wanted.items():
        for name in _names(item):
            key = name_key(name)
            if key in taken or key == name_key(item.name) or name in shipped_before:
                continue
            taken.add(key)
            german = name == item.de
            yield model(
                **{f"{target}_id": pk},
                name=name,
                name_key=key,
                language="de" if german else "",
                source="translation" if german else "shipped",
            )
