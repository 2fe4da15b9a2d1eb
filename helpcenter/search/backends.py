"""Full text on the two databases, behind one interface.

| | PostgreSQL | SQLite |
|---|---|---|
| index | ``vector`` column with weights, GIN | table ``helpcenter_fts`` (FTS5), weights in the ranking |
| stems | Snowball, English and German | Porter, English; German words are found by their beginnings |
| slips of the finger | ``pg_trgm``, nearest words by a GiST index | the same measure of trigrams, computed here |
| excerpts | ``ts_headline`` | ``snippet`` |

Words are lists of alternatives: ``[["squat"], ["imprt", "import"]]``. Every word counts from its beginning on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection

OPEN, CLOSE = "\ue000", "\ue001"
"""Stand around a hit until the text is escaped; nobody types them."""
CONFIGURATIONS = {"en": "english", "de": "german"}
TABLE, FTS, WORDS = "helpcenter_searchdocument", "helpcenter_fts", "helpcenter_searchword"
Words = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that holds the words; ``rank`` is the database's, higher is better."""

    pk: int
    kind: str
    slug: str
    title: str
    keywords: str
    summary: str
    said_in: str
    rank: float


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where the words stand, between ``OPEN`` and ``CLOSE``; ``text`` is empty when only the title has them."""

    title: str
    text: str


class Backend(Protocol):
    """What search needs of a database."""

    def add(self, documents: Sequence[int]) -> None:
        """Index documents that were just written."""

    def forget(self, documents: Sequence[int]) -> None:
        """Take documents out of the index; their rows go afterwards."""

    def known(self, words: Sequence[str], language: str) -> set[str]:
        """Those of ``words`` that some document holds."""

    def nearest(self, word: str, language: str) -> list[str]:
        """Words of the index that look like ``word``, the likest first."""

    def find(self, words: Words, language: str, *, all_of_them: bool, limit: int) -> list[Hit]:
        """Documents that hold all words, or any of them; best first."""

    def excerpts(self, documents: Sequence[int], words: Words, language: str) -> dict[int, Excerpt]:
        """Title and a piece of the text of each document, with the words marked."""


def backend() -> Backend:
    """The one for the database of this installation."""
    from helpcenter.search.postgres import Postgres
    from helpcenter.search.sqlite import Sqlite

    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[object, ...]]:
    """What a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []
