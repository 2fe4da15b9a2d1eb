"""Loading the shipped catalogue: again and again, without ever undoing what an admin changed.

Each shipped row remembers in ``shipped`` what it was shipped as. A field that still is as shipped follows the new
catalogue; one that differs was edited and stays. Other names work the same way: one that was shipped before and is
gone was taken away by an admin and isn't added again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from sessions_app.catalogue.data import CatalogueExercise, CatalogueSetType, load_exercises, load_set_types
from sessions_app.catalogue.measures import MEASURES
from sessions_app.models import (
    DataVersion,
    ExerciseAlias,
    ExerciseMuscle,
    ExerciseType,
    Measure,
    SetType,
    SetTypeAlias,
)
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
    """Bring exercises, set types, their other names, and body measures up to the shipped catalogue; idempotent."""
    loaded = Loaded()
    with transaction.atomic():
        _load_set_types(loaded)
        _load_exercises(loaded)
        _load_measures(loaded)
        if loaded.created or loaded.updated or loaded.aliases_added:
            data_version_renew(None, DataVersion.Area.CATALOGUE)
    return loaded


def _load_set_types(loaded: Loaded) -> None:
    items = {item.slug: item for item in load_set_types()}
    values = {
        item.slug: {
            "name": item.name,
            "description": item.description,
            "is_warm_up": item.warm_up,
            "position": position * 10,
        }
        for position, item in enumerate(items.values(), start=1)
    }
    shipped = {slug: {**values[slug], "aliases": _names(item)} for slug, item in items.items()}
    placed = _bring_up(SetType, values, shipped, loaded)
    _load_aliases(SetTypeAlias, "set_type", items, placed, loaded)


def _load_exercises(loaded: Loaded) -> None:
    items = {item.slug: item for item in load_exercises()}
    values = {
        item.slug: {
            "name": item.name,
            "description": item.description,
            "kind": item.kind,
            "equipment": item.equipment,
        }
        for item in items.values()
    }
    shipped = {
        slug: {**values[slug], "muscles": _muscles(item), "aliases": _names(item)} for slug, item in items.items()
    }
    placed = _bring_up(ExerciseType, values, shipped, loaded)
    _load_muscles(items, placed)
    _load_aliases(ExerciseAlias, "exercise_type", items, placed, loaded)


def _load_measures(loaded: Loaded) -> None:
    values = {
        each.key: {"name": each.name, "quantity": each.quantity, "position": place * 10}
        for place, each in enumerate(MEASURES, start=1)
    }
    _bring_up(Measure, values, values, loaded)


@dataclass(slots=True)
class _Placed:
    """A row of the catalogue, and what it was shipped as before (None: it is new)."""

    row: Any
    before: dict[str, Any] | None


def _bring_up(
    model: type[Any], values: dict[str, dict[str, Any]], shipped: dict[str, dict[str, Any]], loaded: Loaded
) -> dict[str, _Placed]:
    """By slug: the rows of the catalogue, new ones created, every unedited field brought up to ``values``."""
    rows = list(model.objects.filter(owner=None))
    by_slug = {row.slug: row for row in rows if row.slug}
    by_name = {row.name_key: row for row in rows if not row.slug}
    placed, new, changed = {}, [], []
    for slug, wanted in values.items():
        # A row without slug of this name is an admin's, who was first: theirs counts as edited.
        row = by_slug.get(slug) or by_name.get(name_key(wanted["name"]))
        if row is None:
            row = model(slug=slug, name_key=name_key(wanted["name"]), shipped=shipped[slug], **wanted)
            new.append(row)
            placed[slug] = _Placed(row, None)
            continue
        placed[slug] = _Placed(row, row.shipped or {})
        if _follow(row, wanted, loaded) or row.shipped != shipped[slug] or row.slug != slug:
            row.slug, row.shipped = slug, shipped[slug]
            changed.append(row)
    model.objects.bulk_create(new)
    model.objects.bulk_update(changed, [*next(iter(values.values())), "name_key", "slug", "shipped"], batch_size=100)
    loaded.created += len(new)
    return placed


def _follow(row: Any, wanted: dict[str, Any], loaded: Loaded) -> bool:
    """Set every field that still is as it was shipped to what is shipped now; whether one changed."""
    before = row.shipped or {}
    changed = False
    for name, value in wanted.items():
        if getattr(row, name) == value:
            continue
        if name in before and getattr(row, name) == before[name]:
            setattr(row, name, value)
            changed = True
        else:
            loaded.kept_edits += 1
    row.name_key = name_key(row.name)
    loaded.updated += changed
    return changed


def _names(item: CatalogueExercise | CatalogueSetType) -> list[str]:
    return sorted({*item.aliases, item.de} - {item.name, ""})


def _muscles(item: CatalogueExercise) -> list[list[str]]:
    return [sorted(item.primary), sorted(item.secondary)]


def _load_muscles(items: dict[str, CatalogueExercise], placed: dict[str, _Placed]) -> None:
    """Write the muscles that are new or changed in the catalogue, unless an admin changed them."""
    present: dict[int, list[list[str]]] = defaultdict(lambda: [[], []])
    for muscle in ExerciseMuscle.objects.filter(exercise_type__owner=None).order_by("muscle"):
        present[muscle.exercise_type_id][0 if muscle.is_primary else 1].append(muscle.muscle)
    due = {
        placed[slug].row.pk: item
        for slug, item in items.items()
        if (before := placed[slug].before) is None
        or (before.get("muscles") != _muscles(item) and before.get("muscles") == present[placed[slug].row.pk])
    }
    ExerciseMuscle.objects.filter(exercise_type__in=due).delete()
    ExerciseMuscle.objects.bulk_create(
        ExerciseMuscle(exercise_type_id=pk, muscle=muscle, is_primary=muscle in item.primary)
        for pk, item in due.items()
        for muscle in dict.fromkeys([*item.primary, *item.secondary])
    )


def _load_aliases(
    model: type[Any], target: str, items: Mapping[str, Any], placed: dict[str, _Placed], loaded: Loaded
) -> None:
    """Add other names that are new in the catalogue and not taken; drop shipped ones that left it."""
    present = list(model.objects.filter(owner=None))
    taken = {alias.name_key for alias in present}
    keep = {placed[slug].row.pk: set(map(name_key, _names(item))) for slug, item in items.items()}
    gone = [
        alias.pk
        for alias in present
        if alias.source in {"shipped", "translation"}
        and alias.name_key not in keep.get(getattr(alias, f"{target}_id"), {alias.name_key})
    ]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    new = list(_new_aliases(model, target, items, placed, taken))
    model.objects.bulk_create(new, batch_size=2000)
    loaded.aliases_added += len(new)


def _new_aliases(
    model: type[Any], target: str, items: Mapping[str, Any], placed: dict[str, _Placed], taken: set[str]
) -> Iterable[Any]:
    for slug, item in items.items():
        shipped_before = set((placed[slug].before or {}).get("aliases", ()))
        own = name_key(item.name)
        for name in _names(item):
            key = name_key(name)
            if key in taken or key == own or name in shipped_before:
                continue
            taken.add(key)
            german = name == item.de
            yield model(
                **{f"{target}_id": placed[slug].row.pk},
                name=name,
                name_key=key,
                language="de" if german else "",
                source="translation" if german else "shipped",
            )
