"""The public board: what is published, with votes; nothing about who sent it."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from feedback.models import Feedback
from feedback.querysets import FeedbackQuerySet
from feedback.services import vote_set
from feedback.states import Kind, Status

PER_PAGE = 25
ORDERS = {"votes": ("-vote_count", "-published_at", "-pk"), "newest": ("-published_at", "-pk")}


def _board(request: HttpRequest) -> FeedbackQuerySet[Feedback]:
    items = Feedback.objects.published()
    return items.with_vote_of(request.user) if isinstance(request.user, User) else items


@require_safe
@never_cache
@login_not_required
def board(request: HttpRequest) -> HttpResponse:
    """Everything that is published: by votes or newest first, narrowed by type and status."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "status", "sort")}
    items = _board(request)
    for name, known in (("kind", Kind.values), ("status", Status.values)):
        if asked[name] in known:
            items = items.filter(**{name: asked[name]})
    items = items.order_by(*ORDERS.get(asked["sort"], ORDERS["votes"]))
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "kinds": Kind.choices, "statuses": Status.choices}
    return render(request, "feedback/board.html", context)


@require_safe
@never_cache
@login_not_required
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """One published item."""
    return render(request, "feedback/published.html", {"item": get_object_or_404(_board(request), pk=pk)})


@require_POST
@never_cache
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's vote (``wanted``), or take it back."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("the gate lets in only who is signed in")
    item = get_object_or_404(Feedback.objects.published(), pk=pk)
    vote_set(feedback=item, voter=user, wanted=request.POST.get("wanted") == "yes")
    if getattr(request, "htmx", False):
        return render(request, "feedback/_vote.html", {"item": get_object_or_404(_board(request), pk=pk)})
    return redirect(reverse("feedback-published", args=[pk]))
