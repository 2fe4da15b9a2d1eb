"""Names of exercises in the languages of phones, made from two short lists per language.

Apps translate the movement and the equipment on their own: ``Bench Press (Barbell)`` is ``Supino Reto (Barra)``. A file
in ``languages/`` says how each is called; a name is made for every pair of which the catalogue has the English one.
Imports look names up here that no alias has. They are no aliases themselves: 4,700 more of these would make the search
as you type half as slow again, and its best hit another one.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from sessions_app.catalogue.data import load_exercises
from workouttracker.kit.limits import NAME_LENGTH
from workouttracker.kit.text import name_key

Words = Mapping[str, tuple[str, ...]]
"""By our English word: the words of a language for it, the likeliest first."""


_FOR_RARER = 2
"""Of the words for a tool, so many are joined to the rarer names of a movement; all of them to its first one."""
_BEGINS_SMALL = re.compile(r"(com|con|no|na|en|aux|à|a|ai|al|alla|mit)\b")


@dataclass(frozen=True, slots=True)
class Language:
    """What movements and equipment are called in one language."""

    code: str
    equipment: Words
    moves: Words


@lru_cache(maxsize=1)
def slugs_in_other_languages() -> Mapping[str, str]:
    """By folded name: the exercise that it means in one of the languages. Made once per process, in 0.2 s."""
    english = {name_key(name): each.slug for each in load_exercises() for name in (each.name, each.de, *each.aliases)}
    found: dict[str, str] = {}
    for language in load_languages():
        for name, slug in translated(language, english):
            key = name_key(name)
            if key not in english:
                found.setdefault(key, slug)
    return found


def load_languages() -> tuple[Language, ...]:
    """The languages that are shipped. Raises ``ValueError`` naming the file when one can't be read."""
    folder = files("sessions_app.catalogue.languages")
    sources = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    return tuple(read_language(source.name, source.read_text(encoding="utf-8")) for source in sources)


def read_language(file: str, text: str) -> Language:
    """A language from the text of its file; see ``load_languages``."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}") from error
    if set(document) != {"equipment", "moves"}:
        raise ValueError(f"{file}: expected [equipment] and [moves] and nothing else")
    return Language(
        file.removesuffix(".toml"),
        _words(file, "equipment", document["equipment"]),
        _words(file, "moves", document["moves"]),
    )


def _words(file: str, table: str, found: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(found, dict):
        raise ValueError(f"{file}: [{table}] must be a table")  # noqa: TRY004 - one kind of error for a data file
    words = {}
    for ours, theirs in found.items():
        if not isinstance(theirs, list) or not all(isinstance(word, str) and 0 < len(word) <= 80 for word in theirs):
            raise ValueError(f"{file}: {ours!r} must be a list of texts of at most 80 characters")
        words[ours] = tuple(theirs)
    return words


def translated(language: Language, slugs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names in ``language`` and the slug of what each means; ``slugs`` knows the English ones by their key.

    Raises ``ValueError`` for a movement that the catalogue doesn't know at all.
    """
    for move, theirs in language.moves.items():
        pairs = {tool: slug for tool in language.equipment if (slug := slugs.get(name_key(f"{move} ({tool})")))}
        plain = slugs.get(name_key(move))
        if plain is None and not pairs:
            raise ValueError(f"{language.code}.toml: no exercise is called {move!r}")
        for place, their_move in enumerate(theirs):
            if plain is not None:
                yield their_move, plain
            for tool, slug in pairs.items():
                words = language.equipment[tool]
                for name in _joined(their_move, words if place == 0 else words[:_FOR_RARER]):
                    yield name, slug


def _joined(move: str, tools: tuple[str, ...]) -> Iterator[str]:
    """A movement with each of its tools: ``Curl con Bilanciere`` where the word begins small, else in brackets."""
    for tool in tools:
        name = f"{move} {tool}" if _BEGINS_SMALL.match(tool) else f"{move} ({tool})"
        if len(name) <= NAME_LENGTH:
            yield name
