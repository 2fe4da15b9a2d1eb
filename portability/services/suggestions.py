"""Candidates for a name that nothing matches, by normalised Levenshtein similarity."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from sessions_app.models import ExerciseAlias, ExerciseType
from sharing.scope import Scope
from workouttracker.kit.text import name_key

STRICT = 0.88
"""From this similarity on the best candidate is preselected; below it, creating an own exercise is."""
WORTH_SHOWING = 0.5
CANDIDATES = 5
_SIGNS = re.compile(r"[^\w\s]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exercise that a name might mean; ``score`` from 0 to 1."""

    id: int
    name: str
    score: float


def suggest_exercises(scope: Scope, names: Iterable[str]) -> dict[str, list[Candidate]]:
    """By name key: up to five exercises whose name or other name is most like it, best first.

    Names are compared as written and with their words in alphabetical order, so that "Barbell Bench Press" and
    "Bench Press (Barbell)" are near; the better of both counts. Nothing is merged by this: the athlete decides.
    """
    wanted = {name_key(name): name for name in names}
    if not wanted:
        return {}
    titles = dict(ExerciseType.objects.visible_to(scope).values_list("pk", "name"))
    known = list(titles.items())
    aliases = ExerciseAlias.objects.visible_to(scope).exclude(exercise_type=None)
    known += list(aliases.values_list("exercise_type_id", "name"))
    plain = [_plain(name) for _pk, name in known]
    ordered = [_ordered(name) for name in plain]
    found = {}
    for key, name in wanted.items():
        best: dict[int, float] = {}
        for choices, query in ((plain, _plain(name)), (ordered, _ordered(_plain(name)))):
            hits = process.extract(
                query,
                choices,
                scorer=Levenshtein.normalized_similarity,
                limit=CANDIDATES * 4,
                score_cutoff=WORTH_SHOWING,
            )
            for _text, score, index in hits:
                pk = known[index][0]
                best[pk] = max(score, best.get(pk, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], titles[item[0]]))[:CANDIDATES]
        found[key] = [Candidate(pk, titles[pk], round(score, 3)) for pk, score in ranked]
    return found


def _plain(name: str) -> str:
    return " ".join(_SIGNS.sub(" ", name_key(name)).split())


def _ordered(plain: str) -> str:
    return " ".join(sorted(plain.split()))
