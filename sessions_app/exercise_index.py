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
from django.db.models import QuerySet

from sessions_app.data_versions import Area, data_versions
from sessions_app.models import ExerciseAlias, ExerciseType
from sessions_app.reads import ExerciseChoice
from sharing.scope import Scope
from workouttracker.kit.text import name_key

CODE_VERSION = 2
"""Counted up when the index gets another shape."""
KEPT_SECONDS = 24 * 3600
SHORTEST_WORD = 3
"""Shorter words are not worth correcting."""
TEXTS = ("shown", "spaced", "joined", "initials", "words")
_NOT_LETTERS = re.compile(r"[^\w\n]+|_")


def search_key(text: str) -> str:
    """``text`` as the search compares it: "Bench-Press (Barbell)" → "bench press barbell"."""
    return " ".join(_search_keys(name_key(text)).split())


def _search_keys(keys: str) -> str:
    """``keys`` (of ``name_key``, a line each) with a space for everything that is neither letter nor digit."""
    return _NOT_LETTERS.sub(" ", keys)


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

    def fill(self, choices: list[ExerciseChoice], names: list[tuple[int, bool, str, str]]) -> None:
        """Take in ``choices`` and their ``names``: place, whether it is the exercise's own, as shown, as compared.

        All at once rather than name by name: 12,000 names in a tenth of the time.
        """
        self.choices = choices
        self.places = [name[0] for name in names]
        self.is_name = [name[1] for name in names]
        self.shown = [" ".join(name[2].split()) for name in names]
        keys = _search_keys("\n".join(name[3] for name in names)).split("\n") if names else []
        each = [key.split() for key in keys]
        self.spaced = ["".join([f" {word}" for word in words]) for words in each]
        self.joined = ["".join(words) for words in each]
        self.initials = ["".join([word[0] for word in words]) for words in each]
        of_place = Counter(self.places)
        self.counts = [of_place[place] for place in range(len(choices))]
        counted = Counter(word for words in each for word in words if len(word) >= SHORTEST_WORD)
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
    exercises, aliases = ExerciseType.objects.visible_to(scope), ExerciseAlias.objects.visible_to(scope)
    catalogue, owner_id = versions[Area.CATALOGUE], scope.owner_id
    shared = shared_index(catalogue, exercises.filter(owner=None), aliases.filter(owner=None))
    build = partial(_built, exercises.filter(owner=owner_id), aliases.filter(owner=owner_id))
    return shared.plus(_kept(f"{_key(catalogue)}:{owner_id}:{versions[Area.LOG]}", build))


def shared_index(
    version: str, exercises: "QuerySet[ExerciseType]", aliases: "QuerySet[ExerciseAlias]"
) -> ExerciseIndex:
    """The index of the shared catalogue at ``version`` (empty: not known, nothing is kept)."""
    build = partial(_built, exercises, aliases)
    return _remembered(_key(version), build) if version else build()


def _key(version: str) -> str:
    return f"exercises:{CODE_VERSION}:{version}"


_REMEMBERED: dict[str, ExerciseIndex] = {}
"""The latest shared index under its key, in each process: taking it out of the cache is half of a search's time.

The key holds a random token, so whichever process changes the catalogue, no other one goes on with an older index.
"""


def _remembered(key: str, build: Callable[[], ExerciseIndex]) -> ExerciseIndex:
    """The index that this process used last, else the one in the cache."""
    index = _REMEMBERED.get(key)
    if index is None:
        index = _kept(key, build)
        if not connection.in_atomic_block:
            _REMEMBERED.clear()
            _REMEMBERED[key] = index
    return index


def _kept(key: str, build: Callable[[], ExerciseIndex]) -> ExerciseIndex:
    """The index in the cache, or made now. Inside a transaction nothing is kept: it may still be rolled back."""
    found = cache.get(key)
    if isinstance(found, dict):
        return ExerciseIndex.unpacked(found)
    index = build()
    if not connection.in_atomic_block:
        cache.set(key, index.packed(), KEPT_SECONDS)
    return index


def _built(exercises: "QuerySet[ExerciseType]", aliases: "QuerySet[ExerciseAlias]") -> ExerciseIndex:
    """The names of ``exercises``: the shared ones, or those that are the athlete's own."""
    rows = list(exercises.order_by("name_key").values_list("pk", "name", "kind", "name_key"))
    place_by_id = {row[0]: place for place, row in enumerate(rows)}
    names = [(place, True, row[1], row[3]) for place, row in enumerate(rows)]
    # One that the athlete remembers for a shared exercise points at it by its negative key.
    names += [
        (place_by_id.get(exercise_id, -exercise_id), False, name, key)
        for exercise_id, name, key in aliases.filter(exercise_type__isnull=False)
        .order_by("name_key")
        .values_list("exercise_type", "name", "name_key")
    ]
    index = ExerciseIndex()
    index.fill([ExerciseChoice(*row[:3]) for row in rows], names)
    return index
