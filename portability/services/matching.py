"""Which exercise or set type does a name in a file mean? Exact, alias and remembered matches; nothing is guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from portability.formats.records import ExerciseRecord, SetRecord
from sessions_app.catalogue.translations import slugs_in_other_languages
from sessions_app.models import ExerciseAlias, ExerciseType, SetType, SetTypeAlias
from sessions_app.models.vocabulary import Kind
from sharing.scope import Scope
from workouttracker.kit.text import name_key

NAMES_PER_QUERY = 500
"""Names looked up at once; SQLite allows a limited number of parameters."""


class How(StrEnum):
    """Why a name stands for an entry."""

    REMEMBERED = "remembered"
    EXACT = "exact"
    ALIAS = "alias"
    CREATE = "create"
    DECIDED = "decided"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a name stands for; ``entry_id`` None when it is to be created as the athlete's own, or skipped."""

    name: str
    entry_id: int | None
    how: How
    kind: str = Kind.WEIGHT_REPS
    is_warm_up: bool = False


def match_exercises(
    scope: Scope, sets: Iterable[SetRecord], details: Mapping[str, ExerciseRecord] = MappingProxyType({})
) -> dict[str, Match]:
    """By name key: the exercise each name in ``sets`` means; a name that nothing matches is to be created.

    ``details`` is what the file says about exercises, by name key: its kind counts for one that is created, and own
    ones are there even without a set.
    """
    shapes: dict[str, _Shape] = {}
    for row in sets:
        shape = shapes.get(row.exercise)
        if shape is None:
            shape = shapes[row.exercise] = _Shape()
        shape.take(row)
    names: dict[str, str] = {}
    for name in shapes:
        names.setdefault(name_key(name), name)
    own = {key: each.name for key, each in details.items() if each.is_own}
    names = own | names
    found = _lookup(scope, names, ExerciseType.objects.all(), ExerciseAlias.objects.all(), "exercise_type", ("kind",))
    found |= _in_other_languages(
        scope, {key: name for key, name in names.items() if key not in found and key not in own}
    )
    for key in own:  # their owner had it beside the shared one that this is another name of
        if key in found and found[key].how is How.ALIAS:
            del found[key]
    return {
        key: found.get(key) or Match(name, None, How.CREATE, _kind(details.get(key), shapes.get(name)))
        for key, name in names.items()
    }


def _in_other_languages(scope: Scope, names: dict[str, str]) -> dict[str, Match]:
    """By key: the shipped exercise that a name means in the language of somebody's phone."""
    slugs = {key: slug for key in names if (slug := slugs_in_other_languages().get(key))} if names else {}
    if not slugs:
        return {}
    shipped = ExerciseType.objects.visible_to(scope).filter(owner=None, slug__in=set(slugs.values()))
    by_slug = {slug: (pk, kind) for slug, pk, kind in shipped.values_list("slug", "pk", "kind")}
    return {
        key: Match(names[key], by_slug[slug][0], How.ALIAS, by_slug[slug][1])
        for key, slug in slugs.items()
        if slug in by_slug
    }


def _kind(said: ExerciseRecord | None, shape: "_Shape | None") -> str:
    """The kind of an exercise that is created: as the file says, else as its sets look."""
    if said is not None and said.kind in Kind.values:
        return said.kind
    return shape.kind if shape else Kind.WEIGHT_REPS


def exercises_named(scope: Scope, names: Iterable[str]) -> dict[str, int]:
    """By name key: the exercise that each of ``names`` means, by name or other name; nothing for an unknown one."""
    keys = {name_key(name): name for name in names}
    found = _lookup(scope, keys, ExerciseType.objects.all(), ExerciseAlias.objects.all(), "exercise_type", ())
    return {key: match.entry_id for key, match in found.items() if match.entry_id is not None}


def match_set_types(scope: Scope, names: Iterable[str], default_slug: str = "working") -> dict[str, Match]:
    """By name key: the set type each name means; "" is the one shipped as ``default_slug``.

    Raises ``SetType.DoesNotExist`` when the shipped set types are not loaded.
    """
    keys = {name_key(name): name for name in names if name}
    found = _lookup(scope, keys, SetType.objects.all(), SetTypeAlias.objects.all(), "set_type", ("is_warm_up",))
    matches = {key: found.get(key) or Match(name, None, How.CREATE) for key, name in keys.items()}
    working = SetType.objects.get(slug=default_slug)
    matches[""] = Match(working.name, working.pk, How.EXACT, is_warm_up=working.is_warm_up)
    return matches


def decide(matches: dict[str, Match], decisions: Mapping[str, Any], entries: QuerySet[Any], extra: str) -> None:
    """Overwrite ``matches`` by what the athlete decided: ``{name key: {"action": "use"|"create"|"skip", "id": …}}``.

    ``entries`` are those that may be used; a decision for another one is as if it had not been made.
    """
    chosen = {int(each["id"]) for each in decisions.values() if each.get("action") == "use" and each.get("id")}
    usable = dict(entries.filter(pk__in=chosen).values_list("pk", extra))
    for key, decision in decisions.items():
        if key not in matches:
            continue
        match decision.get("action"):
            case "use" if int(decision.get("id") or 0) in usable:
                pk = int(decision["id"])
                matches[key] = replace(matches[key], entry_id=pk, how=How.DECIDED, **{extra: usable[pk]})
            case "create":
                matches[key] = replace(matches[key], entry_id=None, how=How.CREATE)
            case "skip":
                matches[key] = replace(matches[key], entry_id=None, how=How.SKIP)


@dataclass(slots=True)
class _Shape:
    """What the sets of one name consist of, to choose a kind for an exercise that has to be created."""

    reps: bool = False
    weight: bool = False
    seconds: bool = False
    metres: bool = False

    def take(self, row: SetRecord) -> None:
        self.reps = self.reps or row.number_reps > 0
        self.weight = self.weight or row.weight > 0
        self.seconds = self.seconds or bool(row.duration_seconds)
        self.metres = self.metres or bool(row.distance_metres)

    @property
    def kind(self) -> str:
        if self.reps:
            return Kind.WEIGHT_REPS if self.weight else Kind.BODYWEIGHT
        if self.metres:
            return Kind.WEIGHT_DISTANCE if self.weight else Kind.DISTANCE
        if self.seconds:
            return Kind.WEIGHT_DURATION if self.weight else Kind.DURATION
        return Kind.WEIGHT_REPS


def _lookup(
    scope: Scope,
    names: dict[str, str],
    entries: QuerySet[Any],
    aliases: QuerySet[Any],
    target: str,
    extra: tuple[str, ...],
) -> dict[str, Match]:
    """Matches by key. Weakest first, so that a stronger one overwrites: shared alias, shared, own, remembered."""
    found: dict[str, Match] = {}
    owner_last = "owner_id"
    for chunk in _chunks(list(names)):
        visible_aliases = aliases.visible_to(scope).filter(name_key__in=chunk)  # type: ignore[attr-defined]
        visible_entries = entries.visible_to(scope).filter(name_key__in=chunk)  # type: ignore[attr-defined]
        alias_rows = list(visible_aliases.values("name_key", "owner_id", target, *(f"{target}__{e}" for e in extra)))
        for row in (row for row in alias_rows if row[owner_last] is None):
            found[row["name_key"]] = _match(
                names, row, row[target], How.ALIAS, {e: row[f"{target}__{e}"] for e in extra}
            )
        entry_rows = list(visible_entries.values("name_key", "owner_id", "id", *extra))
        for row in sorted(entry_rows, key=lambda row: row[owner_last] is not None):
            found[row["name_key"]] = _match(names, row, row["id"], How.EXACT, {e: row[e] for e in extra})
        for row in (row for row in alias_rows if row[owner_last] is not None):
            extras = {e: row[f"{target}__{e}"] for e in extra}
            how = How.REMEMBERED if row[target] else How.SKIP
            found[row["name_key"]] = _match(names, row, row[target], how, extras if row[target] else {})
    return found


def _match(names: dict[str, str], row: dict[str, Any], entry_id: int | None, how: How, extras: dict[str, Any]) -> Match:
    return Match(names[row["name_key"]], entry_id, how, **extras)


def _chunks(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + NAMES_PER_QUERY] for start in range(0, len(keys), NAMES_PER_QUERY))
