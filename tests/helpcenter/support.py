"""Content for tests."""

from typing import Any

from helpcenter.models import Article, Category, Question, Term, Topic, Video
from helpcenter.services.texts import content_save


def make_category(slug: str = "subject", **values: Any) -> Category:
    return Category.objects.create(**{"slug": slug, "name": slug.capitalize(), **values})


def make_article(slug: str = "squats", category: Category | None = None, **values: Any) -> Article:
    """A published article that search finds."""
    category = category or Category.objects.first() or make_category()
    row = Article(**{"slug": slug, "title": slug.capitalize(), "content": "Words.", "category": category, **values})
    content_save(row=row, editor=None)
    return row


def make_question(slug: str = "why", **values: Any) -> Question:
    topic = Topic.objects.first() or Topic.objects.create(slug="topic", name="Topic")
    row = Question(**{"slug": slug, "question": "Why?", "answer": "Because.", "topic": topic, **values})
    content_save(row=row, editor=None)
    return row


def make_term(slug: str = "rep", **values: Any) -> Term:
    row = Term(**{"slug": slug, "term": slug.capitalize(), "definition": "Once down and up.", **values})
    content_save(row=row, editor=None)
    return row


def make_video(slug: str = "film", **values: Any) -> Video:
    row = Video(**{"slug": slug, "title": slug.capitalize(), "file": "help/none.webm", **values})
    content_save(row=row, editor=None)
    return row
