"""Voting: one per visitor and article; a few at once and then slowly for one network address."""

from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpcenter.forms import VoteForm
from helpcenter.models import Article, Vote
from helpcenter.querysets import articles, vote_of
from helpcenter.services.readers import vote_write
from helpcenter.visitors import Visitor, remember, visitor_for_vote

BURST, PER_SECOND = 10, 1 / 30
"""Votes of one network address: so many at once, then one in half a minute."""


@login_not_required
@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a vote, or what is added to it."""
    article = get_object_or_404(articles(), slug=slug)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _answer(request, article, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if _wait(request):
        words = _("That were many votes at once. Wait a moment, then try again.")
        return _answer(request, article, form=form, problem=words, status=HTTPStatus.TOO_MANY_REQUESTS)
    visitor = visitor_for_vote(request)
    before = vote_of(article, visitor.key)
    comment = form.cleaned_data["comment"] or (before.comment if before and "comment" not in request.POST else "")
    user = request.user if request.user.is_authenticated else None
    helped = form.cleaned_data["helped"] == "1"
    made = vote_write(article=article, visitor=visitor.key, user=user, helped=helped, comment=comment)
    return _thanks(request, article, made, visitor)


def _thanks(request: HttpRequest, article: Article, made: Vote, visitor: Visitor) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        form = VoteForm(initial={"comment": made.comment})
        return remember(_answer(request, article, form=form, vote=made, said=True), visitor)
    messages.success(request, _("Thank you, noted."))
    return remember(redirect(f"{reverse('help-article', args=[article.slug])}#help-vote"), visitor)


def _answer(request: HttpRequest, article: Article, *, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
    """The part of the page about the vote; the part alone is a page, too, for whoever has no scripts."""
    name = "helpcenter/_vote.html" if request.htmx else "helpcenter/vote.html"  # type: ignore[attr-defined]
    return render(request, name, {"article": article, **context}, status=status)


def _wait(request: HttpRequest) -> float:
    key = f"help:vote:{getattr(request, 'client_ip', '')}"
    return float(cast("Any", cache).take(key, burst=BURST, per_second=PER_SECOND))
