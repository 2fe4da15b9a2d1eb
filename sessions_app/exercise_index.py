"""What the exercise search looks through: every name of every exercise, folded for comparing, kept in the shared cache.

The key holds the version of the data it was made from, so nothing is ever stale and nothing has to be deleted.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import connection

from sessions_app.data_versions import Area, data_versions
from sessions_app.models import ExerciseAlias, ExerciseType
from sessions_app.reads import ExerciseChoice, choices
from sharing.scope import Scope
from workouttracker.kit.text import name_key, one_line

CODE_VERSION = 1
"""Counted up when the index gets another shape."""
KEPT_SECONDS = 24 * 3600
SHORTEST_WORD = 3
"""Shorter words are not worth correcting."""
TEXTS = ("shown", "spaced", "joined", "initials", "words")
_NOT_LETTERS = re.compile(r"[^\w]+|_")


def search_key(text: str) -> str:
    """``text`` as the search compares it: "Bench-Press (Barbell)" → "bench press barbell"."""
    return " ".join(_NOT_LETTERS.sub(" ", name_key(text)).split())


@dataclass(slots=True)
class ExerciseIndex:
    """Parallel lists, one entry for each name: of which exercise (its place in ``choices``), in three spellings.

    ``spaced`` starts every word with a space, ``joined`` has no space at all, ``initials`` are the words' first
    letters. ``counts`` says how many names each exercise of ``choices`` has, ``words`` are all words of all names, the
    most frequent first.
    """

    choices: list[ExerciseChoice] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    is_name: list[bool] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    spaced: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    initials: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, place: int, name: str, *, is_name: bool) -> None:
        """One more name of the exercise at ``place``."""
        words = search_key(name).split()
        self.places.append(place)
        self.is_name.append(is_name)
        self.shown.append(one_line(name))
        self.spaced.append("".join(f" {word}" for word in words))
        self.joined.append("".join(words))
        self.initials.append("".join(word[0] for word in words))

    def count(self) -> None:
        """Fill ``words`` and ``counts``."""
        of_place = Counter(self.places)
        self.counts = [of_place[place] for place in range(len(self.choices))]
        counted = Counter(word for text in self.spaced for word in text.split() if len(word) >= SHORTEST_WORD)
        self.words = [word for word, _count in counted.most_common()]

    def plus(self, own: "ExerciseIndex") -> "ExerciseIndex":
        """Both together; this one stays as it is."""
        if not own.places:
            return self
        before, place_by_id = len(self.choices), {choice.id: place for place, choice in enumerate(self.choices)}
        shifted = [place + before if place >= 0 else place_by_id[-place] for place in own.places]
        return ExerciseIndex(
            choices=self.choices + own.choices,
            counts=self.counts + own.counts,
            places=self.places + shifted,
            is_name=self.is_name + own.is_name,
            shown=self.shown + own.shown,
            spaced=self.spaced + own.spaced,
            joined=self.joined + own.joined,
            initials=self.initials + own.initials,
            words=self.words + own.words,
        )

    def packed(self) -> dict[str, Any]:
        """As the cache keeps it: JSON with few, long texts is read ten times as fast as with many short ones."""
        packed: dict[str, Any] = {name: "\n".join(getattr(self, name)) for name in TEXTS}
        packed |= {name: getattr(self, name) for name in ("counts", "places", "is_name")}
        return packed | {"choices": [[choice.id, choice.name, choice.kind] for choice in self.choices]}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> "ExerciseIndex":
        """What ``packed`` was made of."""
        texts = {name: packed[name].split("\n") if packed["places"] else [] for name in TEXTS}
        texts["words"] = packed["words"].split()
        choices = [ExerciseChoice(*values) for values in packed["choices"]]
        numbers = {name: packed[name] for name in ("counts", "places", "is_name")}
        return cls(choices=choices, **numbers, **texts)


def exercise_index(scope: Scope) -> ExerciseIndex:
    """Every name that ``scope`` may choose an exercise by: the shared catalogue's, and the owner's own."""
    if scope.owner is None:
        return ExerciseIndex()
    versions = data_versions(scope)
    key = f"exercises:{CODE_VERSION}:{versions[Area.CATALOGUE]}"
    shared = _kept(key, partial(_built, scope, None))
    return shared.plus(_kept(f"{key}:{scope.owner_id}:{versions[Area.LOG]}", partial(_built, scope, scope.owner_id)))


def _kept(key: str, build: Callable[[], ExerciseIndex]) -> ExerciseIndex:
    """The index in the cache, or made now. Inside a transaction nothing is kept: it may still be rolled back."""
    found = cache.get(key)
    if isinstance(found, dict):
        return ExerciseIndex.unpacked(found)
    index = build()
    if not connection.in_atomic_block:
        cache.set(key, index.packed(), KEPT_SECONDS)
    return index


def _built(scope: Scope, owner_id: int | None) -> ExerciseIndex:
    """The names of the shared exercises (``owner_id`` None), or those that are the athlete's own."""
    index = ExerciseIndex()
    place_by_id: dict[int, int] = {}
    exercises = ExerciseType.objects.visible_to(scope).filter(owner=owner_id)
    for choice in choices(exercises):
        place_by_id[choice.id] = len(index.choices)
        index.choices.append(choice)
        index.add(place_by_id[choice.id], choice.name, is_name=True)
    aliases = ExerciseAlias.objects.visible_to(scope).filter(owner=owner_id, exercise_type__isnull=False)
    for exercise_id, name in aliases.values_list("exercise_type", "name"):
        # One that the athlete remembers for a shared exercise points at it by its negative key.
        index.add(place_by_id.get(exercise_id, -exercise_id), name, is_name=False)
    index.count()
    return index
