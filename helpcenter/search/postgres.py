"""PostgreSQL: tsvector with weights, pg_trgm."""

from collections.abc import Sequence

from helpcenter.search.backends import CLOSE, CONFIGURATIONS, OPEN, TABLE, WORDS, Excerpt, Hit, Words, rows

WEIGHTS = "{0.1, 0.25, 0.7, 1.0}"
"""Of body, summary, keywords and title."""
CONFIGURATION = "CASE said_in WHEN 'de' THEN 'german'::regconfig ELSE 'english'::regconfig END"
PARTS = (("title", "A"), ("keywords", "B"), ("summary", "C"), ("body", "D"))
VECTOR = " || ".join(f"setweight(to_tsvector({CONFIGURATION}, {name}), '{weight}')" for name, weight in PARTS)
FRAGMENT = f"StartSel={OPEN}, StopSel={CLOSE}, MaxWords=26, MinWords=12, ShortWord=2, MaxFragments=1"
WHOLE = f"StartSel={OPEN}, StopSel={CLOSE}, HighlightAll=true"
NEAREST = 20


class Postgres:
    """See ``Backend``."""

    def add(self, documents: Sequence[int]) -> None:
        rows(f"UPDATE {TABLE} SET vector = {VECTOR} WHERE id = ANY(%s)", [list(documents)])  # noqa: S608

    def forget(self, documents: Sequence[int]) -> None:
        """The vector goes with its row."""

    def known(self, words: Sequence[str], language: str) -> set[str]:
        each = f"SELECT %s::text WHERE EXISTS (SELECT 1 FROM {TABLE} WHERE language = %s AND vector @@ ({_question()}))"  # noqa: S608
        parameters: list[object] = []
        for word in words:
            parameters += [word, language, *_asked([[word]], language, all_of_them=True)]
        found = rows(" UNION ALL ".join([each] * len(words)), parameters) if words else []
        return {str(row[0]) for row in found}

    def nearest(self, word: str, language: str) -> list[str]:
        sql = f"SELECT word FROM {WORDS} WHERE language = %s ORDER BY word <-> %s LIMIT {NEAREST}"  # noqa: S608
        return [str(row[0]) for row in rows(sql, [language, word])]

    def find(self, words: Words, language: str, *, all_of_them: bool, limit: int) -> list[Hit]:
        sql = f"""
            SELECT id, kind, slug, title, keywords, summary, said_in, ts_rank('{WEIGHTS}', vector, asked, 1) AS rank
            FROM {TABLE}, (SELECT {_question()} AS asked) AS question
            WHERE language = %s AND vector @@ asked
            ORDER BY rank DESC, id LIMIT %s"""  # noqa: S608
        asked = _asked(words, language, all_of_them=all_of_them)
        return [Hit(*row) for row in rows(sql, [*asked, language, limit])]  # type: ignore[arg-type]

    def excerpts(self, documents: Sequence[int], words: Words, language: str) -> dict[int, Excerpt]:
        sql = f"""
            SELECT id, ts_headline({CONFIGURATION}, title, asked, '{WHOLE}'),
                ts_headline({CONFIGURATION}, body, asked, '{FRAGMENT}')
            FROM {TABLE}, (SELECT {_question()} AS asked) AS question WHERE id = ANY(%s)"""  # noqa: S608
        found = rows(sql, [*_asked(words, language, all_of_them=False), list(documents)])
        return {int(str(pk)): Excerpt(str(title), _with_hit(str(text))) for pk, title, text in found}


def _with_hit(text: str) -> str:
    """Without a hit ``ts_headline`` gives the beginning of the text."""
    return text if OPEN in text else ""


def _question() -> str:
    """The words by the reader's language and by English, in which texts without a translation are."""
    return "to_tsquery(%s::regconfig, %s) || to_tsquery('english', %s)"


def _asked(words: Words, language: str, *, all_of_them: bool) -> list[str]:
    groups = ["(" + " | ".join(f"'{word}':*" for word in group) + ")" for group in words]
    text = (" & " if all_of_them else " | ").join(groups)
    return [CONFIGURATIONS.get(language, "english"), text, text]
