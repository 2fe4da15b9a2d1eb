"""Finding an exercise by whatever somebody types: its name, another name, a part, initials, a slip of the finger.

One function for every page that lets choose an exercise. How well a name fits is a number (``Fit``); favourites and
recent exercises are lifted, but never above the exercise that is called exactly what was typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from sessions_app.exercise_index import SHORTEST_WORD, ExerciseIndex, exercise_index, search_key
from sessions_app.reads import ExerciseChoice
from sharing.scope import Scope

MOST_RESULTS = 30


class Fit:
    """How well a name fits, best first; what is added for a name, for closeness, for favourites stays below a step."""

    EXACT = 112
    PREFIX = 74
    WORDS = 62
    INITIALS = 52
    INSIDE = 42
    """Within a word; three letters and more."""

    IS_NAME = 4
    CLOSENESS = 14
    WHOLE_WORDS = 5
    WELL_KNOWN = 8
    """For an exercise with as many other names as ``WELL_KNOWN_NAMES``: what everybody does has many."""
    FAVOURITE = 25
    RECENT = 18
    CORRECTED = 0.5
    """A corrected query counts half."""


WELL_KNOWN_NAMES = 12
INITIALS_LENGTHS = range(2, 7)
WORD_LIKENESS = 0.72
"""At least this like a name must be what can't be corrected word by word."""
ALTERNATIVES = 3
"""How many corrections are tried, of each word and of the whole."""


@dataclass(frozen=True, slots=True)
class FoundExercise:
    """An exercise that was found; ``alias`` is the other name that fitted, when it was not the exercise's own."""

    id: int
    name: str
    kind: str
    alias: str = ""

    @property
    def choice(self) -> ExerciseChoice:
        return ExerciseChoice(self.id, self.name, self.kind)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first; whether there is ``more``, and whether one is called ``exactly`` that."""

    exercises: list[FoundExercise]
    more: bool = False
    exactly: bool = False


def exercises_found(
    scope: Scope,
    text: str,
    *,
    favourites: Iterable[int] = (),
    recent: Sequence[int] = (),
    limit: int = MOST_RESULTS,
) -> Found:
    """The exercises that ``scope`` may choose and ``text`` may mean; ``recent`` are ids, the latest first."""
    key = search_key(text)
    if not key:
        return Found([])
    index = exercise_index(scope)
    lifts: dict[int, float] = {pk: Fit.RECENT - rank / 10 for rank, pk in enumerate(recent[:100])}
    lifts |= {pk: Fit.FAVOURITE + lifts.get(pk, 0) / 100 for pk in favourites}
    best = _search(index, key)
    ranked = sorted(best.items(), key=lambda item: _order(index, item, lifts))
    found = [_found(index, place, entry) for place, (_score, entry) in ranked]
    exactly = any(search_key(exercise.name) == key for exercise in found[:3])
    return Found(found[:limit], more=len(found) > limit, exactly=exactly)


Best = dict[int, tuple[float, int]]
"""For the place of each exercise found: how well its best fitting name fits, and which entry that is."""


def _order(index: ExerciseIndex, item: tuple[int, tuple[float, int]], lifts: dict[int, float]) -> tuple[float, str]:
    place, (score, entry) = item
    lift = lifts.get(index.choices[place].id, 0)
    if score >= Fit.EXACT + Fit.IS_NAME:
        return (-score - Fit.EXACT, index.joined[entry])
    known = Fit.WELL_KNOWN * min(index.counts[place], WELL_KNOWN_NAMES) / WELL_KNOWN_NAMES
    lifted = score + (lift + known) * (Fit.CORRECTED if score < Fit.INSIDE else 1)
    return (-lifted, index.joined[entry])


def _found(index: ExerciseIndex, place: int, entry: int) -> FoundExercise:
    choice = index.choices[place]
    return FoundExercise(choice.id, choice.name, choice.kind, "" if index.is_name[entry] else index.shown[entry])


def _search(index: ExerciseIndex, key: str) -> Best:
    """As typed; else with umlauts written out; else with the nearest words; else the names most like it."""
    best = _fits(index, key)
    if best:
        return best
    for pair, letter in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        if pair in key and (best := _fits(index, key.replace(pair, letter))):
            return best
    return _corrected(index, key) or _alike(index, key)


def _fits(index: ExerciseIndex, key: str) -> Best:
    """Every exercise one of whose names holds what was typed."""
    joined = key.replace(" ", "")
    best: Best = {}
    for entry in [n for n, text in enumerate(index.joined) if joined in text]:
        _keep(index, best, entry, _fit_of_part(index.joined[entry], joined))
    words = [f" {word}" for word in key.split()]
    for entry in [n for n, text in enumerate(index.spaced) if words[0] in text]:
        if all(word in index.spaced[entry] for word in words[1:]):
            _keep(index, best, entry, _fit_of_words(index.spaced[entry], words, index.joined[entry], joined))
    if len(joined) in INITIALS_LENGTHS:
        for entry in [n for n, letters in enumerate(index.initials) if letters.startswith(joined)]:
            _keep(index, best, entry, Fit.INITIALS + _closeness(index.initials[entry], joined))
    return best


def _fit_of_part(text: str, part: str) -> float:
    if text == part:
        return Fit.EXACT
    if text.startswith(part):
        return Fit.PREFIX + _closeness(text, part)
    return Fit.INSIDE + _closeness(text, part) if len(part) >= SHORTEST_WORD else 0


def _fit_of_words(spaced: str, words: list[str], text: str, part: str) -> float:
    whole = Fit.WHOLE_WORDS if all(f"{word} " in f"{spaced} " for word in words) else 0
    start = Fit.PREFIX if spaced.startswith("".join(words)) else Fit.WORDS
    return start + whole + _closeness(text, part)


def _closeness(text: str, part: str) -> float:
    return Fit.CLOSENESS * len(part) / len(text) if text else 0


def _keep(index: ExerciseIndex, best: Best, entry: int, score: float, factor: float = 1) -> None:
    if not score:
        return
    place = index.places[entry]
    score = (score + (Fit.IS_NAME if index.is_name[entry] else 0)) * factor
    if place not in best or score > best[place][0]:
        best[place] = score, entry


def _corrected(index: ExerciseIndex, key: str) -> Best:
    """With each unknown word replaced by the nearest known ones."""
    best: Best = {}
    known = " ".join(index.words)
    choices = [_nearest(index.words, known, word) for word in key.split()]
    nearest_first = sorted(product(*choices), key=lambda words: sum(far for _word, far in words))
    for words in nearest_first[:ALTERNATIVES]:
        distance = sum(far for _word, far in words)
        corrected = " ".join(word for word, _far in words)
        factor = Fit.CORRECTED * (1 - distance / (len(corrected) + 1)) if corrected else 0
        for place, (score, entry) in _fits(index, corrected).items() if corrected else ():
            if place not in best or score * factor > best[place][0]:
                best[place] = score * factor, entry
    return best


def _nearest(words: list[str], known: str, typed: str) -> list[tuple[str, int]]:
    """Known words (or beginnings of them, while somebody is still typing) and how many slips they are away."""
    if len(typed) < SHORTEST_WORD or f" {typed}" in known:
        return [(typed, 0)]
    slips = 1 if len(typed) < 5 else 2
    size = len(typed)
    near: dict[str, int] = {}
    spellings = (words, [word[:size] for word in words], [word[: size + 1] for word in words])
    for extra, spelled in enumerate(spellings):
        found = process.extract(typed, spelled, scorer=OSA.distance, score_cutoff=slips, limit=ALTERNATIVES)
        for _text, distance, number in found:
            near.setdefault(words[number], int(distance) + (1 if extra and distance else 0))
    ranked = sorted(near.items(), key=lambda item: item[1])
    return ranked[:ALTERNATIVES]


def _alike(index: ExerciseIndex, key: str) -> Best:
    """The names most like the whole of it."""
    best: Best = {}
    joined = key.replace(" ", "")
    found = process.extract(
        joined, index.joined, scorer=OSA.normalized_similarity, score_cutoff=WORD_LIKENESS, limit=MOST_RESULTS
    )
    for _text, likeness, entry in found:
        _keep(index, best, entry, Fit.INSIDE, likeness * Fit.CORRECTED)
    return best
