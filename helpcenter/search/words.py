"""What the kinds of results are called and where they lead."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpcenter.search.find import KINDS, Found, Results

NAMES: dict[str, str | Promise] = {
    "article": _("Articles"),
    "question": _("Questions"),
    "term": _("Glossary"),
    "video": _("Videos"),
}
ONE: dict[str, str | Promise] = {
    "article": _("Article"),
    "question": _("Question"),
    "term": _("Term"),
    "video": _("Video"),
}
ICONS = {"article": "file-earmark-text", "question": "question-circle", "term": "book", "video": "play-fill"}
ADDRESSES = {"article": "help-article", "question": "help-question", "term": "help-term", "video": "help-video"}


@dataclass(frozen=True, slots=True)
class Line:
    """One result as the templates show it."""

    found: Found
    url: str
    kind: str | Promise
    icon: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A kind to choose, with the number of its results."""

    key: str
    name: str | Promise
    number: int
    is_chosen: bool


def lines_of(results: Results) -> list[Line]:
    """The results with their addresses."""
    return [
        Line(found, reverse(ADDRESSES[found.kind], args=[found.slug]), ONE[found.kind], ICONS[found.kind])
        for found in results.found
    ]


def chips_of(results: Results, chosen: str) -> list[Chip]:
    """All kinds that have results, and "all of them" in front; none when there is nothing to choose."""
    there = [Chip(kind, NAMES[kind], results.counts[kind], kind == chosen) for kind in KINDS if kind in results.counts]
    if len(there) < 2 and not chosen:
        return []
    return [Chip("", _("All"), results.total, not chosen), *there]
