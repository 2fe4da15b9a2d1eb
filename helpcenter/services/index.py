"""Keeping the search up to date: whoever changes content calls these in the same transaction."""

import re
from collections.abc import Iterable, Iterator

from django.db import transaction

from helpcenter.markdown import plain_text
from helpcenter.models import Article, Content, Question, SearchDocument, SearchWord, Term, Video
from helpcenter.models.content import ENGLISH, OTHERS, kind_of
from helpcenter.search.backends import backend

LANGUAGES = (ENGLISH, *OTHERS)
SEARCHED: tuple[type[Content], ...] = (Article, Question, Term, Video)
_WORD = re.compile(r"[^\W_]{3,60}")
WITHOUT_TAGS = str.maketrans("<>", "  ")
"""PostgreSQL's parser takes ``<script>`` for a tag and leaves out what comes after it."""


@transaction.atomic
def index_write(row: Content) -> None:
    """Bring the documents of one piece up to date."""
    if not isinstance(row, SEARCHED):
        return
    index_forget(row)
    if row.is_published:
        _add(list(_documents_of(row)))


def index_forget(row: Content) -> None:
    """Nothing of this piece is found any more."""
    gone = SearchDocument.objects.filter(kind=kind_of(row), object_id=row.pk)
    backend().forget(list(gone.values_list("pk", flat=True)))
    gone.delete()


@transaction.atomic
def index_all() -> None:
    """Make the whole index anew."""
    backend().forget(list(SearchDocument.objects.values_list("pk", flat=True)))
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()
    rows: Iterable[Content] = (row for model in SEARCHED for row in _rows_of(model))
    _add([document for row in rows for document in _documents_of(row)])


def _rows_of(model: type[Content]) -> Iterable[Content]:
    rows: Iterable[Content] = model._default_manager.filter(is_published=True)  # noqa: SLF001
    return rows


def _add(documents: list[SearchDocument]) -> None:
    made = SearchDocument.objects.bulk_create(documents, batch_size=200)
    backend().add([document.pk for document in made])
    words = {(each.language, word) for each in made for word in _words_of(each)}
    SearchWord.objects.bulk_create(
        [SearchWord(language=language, word=word) for language, word in sorted(words)],
        ignore_conflicts=True,
        batch_size=400,
    )


def _words_of(document: SearchDocument) -> Iterator[str]:
    text = f"{document.title} {document.keywords} {document.summary} {document.body}".lower()
    return (word for word in _WORD.findall(text) if not word.isdecimal())


def _documents_of(row: Content) -> Iterator[SearchDocument]:
    for language in LANGUAGES:
        title, keywords, summary, body = _said_by(row, language)
        yield SearchDocument(
            kind=kind_of(row),
            object_id=row.pk,
            language=language,
            said_in=row.language_of(row.TEXTS[0], language),
            slug=row.slug,
            title=title[:300],
            keywords=keywords,
            summary=summary,
            body=body.translate(WITHOUT_TAGS),
        )


def _said_by(row: Content, language: str) -> tuple[str, str, str, str]:
    """Title, keywords, summary and body of one piece in one language; links and marks of Markdown taken out."""

    def said(name: str) -> str:
        return row.in_language(name, language)

    if isinstance(row, Article):
        return said("title"), said("tags"), said("summary"), plain_text(said("content"))
    if isinstance(row, Question):
        return said("question"), said("tags"), "", plain_text(said("answer"))
    if isinstance(row, Term):
        return said("term"), said("also"), "", f"{plain_text(said('definition'))} {said('example')}".strip()
    return said("title"), "", said("summary"), ""
