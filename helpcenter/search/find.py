"""What somebody types, and what is found: words, slips of the finger, order, excerpts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from rapidfuzz.distance import OSA

from helpcenter.models.content import language_now
from helpcenter.search.backends import CLOSE, OPEN, Backend, Hit, backend
from workouttracker.kit.text import name_key

KINDS = ("article", "question", "term", "video")
MOST_WORDS = 8
CANDIDATES = 60
FEW = 5
"""With fewer hits than this that have all words, those that have some of them come behind."""
_WORD = re.compile(r"[^\W_]+")
STOP_WORDS = frozenset(
    """a about am an and any are as at be been but by can could did do does for from get had has have how i if im
    in into is it its ive me my no not of on or our please s should so t than that the their them then there
    these they this to up use using want was we what when where which who why will with would you your als am an
    auch auf aus bei bin da das dass dem den der des die doch du ein eine einem einen einer er es für geht habe
    haben hat ich ihr im in ins ist kann kein keine man mein meine meinem meinen meiner mich mir mit nach nicht
    oder sich sie sind so soll um und uns von vom war warum was welche wenn wer wie wird wo wofür wozu zu zum
    zur""".split()  # noqa: SIM905 - a list of quoted words would fill the page
)
"""Left out of a question, unless it consists of nothing else."""


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the results: ``title`` and ``excerpt`` are HTML with the words marked."""

    kind: str
    slug: str
    name: str
    title: SafeString
    excerpt: SafeString
    said_in: str


@dataclass(frozen=True, slots=True)
class Results:
    """What was found. ``counts``: how many of each kind; ``instead``: the words it was searched for, when others."""

    found: list[Found]
    counts: dict[str, int]
    instead: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def help_search(text: str, *, kind: str = "", language: str = "", limit: int = 20, excerpts: bool = True) -> Results:
    """Search all kinds at once, or one of them. Empty text finds nothing."""
    language = language or language_now()
    typed = words_of(text)
    if not typed:
        return Results([], {})
    source = backend()
    words = _meant(source, typed, language)
    hits = _hits(source, words, language)
    counts = dict(Counter(hit.kind for hit in hits))
    chosen = [hit for hit in hits if not kind or hit.kind == kind][:limit]
    marked = source.excerpts([hit.pk for hit in chosen], words, language) if excerpts and chosen else {}
    found = [_found(hit, marked.get(hit.pk)) for hit in chosen]
    instead = " ".join(group[0] for group in words) if [group[0] for group in words] != typed else ""
    return Results(found, counts, instead)


def words_of(text: str) -> list[str]:
    """The words that count, in lower case: ``"How do I delete my data?"`` → ``["delete", "data"]``."""
    words = list(dict.fromkeys(_WORD.findall(text.lower()[:200])))
    telling = [word for word in words if word not in STOP_WORDS and (len(word) > 1 or word.isdecimal())]
    return (telling or words)[:MOST_WORDS]


def _meant(source: Backend, typed: Sequence[str], language: str) -> list[list[str]]:
    """Each word; one that stands nowhere is replaced by those that it looks like."""
    known = source.known(typed, language)
    return [[word] if word in known else (_likest(source, word, language) or [word]) for word in typed]


def _likest(source: Backend, word: str, language: str) -> list[str]:
    allowed = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
    near = [(OSA.distance(word, each), each) for each in source.nearest(word, language)]
    least = min((distance for distance, _each in near), default=allowed + 1)
    return [each for distance, each in near if distance == least <= allowed and len(word) > 2][:3]


def _hits(source: Backend, words: list[list[str]], language: str) -> list[Hit]:
    hits = source.find(words, language, all_of_them=True, limit=CANDIDATES)
    best = _in_order(hits, words)
    if len(hits) >= FEW or len(words) == 1:
        return best
    have = {hit.pk for hit in hits}
    others = [hit for hit in source.find(words, language, all_of_them=False, limit=CANDIDATES) if hit.pk not in have]
    half = [hit for hit in _in_order(others, words) if not best or _covered(hit, words) >= 0.5]
    return [*best, *half]


def _in_order(hits: list[Hit], words: list[list[str]]) -> list[Hit]:
    """By the database's rank, and by how much of the question the title and the keywords answer."""
    top = max((hit.rank for hit in hits), default=1.0) or 1.0
    return sorted(hits, key=lambda hit: (-_score(hit, words, top), hit.pk))


def _score(hit: Hit, words: list[list[str]], top: float) -> float:
    title = _WORD.findall(hit.title.lower())
    telling = [word for word in title if word not in STOP_WORDS] or title
    in_title = _share(words, telling)
    in_keywords = _share(words, _WORD.findall(hit.keywords.lower()))
    fullness = min(1.0, len(words) / len(telling)) if telling else 0.0
    asked = " ".join(group[0] for group in words)
    is_it = name_key(asked) in {name_key(each) for each in (hit.title, *hit.keywords.split(","))}
    return hit.rank / top + 1.4 * in_title + 0.6 * in_title * fullness + 0.8 * in_keywords + 1.0 * is_it


def _covered(hit: Hit, words: list[list[str]]) -> float:
    return _share(words, _WORD.findall(f"{hit.title} {hit.keywords}".lower()))


def _share(words: list[list[str]], said: Sequence[str]) -> float:
    """Which part of the question's words is among ``said``."""
    met = sum(any(_alike(word, each) for word in group for each in said) for group in words)
    return met / len(words)


def _alike(asked: str, said: str) -> bool:
    """Whether one begins with the other, but for an ending: ``deleting`` and ``delete``."""
    if said.startswith(asked):
        return True
    same = next((at for at, (one, other) in enumerate(zip(asked, said, strict=False)) if one != other), None)
    length = min(len(asked), len(said)) if same is None else same
    return length >= 4 and length >= 0.7 * max(len(asked), len(said))


def _found(hit: Hit, marked: object) -> Found:
    title = getattr(marked, "title", "") or hit.title
    text = getattr(marked, "text", "") or hit.summary
    return Found(hit.kind, hit.slug, hit.title, _html(title), _html(text), hit.said_in)


def _html(text: str) -> SafeString:
    """Escaped, with the marks as elements."""
    escaped = escape(text).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return mark_safe(escaped)  # noqa: S308 - escaped in the line above
