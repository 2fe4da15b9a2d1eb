"""Renaming in bulk: workouts, and exercises of one's own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portability.services.clean_up.chosen import Chosen, chunks, lock_unchanged
from sessions_app.caching import Component, code_version, kept_json
from sessions_app.models import ExerciseAlias, ExerciseType, Undo, WorkoutSession, WorkoutSet
from sessions_app.services.writing import log_write, sessions_count_up
from sharing.scope import Scope
from workouttracker.kit.limits import NAME_LENGTH
from workouttracker.kit.text import name_key, one_line

KIND = "clean_up_names"
NAMES_OFFERED = 200


class Named(StrEnum):
    """What is renamed."""

    SESSIONS = "sessions"
    EXERCISES = "exercises"


@dataclass(frozen=True, slots=True)
class Renaming:
    """Names that hold ``find`` (``whole``: that are it) get ``replace`` in its place; case does not count."""

    find: str
    replace: str
    whole: bool = False

    def of(self, name: str) -> str:
        """The new name; the same one when it is not meant."""
        found = one_line(self.find)
        if self.whole:
            return one_line(self.replace) if name_key(name) == name_key(found) else name
        put = self.replace
        return one_line(re.sub(re.escape(found), lambda _match: put, name, flags=re.IGNORECASE))


def names_there(*, scope: Scope) -> list[str]:
    """Names of workouts to choose from, in order: kept until the log changes, for all sessions are read."""
    rows = Chosen().sessions(scope).order_by("name").values_list("name", flat=True).distinct()[:NAMES_OFFERED]
    part = Component("names-there", (code_version((Path(__file__),)),))
    return list(kept_json(scope, part, lambda: list(rows)))


@dataclass(frozen=True, slots=True)
class NameChange:
    """One name: how many workouts (or sets) have it; ``problem`` says why it stays as it is, if it does."""

    before: str
    after: str
    uses: int
    problem: str = ""
    exercise_id: int = 0


@dataclass(frozen=True, slots=True)
class NamesPlan:
    """What renaming would do."""

    named: Named
    changes: tuple[NameChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.changes

    @property
    def is_refused(self) -> bool:
        return not self.to_do

    @property
    def to_do(self) -> list[NameChange]:
        """Those without a problem."""
        return [each for each in self.changes if not each.problem]

    @property
    def count(self) -> int:
        """How many workouts or exercises get another name."""
        return sum(each.uses for each in self.to_do) if self.named is Named.SESSIONS else len(self.to_do)


def names_plan(*, scope: Scope, named: Named, renaming: Renaming, chosen: Chosen) -> NamesPlan:
    """What ``names_replace`` would do now. ``chosen`` narrows workouts; exercises are all of the athlete's own."""
    if named is Named.EXERCISES:
        return NamesPlan(named, tuple(_exercise_changes(scope, renaming)))
    rows = chosen.sessions(scope).values_list("name").annotate(Count("pk")).order_by("name")
    found = [(name, renaming.of(name), count) for name, count in rows]
    return NamesPlan(
        named, tuple(NameChange(name, new, count, _unfit(new)) for name, new, count in found if new != name)
    )


def names_replace(
    *, scope: Scope, named: Named, renaming: Renaming, chosen: Chosen, version: str | None = None
) -> Undo | None:
    """Rename what has no problem; the returned row undoes it, None when there is nothing to rename.

    Imports remember the old names of exercises. Raises ``StaleError`` when the log is not at ``version``.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "names_replace") as write:
        is_sessions = named is Named.SESSIONS
        lock_unchanged(
            scope, chosen.sessions(scope) if is_sessions else ExerciseType.objects.editable_by(scope), version
        )
        plan = names_plan(scope=scope, named=named, renaming=renaming, chosen=chosen)
        write.changed = bool(plan.to_do)
        if not plan.to_do:
            return None
        payload: dict[str, Any] = {"named": named.value}
        if named is Named.SESSIONS:
            payload["names"] = [_rename_sessions(chosen, scope, each) for each in plan.to_do]
            write.session_ids += sorted(pk for _before, _after, ids in payload["names"] for pk in ids)
        else:
            payload |= _rename_exercises(scope, plan.to_do)
        return Undo.objects.create(owner=owner, kind=KIND, label=_words(plan), payload=payload)


def restore_names(undo: Undo) -> list[int]:
    """Give what still has the new name its old one back; the keys of the sessions among it."""
    payload: dict[str, Any] = undo.payload
    if payload["named"] == Named.EXERCISES:
        _restore_exercises(undo.owner_id, payload)
        return []
    touched: list[int] = []
    for before, after, ids in payload["names"]:
        for some in chunks(ids):
            rows = WorkoutSession.objects.filter(owner=undo.owner, pk__in=some, name=after)
            mine = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
            _set_name(mine, before)
            touched += mine
    return sorted(touched)


def _exercise_changes(scope: Scope, renaming: Renaming) -> Iterable[NameChange]:
    own = list(ExerciseType.objects.editable_by(scope).order_by("name_key").values_list("pk", "name"))
    wanted = [(pk, name, renaming.of(name)) for pk, name in own]
    keys, present = [name_key(new) for _pk, _name, new in wanted], {name_key(name) for _pk, name in own}
    shared = set(
        ExerciseType.objects.visible_to(scope).filter(owner=None, name_key__in=keys).values_list("name_key", flat=True)
    )
    uses = _uses(scope)
    for (pk, name, new), key in zip(wanted, keys, strict=True):
        if new != name:
            taken = key in shared or keys.count(key) > 1 or (key in present and key != name_key(name))
            problem = _("There is such an exercise already. Merge them instead.") if taken else _unfit(new)
            yield NameChange(name, new, uses.get(pk, 0), problem, pk)


def _uses(scope: Scope) -> dict[int, int]:
    """How many sets each exercise has."""
    rows = WorkoutSet.objects.visible_to(scope).order_by().values_list("exercise_type")
    return dict(rows.annotate(Count("pk")))


def _unfit(name: str) -> str:
    """Why nothing can be called ``name``; empty when it can."""
    if not name:
        return _("Nothing would be left of the name.")
    if len(name) > NAME_LENGTH:
        return _("The name would be longer than %(most)s characters.") % {"most": NAME_LENGTH}
    return ""


def _rename_sessions(chosen: Chosen, scope: Scope, change: NameChange) -> list[Any]:
    rows = chosen.sessions(scope).filter(name=change.before)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    _set_name(ids, change.after)
    return [change.before, change.after, ids]


def _set_name(session_ids: Sequence[int], name: str) -> None:
    for ids in chunks(session_ids):
        WorkoutSession.objects.filter(pk__in=ids).update(name=name)
    sessions_count_up(session_ids)


def _rename_exercises(scope: Scope, changes: Sequence[NameChange]) -> dict[str, Any]:
    owner = scope.require_owner()
    made = []
    by_key = {each.exercise_id: each for each in changes}
    for row in ExerciseType.objects.editable_by(scope).select_for_update().filter(pk__in=list(by_key)).order_by("pk"):
        old_name, old_key = row.name, row.name_key
        row.name = by_key[row.pk].after
        row.save(update_fields=["name"])
        if row.name_key != old_key and not ExerciseAlias.objects.filter(owner=owner, name_key=old_key).exists():
            alias = ExerciseAlias(owner=owner, name=old_name, exercise_type=row, source=ExerciseAlias.Source.REMEMBERED)
            alias.save()
            made.append(alias.pk)
    return {"exercises": [[each.exercise_id, each.before, each.after] for each in changes], "made": made}


def _restore_exercises(owner_id: int, payload: dict[str, Any]) -> None:
    ExerciseAlias.objects.filter(owner=owner_id, pk__in=payload["made"]).delete()
    before = {pk: (old, new) for pk, old, new in payload["exercises"]}
    rows = ExerciseType.objects.select_for_update().filter(owner=owner_id, pk__in=list(before)).order_by("pk")
    for row in rows:
        old, new = before[row.pk]
        others = ExerciseType.objects.filter(name_key=name_key(old)).exclude(pk=row.pk)
        taken = others.filter(owner=owner_id).exists() or others.filter(owner=None).exists()
        if row.name == new and not taken:
            row.name = old
            row.save(update_fields=["name"])


def _words(plan: NamesPlan) -> str:
    if plan.named is Named.SESSIONS:
        words = ngettext("%(number)d workout renamed.", "%(number)d workouts renamed.", plan.count)
    else:
        words = ngettext("%(number)d exercise renamed.", "%(number)d exercises renamed.", plan.count)
    return words % {"number": plan.count}
