"""What readers do: vote on an article, and be counted."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from helpcenter import store
from helpcenter.models import Article, ArticleDay, Vote

KEEP_DAYS = 400
"""How long the views of single days are kept."""


def vote_write(*, article: Article, visitor: str, user: User | None, helped: bool, comment: str = "") -> Vote:
    """What this visitor says about the article; whoever said something before has thought again."""
    values = {"helped": helped, "comment": comment.strip(), "user": user}
    vote, _made = Vote.objects.update_or_create(article=article, visitor=visitor, defaults=values)
    return vote


@transaction.atomic
def vote_delete(*, vote: Vote) -> None:
    """For staff: an insult, a test."""
    vote.delete()


def views_write() -> int:
    """Write what readers left in Redis; how many views. What was taken and not written is taken again."""
    views = store.take()
    if not views:
        return 0
    with transaction.atomic():
        known = set(Article.objects.filter(pk__in={article for article, _day in views}).values_list("pk", flat=True))
        for (article, day), number in views.items():
            if article in known:
                Article.objects.filter(pk=article).update(views=F("views") + number)
                ArticleDay.objects.get_or_create(article_id=article, day=day)
                ArticleDay.objects.filter(article_id=article, day=day).update(views=F("views") + number)
    store.done()
    return sum(views.values())


def views_purge() -> int:
    """Delete the views of days that are too long ago; the sums stay with the articles."""
    before = timezone.now().date() - timedelta(days=KEEP_DAYS)
    deleted, _by_model = ArticleDay.objects.filter(day__lt=before).delete()
    return deleted
