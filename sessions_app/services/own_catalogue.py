"""What athletes do with exercises and set types of their own: make, change, delete, merge into another.

One that sets use can't be deleted, only merged: its sets, routines and whatever else points at it then name the other
one, which remembers the old name for imports. Deleting and merging can be undone. Shared entries are merged by admins.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from sessions_app.errors import InUseError, NameTakenError
from sessions_app.models import (
    ExerciseAlias,
    ExerciseFavourite,
    ExerciseMuscle,
    ExerciseType,
    Measure,
    SetType,
    SetTypeAlias,
    Undo,
    WorkoutSet,
)
from sessions_app.services.catalogue import tonnage_rewrite, warm_up_rewrite
from sessions_app.services.check import sums_put_right
from sessions_app.services.snapshots import Payload, snapshot
from sessions_app.services.writing import Area, data_version_renew, log_write, sessions_count_up
from sessions_app.sums import NO_LOAD_KINDS
from sharing.scope import Scope
from workouttracker.kit.text import name_key, one_line

Entry = ExerciseType | SetType


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseValues:
    """What an athlete says about an exercise. ``primary`` and ``secondary`` are keys of ``Muscle``."""

    name: str
    kind: str
    equipment: str
    description: str = ""
    primary: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTypeValues:
    """What an athlete says about a set type."""

    name: str
    description: str = ""
    is_warm_up: bool = False


def own_exercise_create(*, scope: Scope, values: ExerciseValues) -> ExerciseType:
    """A new exercise of the athlete's own. Raises ``NameTakenError``."""
    owner = scope.require_owner()
    try:
        with log_write(owner.pk, "exercise_create"):
            _refuse_taken(scope, ExerciseType, values.name)
            row: ExerciseType = ExerciseType.objects.create(
                owner=owner,
                name=one_line(values.name),
                kind=values.kind,
                equipment=values.equipment,
                description=values.description,
            )
            _write_muscles(row, values)
            return row
    except IntegrityError as error:  # made in another tab at the same moment
        raise _taken(values.name) from error


def own_exercise_update(*, scope: Scope, exercise: ExerciseType, values: ExerciseValues) -> ExerciseType:
    """Change an exercise of one's own; tonnage follows its kind. Raises ``NameTakenError``, ``DoesNotExist``."""
    owner = scope.require_owner()
    try:
        with log_write(owner.pk, "exercise_update"):
            row: ExerciseType = ExerciseType.objects.editable_by(scope).select_for_update().get(pk=exercise.pk)
            _refuse_taken(scope, ExerciseType, values.name, but=row.pk)
            loads = row.kind in NO_LOAD_KINDS, values.kind in NO_LOAD_KINDS
            row.name, row.kind, row.equipment = one_line(values.name), values.kind, values.equipment
            row.description = values.description
            row.save(update_fields=["name", "kind", "equipment", "description"])
            ExerciseMuscle.objects.filter(exercise_type=row).delete()
            _write_muscles(row, values)
            if loads[0] != loads[1]:
                tonnage_rewrite(row)
            return row
    except IntegrityError as error:
        raise _taken(values.name) from error


def own_set_type_create(*, scope: Scope, values: SetTypeValues) -> SetType:
    """A new set type of the athlete's own. Raises ``NameTakenError``."""
    owner = scope.require_owner()
    try:
        with log_write(owner.pk, "set_type_create"):
            _refuse_taken(scope, SetType, values.name)
            row: SetType = SetType.objects.create(
                owner=owner,
                name=one_line(values.name),
                description=values.description,
                is_warm_up=values.is_warm_up,
            )
            return row
    except IntegrityError as error:
        raise _taken(values.name) from error


def own_set_type_update(*, scope: Scope, set_type: SetType, values: SetTypeValues) -> SetType:
    """Change a set type of one's own; its sets' warm-up flags follow. Raises ``NameTakenError``, ``DoesNotExist``."""
    owner = scope.require_owner()
    try:
        with log_write(owner.pk, "set_type_update"):
            row: SetType = SetType.objects.editable_by(scope).select_for_update().get(pk=set_type.pk)
            _refuse_taken(scope, SetType, values.name, but=row.pk)
            row.name, row.description = one_line(values.name), values.description
            row.is_warm_up = values.is_warm_up
            row.save(update_fields=["name", "description", "is_warm_up"])
            warm_up_rewrite(row)
            return row
    except IntegrityError as error:
        raise _taken(values.name) from error


def own_entry_delete(*, scope: Scope, entry: Entry) -> Undo:
    """Delete an exercise or set type of one's own that nothing uses; the returned row undoes it.

    Raises ``InUseError``, ``DoesNotExist``.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "own_entry_delete"):
        row = _lock(scope, entry)
        uses = uses_of(row)
        if uses:
            raise InUseError(row.name, uses)
        undo = Undo.objects.create(
            owner=owner,
            kind="catalogue",
            label=_("“%(name)s” deleted.") % {"name": row.name},
            payload=_before_image(row),
        )
        row.delete()
    return undo


def exercise_merge(*, scope: Scope, source: ExerciseType, target: ExerciseType) -> Undo:
    """Make every set of ``source``, one's own, a set of ``target``; the returned row undoes it.

    Raises ``ValueError`` for one and the same, ``DoesNotExist`` when either isn't there (any more).
    """
    return _merge(scope, source, target)


def set_type_merge(*, scope: Scope, source: SetType, target: SetType) -> Undo:
    """The same for set types."""
    return _merge(scope, source, target)


def uses_of(entry: Entry | Measure) -> int:
    """How many sets (or targets of routines and the like) name the entry."""
    return sum(rows.count() for _field, rows in pointing_at(entry))


def pointing_at(entry: Entry | Measure) -> Iterator[tuple[str, "models.QuerySet[Any]"]]:
    """Field and rows of everything that names the entry and would miss it: not its own muscles, names and stars."""
    for relation in entry._meta.get_fields(include_hidden=True):  # noqa: SLF001 - the documented way to what points here
        if isinstance(relation, models.ForeignObjectRel) and relation.related_model not in _PARTS:
            model: Any = relation.related_model
            name = relation.field.name
            yield name, model._base_manager.filter(**{name: entry.pk})  # noqa: SLF001


def unused(entries: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Those of ``entries`` that nothing names (see ``pointing_at``), in one query whatever their number."""
    for relation in entries.model._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if isinstance(relation, models.ForeignObjectRel) and relation.related_model not in _PARTS:
            model: Any = relation.related_model
            pointing = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # noqa: SLF001
            entries = entries.exclude(Exists(pointing))
    return entries


_PARTS = {ExerciseMuscle, ExerciseAlias, ExerciseFavourite, SetTypeAlias}
_ALIASES: dict[type[Any], tuple[type[Any], str]] = {
    ExerciseType: (ExerciseAlias, "exercise_type"),
    SetType: (SetTypeAlias, "set_type"),
}


def _merge(scope: Scope, source: Entry, target: Entry) -> Undo:
    owner = scope.require_owner()
    with log_write(owner.pk, f"{source._meta.model_name}_merge") as write:  # noqa: SLF001
        payload = merged_into(scope=scope, source=_lock(scope, source), target=target)
        write.session_ids += payload["sessions"]
        return Undo.objects.create(
            owner=owner,
            kind="catalogue",
            label=_("“%(name)s” merged into “%(other)s”.") % {"name": source.name, "other": target.name},
            payload=payload,
        )


def merged_into(*, scope: Scope, source: Entry, target: Entry) -> Payload:
    """Make everything of the athlete's that names ``source`` name ``target``; what undoing it needs.

    One of one's own goes, a shared one stays where it is. Runs inside the caller's transaction; revisions of sets and
    sessions count up. Raises ``ValueError`` for one and the same, ``DoesNotExist`` when either isn't there (any more).
    """
    owner = scope.require_owner()
    if source.pk == target.pk:
        raise ValueError("an entry can't be merged into itself")
    is_own = source.owner_id is not None
    row = _lock(scope, source) if is_own else type(source).objects.visible_to(scope).get(pk=source.pk)
    other = type(target).objects.visible_to(scope).get(pk=target.pk)
    payload = _before_image(row) if is_own else snapshot(*_parts_of_owner(owner.pk, row))
    sessions = _sessions_of(row, owner.pk)
    payload |= {
        "moved": [_move(field, rows_of_owner(rows, owner.pk), other) for field, rows in _movable(row)],
        "sessions": sessions,
        "made": _remember(owner.pk, row, other),
        "source": row.pk,
        "target": other.pk,
    }
    if is_own:
        row.delete()
    if _counts_otherwise(row, other):
        sums_put_right(sessions)
    sessions_count_up(sessions)
    return payload


def rows_of_owner(rows: "models.QuerySet[Any]", owner_id: int) -> "models.QuerySet[Any]":
    """Those of ``rows`` that are this athlete's, by their own ``owner`` or by that of what they are part of."""
    path = _path_to_owner(rows.model)
    return rows.filter(**{path: owner_id}) if path else rows.none()


def _path_to_owner(model: type[Any], depth: int = 3) -> str:
    """``owner``, or ``day__routine__owner``; empty when nothing leads to an owner."""
    references = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]  # noqa: SLF001
    if any(field.name == "owner" for field in references):
        return "owner"
    for field in references if depth else ():
        above: Any = field.related_model
        if above not in _ALIASES and (path := _path_to_owner(above, depth - 1)):
            return f"{field.name}__{path}"
    return ""


def _counts_otherwise(row: Entry, other: Entry) -> bool:
    """Whether the sets of ``row`` carry other sums or flags as sets of ``other``."""
    if isinstance(row, ExerciseType) and isinstance(other, ExerciseType):
        return (row.kind in NO_LOAD_KINDS) != (other.kind in NO_LOAD_KINDS)
    return getattr(row, "is_warm_up", None) != getattr(other, "is_warm_up", None)


def _lock(scope: Scope, entry: Entry) -> Any:
    return type(entry).objects.editable_by(scope).select_for_update().get(pk=entry.pk)


def _before_image(row: Entry) -> Payload:
    """The entry with its muscles, names and stars."""
    alias, field = _ALIASES[type(row)]
    parts: list[models.QuerySet[Any]] = [type(row).objects.filter(pk=row.pk), alias.objects.filter(**{field: row.pk})]
    if isinstance(row, ExerciseType):
        parts.append(ExerciseMuscle.objects.filter(exercise_type=row))
        parts.append(ExerciseFavourite.objects.filter(exercise_type=row))
    return snapshot(*parts)


def _parts_of_owner(owner_id: int, row: Entry) -> Iterator["models.QuerySet[Any]"]:
    """The names that an athlete remembered for a shared entry, and their star."""
    alias, field = _ALIASES[type(row)]
    yield alias.objects.filter(**{field: row.pk}, owner=owner_id)
    if isinstance(row, ExerciseType):
        yield ExerciseFavourite.objects.filter(exercise_type=row, owner=owner_id)


def _movable(row: Entry) -> Iterator[tuple[str, "models.QuerySet[Any]"]]:
    """What names the entry, its sets first."""
    found = list(pointing_at(row))
    yield from sorted(found, key=lambda each: each[1].model is not WorkoutSet)


def _move(field: str, rows: "models.QuerySet[Any]", other: Entry) -> dict[str, Any]:
    """Let ``rows`` name ``other``; which rows these were."""
    keys = list(rows.order_by().values_list("pk", flat=True))
    changes: dict[str, Any] = {field: other.pk}
    if rows.model is WorkoutSet:
        changes["revision"] = F("revision") + 1  # a form of such a set that lies open is out of date
    rows.update(**changes)
    return {"model": rows.model._meta.label, "field": field, "keys": keys}  # noqa: SLF001


def _remember(owner_id: int, row: Entry, other: Entry) -> list[int]:
    """Let the old name, and the names remembered for it, stand for ``other``; the key of the alias made for it.

    The stars move too, unless ``other`` has one.
    """
    alias, field = _ALIASES[type(row)]
    alias.objects.filter(**{field: row.pk}, owner=owner_id).update(**{field: other.pk})
    if isinstance(row, ExerciseType):
        starred = ExerciseFavourite.objects.filter(owner=owner_id)
        if not starred.filter(exercise_type=other.pk).exists():
            starred.filter(exercise_type=row.pk).update(exercise_type=other.pk)
    known = alias.objects.filter(owner=owner_id, name_key=row.name_key).exists()
    if known or row.name_key == other.name_key:
        return []
    made = alias.objects.create(owner_id=owner_id, name=row.name, source=alias.Source.REMEMBERED, **{field: other})
    return [made.pk]


def _sessions_of(row: Entry, owner_id: int | None = None) -> list[int]:
    """The sessions of the owner (None: of everybody) with a set that names the entry."""
    sets = WorkoutSet.objects.filter(**{_ALIASES[type(row)][1]: row.pk}).order_by("session")
    mine = sets if owner_id is None else sets.filter(owner=owner_id)
    return list(mine.values_list("session", flat=True).distinct())


def _write_muscles(row: ExerciseType, values: ExerciseValues) -> None:
    def made(keys: Iterable[str], primary: bool) -> list[ExerciseMuscle]:
        return [ExerciseMuscle(exercise_type=row, muscle=key, is_primary=primary) for key in keys]

    also: Sequence[str] = [key for key in values.secondary if key not in values.primary]
    ExerciseMuscle.objects.bulk_create([*made(values.primary, True), *made(also, False)])


def _refuse_taken(scope: Scope, model: type[Any], name: str, but: int = 0) -> None:
    if model.objects.visible_to(scope).filter(name_key=name_key(one_line(name))).exclude(pk=but).exists():
        raise _taken(name)


def _taken(name: str) -> NameTakenError:
    return NameTakenError(_("“%(name)s” is there already. Choose another name.") % {"name": one_line(name)})


def catalogue_merge(*, source: Entry, target: Entry) -> None:
    """Make everything of ``source``, a shared entry that an admin added, name ``target``, another shared one.

    For admins: it touches the logs of all athletes and can't be undone. Raises ``ValueError`` when either isn't shared,
    or when ``source`` comes with the product: loading the catalogue would bring it back.
    """
    if source.pk == target.pk or source.owner_id is not None or target.owner_id is not None or source.slug:
        raise ValueError("only a shared entry that an admin added is merged, into another shared one")
    with transaction.atomic():
        row: Any = type(source).objects.select_for_update().get(pk=source.pk)
        field = _ALIASES[type(row)][1]
        sets = WorkoutSet.objects.filter(**{field: row.pk}).order_by()
        owners, sessions = list(sets.values_list("owner", flat=True).distinct()), _sessions_of(row)
        for name, rows in _movable(row):
            _move(name, rows, target)
        _remember_for_all(row, target)
        row.delete()
        if _counts_otherwise(row, target):
            sums_put_right(sessions)
        sessions_count_up(sessions)
        for owner_id in owners:
            data_version_renew(owner_id, Area.LOG)
        data_version_renew(None, Area.CATALOGUE)


def _remember_for_all(row: Entry, target: Entry) -> None:
    """Let the old name and its other names stand for ``target``; stars move unless ``target`` has one of the same."""
    alias, field = _ALIASES[type(row)]
    alias.objects.filter(**{field: row.pk}).update(**{field: target.pk})
    if isinstance(row, ExerciseType):
        both = ExerciseFavourite.objects.filter(exercise_type=target.pk).values("owner")
        ExerciseFavourite.objects.filter(exercise_type=row).exclude(owner__in=both).update(exercise_type=target.pk)
    if row.name_key != target.name_key and not alias.objects.filter(owner=None, name_key=row.name_key).exists():
        alias.objects.create(name=row.name, source=alias.Source.ADMIN, **{field: target})
