"""SQLite: FTS5 with Porter's stems, trigrams compared here."""

from collections.abc import Sequence

from helpcenter.search.backends import CLOSE, FTS, OPEN, TABLE, WORDS, Excerpt, Hit, Words, rows

RANK = f"bm25({FTS}, 10.0, 7.0, 2.5, 1.0)"
"""Of title, keywords, summary and body; the smaller, the better."""
NEAREST = 20


class Sqlite:
    """See ``Backend``."""

    def add(self, documents: Sequence[int]) -> None:
        sql = f"""INSERT INTO {FTS} (rowid, title, keywords, summary, body)
            SELECT id, title, keywords, summary, body FROM {TABLE} WHERE id = %s"""  # noqa: S608
        for document in documents:
            rows(sql, [document])

    def forget(self, documents: Sequence[int]) -> None:
        for document in documents:
            rows(f"DELETE FROM {FTS} WHERE rowid = %s", [document])  # noqa: S608

    def known(self, words: Sequence[str], language: str) -> set[str]:
        each = f"""SELECT %s WHERE EXISTS (SELECT 1 FROM {FTS} JOIN {TABLE} ON {TABLE}.id = {FTS}.rowid
            WHERE {FTS} MATCH %s AND language = %s)"""  # noqa: S608
        parameters: list[object] = []
        for word in words:
            parameters += [word, _asked([[word]], all_of_them=True), language]
        found = rows(" UNION ALL ".join([each] * len(words)), parameters) if words else []
        return {str(row[0]) for row in found}

    def nearest(self, word: str, language: str) -> list[str]:
        sql = f"SELECT word FROM {WORDS} WHERE language = %s AND length(word) BETWEEN %s AND %s"  # noqa: S608
        near = [str(row[0]) for row in rows(sql, [language, len(word) - 3, len(word) + 3])]
        return sorted(near, key=lambda each: (-_similarity(word, each), each))[:NEAREST]

    def find(self, words: Words, language: str, *, all_of_them: bool, limit: int) -> list[Hit]:
        sql = f"""
            SELECT {TABLE}.id, kind, slug, {TABLE}.title, {TABLE}.keywords, {TABLE}.summary, said_in, -{RANK} AS rank
            FROM {FTS} JOIN {TABLE} ON {TABLE}.id = {FTS}.rowid
            WHERE {FTS} MATCH %s AND language = %s
            ORDER BY rank DESC, {TABLE}.id LIMIT %s"""  # noqa: S608
        found = rows(sql, [_asked(words, all_of_them=all_of_them), language, limit])
        return [Hit(*row) for row in found]  # type: ignore[arg-type]

    def excerpts(self, documents: Sequence[int], words: Words, language: str) -> dict[int, Excerpt]:
        marks = ", ".join(["%s"] * len(documents))
        sql = f"""
            SELECT rowid, highlight({FTS}, 0, '{OPEN}', '{CLOSE}'), snippet({FTS}, 3, '{OPEN}', '{CLOSE}', '…', 26)
            FROM {FTS} WHERE {FTS} MATCH %s AND rowid IN ({marks})"""  # noqa: S608
        found = rows(sql, [_asked(words, all_of_them=False), *documents]) if documents else []
        return {int(str(pk)): Excerpt(str(title), str(text) if OPEN in str(text) else "") for pk, title, text in found}


def _asked(words: Words, *, all_of_them: bool) -> str:
    groups = ["(" + " OR ".join(f'"{word}"*' for word in group) + ")" for group in words]
    return (" AND " if all_of_them else " OR ").join(groups)


def _similarity(one: str, other: str) -> float:
    """As ``pg_trgm`` measures it: the trigrams both have among all that either has."""
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / len(first | second)


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
