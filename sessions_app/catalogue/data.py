"""Reads the shipped catalogue from its TOML files and checks it. Imports no Django, so any tool can use it."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from sessions_app.catalogue.spellings import arrangements, compounds, spellings
from workouttracker.kit.limits import DESCRIPTION_LENGTH, NAME_LENGTH
from workouttracker.kit.text import name_key

KINDS = frozenset(
    {
        "weight_reps",
        "bodyweight",
        "assisted",
        "reps_only",
        "duration",
        "distance",
        "weight_duration",
        "weight_distance",
    }
)
EQUIPMENT = frozenset(
    {
        "none",
        "barbell",
        "dumbbell",
        "kettlebell",
        "machine",
        "cable",
        "smith_machine",
        "ez_bar",
        "trap_bar",
        "plate",
        "band",
        "suspension",
        "medicine_ball",
        "sled",
        "landmine",
        "cardio_machine",
        "other",
    }
)
MUSCLES = frozenset(
    {
        "chest",
        "lats",
        "upper_back",
        "traps",
        "lower_back",
        "front_delts",
        "side_delts",
        "rear_delts",
        "biceps",
        "triceps",
        "forearms",
        "quads",
        "hamstrings",
        "glutes",
        "calves",
        "adductors",
        "abductors",
        "abs",
        "obliques",
        "hip_flexors",
        "neck",
        "cardio",
        "full_body",
    }
)


@dataclass(frozen=True, slots=True)
class CatalogueExercise:
    """A shipped exercise. ``de`` is its German name, ``aliases`` are all its other names in any language."""

    slug: str
    name: str
    de: str
    kind: str
    equipment: str
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    aliases: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class CatalogueSetType:
    """A shipped set type; ``position`` is its place in lists, from 1."""

    slug: str
    name: str
    de: str
    description: str
    warm_up: bool
    aliases: tuple[str, ...]
    position: int


def load_exercises() -> tuple[CatalogueExercise, ...]:
    """All shipped exercises, by file and then in the order of the file.

    Names that follow from a rule (see ``spellings``) are among the aliases. A name stands for one exercise only: a
    written one wins against a derived one, of two derived ones the first. Raises ``ValueError`` naming file and slug
    when an entry is incomplete, uses an unknown word, or takes a slug or name that another entry has.
    """
    folder = _folder() / "exercises"
    sources = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return read_exercises((source.name, _entries(source, "exercise")) for source in sources)


def load_set_types() -> tuple[CatalogueSetType, ...]:
    """All shipped set types in the order in which they are offered; errors as in ``load_exercises``."""
    source = _folder() / "set_types.toml"
    return read_set_types(source.name, _entries(source, "set_type"))


def read_exercises(sources: Iterable[tuple[str, list[dict[str, Any]]]]) -> tuple[CatalogueExercise, ...]:
    """Exercises from (file name, entries) pairs; see ``load_exercises``."""
    taken = _Taken()
    exercises = []
    for file, entries in sources:
        for entry in entries:
            exercise = _exercise(file, entry)
            taken.add(file, exercise.slug, exercise.name, exercise.de, exercise.aliases)
            exercises.append(exercise)
    return tuple(replace(e, aliases=(*e.aliases, *taken.derive(e))) for e in exercises)


def read_set_types(file: str, entries: list[dict[str, Any]]) -> tuple[CatalogueSetType, ...]:
    """Set types from the entries of one file; see ``load_set_types``."""
    taken = _Taken()
    set_types = []
    for position, entry in enumerate(entries, start=1):
        fields = _Fields(file, entry)
        set_type = CatalogueSetType(
            slug=fields.slug,
            name=fields.text("name", NAME_LENGTH),
            de=fields.text("de", NAME_LENGTH),
            description=fields.text("description", DESCRIPTION_LENGTH),
            warm_up=fields.flag("warm_up"),
            aliases=fields.texts("aliases"),
            position=position,
        )
        fields.end()
        taken.add(file, set_type.slug, set_type.name, set_type.de, set_type.aliases)
        set_types.append(set_type)
    return tuple(set_types)


def _exercise(file: str, entry: dict[str, Any]) -> CatalogueExercise:
    fields = _Fields(file, entry)
    exercise = CatalogueExercise(
        slug=fields.slug,
        name=fields.text("name", NAME_LENGTH),
        de=fields.text("de", NAME_LENGTH),
        kind=fields.word("kind", KINDS),
        equipment=fields.word("equipment", EQUIPMENT),
        primary=fields.words("primary", MUSCLES),
        secondary=fields.words("secondary", MUSCLES),
        aliases=fields.texts("aliases"),
        description=fields.text("description", DESCRIPTION_LENGTH, optional=True),
    )
    fields.end()
    if not exercise.primary:
        raise fields.error("'primary' names no muscle")
    if set(exercise.primary) & set(exercise.secondary):
        raise fields.error("a muscle is both primary and secondary")
    return exercise


def _folder() -> Traversable:
    return files("sessions_app.catalogue")


def _entries(source: Traversable, table: str) -> list[dict[str, Any]]:
    """The array of tables ``table``, the only thing a data file may hold."""
    try:
        document = tomllib.loads(source.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{source.name}: {error}") from error
    entries = document.pop(table, [])
    if document or not isinstance(entries, list) or not entries:
        raise ValueError(f"{source.name}: expected nothing but [[{table}]]")
    return entries


class _Taken:
    """Which slugs and names are given away, so that none stands for two entries."""

    def __init__(self) -> None:
        self._slugs: set[str] = set()
        self._names: dict[str, str] = {}

    def add(self, file: str, slug: str, name: str, de: str, aliases: tuple[str, ...]) -> None:
        """Give the names to ``slug``. The German name may equal the name; an alias must say something new."""
        if slug in self._slugs:
            raise ValueError(f"{file}: {slug}: this slug stands twice")
        self._slugs.add(slug)
        names = (name, *aliases) if name_key(de) == name_key(name) else (name, de, *aliases)
        for other in names:
            holder = self._names.setdefault(name_key(other), slug)
            if holder != slug or names.index(other) != _last_index(names, other):
                raise ValueError(f"{file}: {slug}: the name {other!r} already belongs to {holder}")

    def derive(self, exercise: CatalogueExercise) -> Iterator[str]:
        """Spellings of the exercise's names that nobody has yet; they are taken then."""
        yield from self._free(spellings(exercise.name), exercise.slug)
        for alias in exercise.aliases:
            yield from self._free((*arrangements(alias), *compounds(alias)), exercise.slug)

    def _free(self, names: Iterable[str], slug: str) -> Iterator[str]:
        for name in names:
            if name_key(name) not in self._names:
                self._names[name_key(name)] = slug
                yield name


def _last_index(names: tuple[str, ...], name: str) -> int:
    """Where the last of ``names`` stands that compares equal to ``name``."""
    return max(index for index, other in enumerate(names) if name_key(other) == name_key(name))


class _Fields:
    """Takes the fields of one entry one by one; what is left at the end is a mistake."""

    def __init__(self, file: str, entry: dict[str, Any]) -> None:
        self._file = file
        self._left = dict(entry)
        self.slug = ""
        self.slug = self.text("slug", 80)

    def error(self, what: str) -> ValueError:
        return ValueError(f"{self._file}: {self.slug or 'an entry without a slug'}: {what}")

    def text(self, key: str, longest: int, *, optional: bool = False) -> str:
        value = self._left.pop(key, "" if optional else None)
        if not isinstance(value, str) or not (value or optional):
            raise self.error(f"'{key}' must be a text")
        if len(value) > longest:
            raise self.error(f"'{key}' is longer than {longest} characters")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._left.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(v, str) and 0 < len(v) <= NAME_LENGTH for v in values):
            raise self.error(f"'{key}' must be a list of texts")
        return tuple(values)

    def flag(self, key: str) -> bool:
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.error(f"'{key}' must be true or false")
        return value

    def word(self, key: str, known: frozenset[str]) -> str:
        value = self.text(key, NAME_LENGTH)
        if value not in known:
            raise self.error(f"'{key}' is unknown: {value!r}")
        return value

    def words(self, key: str, known: frozenset[str]) -> tuple[str, ...]:
        values = self.texts(key)
        unknown = sorted(set(values) - known)
        if unknown:
            raise self.error(f"'{key}' is unknown: {', '.join(map(repr, unknown))}")
        if len(set(values)) != len(values):
            raise self.error(f"'{key}' names a muscle twice")
        return values

    def end(self) -> None:
        if self._left:
            raise self.error(f"unknown fields: {', '.join(sorted(self._left))}")
