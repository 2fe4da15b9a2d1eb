"""What the dashboard of the help shows."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpcenter.models import Article, Content, EarlierText
from helpcenter.models.content import KINDS
from helpcenter.querysets import articles_for_staff, earlier_texts, needs_review, piece, ratings, views_since

SORTS: dict[str, tuple[str | Promise, list[Any]]] = {
    "views": (_("Most read"), [F("views").desc(), F("title").asc()]),
    "helped": (_("Helped least"), [F("helped_share").asc(nulls_last=True), F("helped_not").desc(), F("title").asc()]),
    "review": (
        _("Longest without review"),
        [F("reviewed_major").asc(), F("reviewed_minor").asc(), F("modified_at").asc()],
    ),
    "title": (_("Title, A to Z"), [F("title").asc()]),
}
DEFAULT_SORT = "views"
DAYS = 30


@dataclass(frozen=True, slots=True)
class Figures:
    """The row of numbers on top. ``helped``: per cent of the ratings, ``None`` without any."""

    articles: int
    to_review: int
    views: int
    ratings: int
    helped: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: ``kind`` is ``same``, ``gone`` (only in the earlier one) or ``new`` (only in the present)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One column in which an earlier text differs from the present one."""

    name: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier text with what is different today."""

    text: EarlierText
    changes: list[Change]


def figures() -> Figures:
    """About all articles and ratings."""
    rows = articles_for_staff().order_by()
    votes = ratings()
    number, helped = sum(votes.values()), votes.get(True, 0)
    return Figures(
        articles=rows.count(),
        to_review=rows.filter(needs_review()).count(),
        views=views_since(timezone.now().date() - timedelta(days=DAYS - 1)),
        ratings=number,
        helped=round(100 * helped / number) if number else None,
    )


def article_rows(sort: str, *, only_to_review: bool) -> "QuerySet[Article]":
    """Every article in the order asked for."""
    rows = articles_for_staff()
    if only_to_review:
        rows = rows.filter(needs_review())
    return rows.order_by(*SORTS.get(sort, SORTS[DEFAULT_SORT])[1])


def piece_of(kind: str, pk: int) -> Content | None:
    """A piece of content by its kind; ``None`` when there is none."""
    model = KINDS.get(kind)
    return piece(model, pk) if model is not None else None


def earlier_of(row: Content, kind: str) -> list[Earlier]:
    """Its earlier texts, the latest first, each with what differs from the present text."""
    return [Earlier(text, list(_changes(text, row))) for text in earlier_texts(kind, row.pk)]


def _changes(text: EarlierText, row: Content) -> Iterator[Change]:
    for name in row.kept_columns():
        before, now = str(text.values.get(name, "")), str(getattr(row, name))
        if name in text.values and before != now:
            label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001
            yield Change(label, list(_parts(before, now)))


def _parts(before: str, now: str) -> Iterator[Part]:
    one, other = before.splitlines() or [""], now.splitlines() or [""]
    for tag, i, j, k, m in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part("same", _shortened(one[i:j]))
            continue
        if i < j:
            yield Part("gone", "\n".join(one[i:j]))
        if k < m:
            yield Part("new", "\n".join(other[k:m]))


def _shortened(lines: list[str]) -> str:
    """What is the same in both: its ends are enough to see where one is."""
    return "\n".join(lines if len(lines) <= 4 else [*lines[:2], "…", *lines[-2:]])
