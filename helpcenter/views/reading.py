"""Reading: everybody may, signed in or not."""

from typing import Any

from csp.constants import SELF
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from helpcenter import store
from helpcenter.embeds import embed_of
from helpcenter.forms import VoteForm
from helpcenter.models import Video
from helpcenter.querysets import articles, articles_about, in_lists, questions, terms, videos, vote_of
from helpcenter.reads import (
    answered,
    article_page,
    branch_of,
    category_tree,
    explained,
    glossary,
    topic_parts,
    trail_of,
    video_parts,
)
from helpcenter.visitors import counts_as_view, reader_key, visitor_of

FEATURED = 6
PAGE_NAME_LENGTH = 80


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search, what is featured, categories."""
    context = {"tree": category_tree(), "featured": in_lists(articles()).filter(is_featured=True)[:FEATURED]}
    return render(request, "helpcenter/index.html", context)


@login_not_required
@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of a category."""
    tree = category_tree()
    branch = branch_of(tree, slug)
    if branch is None:
        raise Http404
    context = {"branch": branch, "tree": tree, "trail": trail_of(branch.category)}
    return render(request, "helpcenter/category.html", context)


@login_not_required
@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article. Who reads it is counted in Redis, once a day."""
    row = get_object_or_404(articles().select_related("category__parent", "video"), slug=slug)
    today = timezone.now().date()
    if counts_as_view(request):
        store.note_view(row.pk, today, reader_key(request, today.isoformat()))
    vote = vote_of(row, visitor_of(request).key)
    form = VoteForm(initial={"comment": vote.comment if vote else ""})
    context = {"page": article_page(row), "vote": vote, "form": form, "tree": category_tree()}
    return render(request, "helpcenter/article.html", context)


@login_not_required
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """All frequently asked questions by topic."""
    return render(request, "helpcenter/questions.html", {"parts": topic_parts()})


@login_not_required
@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question with its answer, and the others of its topic."""
    row = get_object_or_404(questions(), slug=slug)
    others = [each for each in questions().filter(topic=row.topic) if each.pk != row.pk]
    return render(request, "helpcenter/question.html", {"answered": answered(row), "others": others})


@login_not_required
@require_safe
def term_list(request: HttpRequest) -> HttpResponse:
    """The glossary from A to Z."""
    return render(request, "helpcenter/glossary.html", {"letters": glossary()})


@login_not_required
@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term."""
    row = get_object_or_404(terms().select_related("category"), slug=slug)
    related = [explained(each) for each in terms().filter(pk__in=row.related.values("pk"))]
    return render(request, "helpcenter/term.html", {"row": row, "term": explained(row), "related": related})


@login_not_required
@require_safe
def video_list(request: HttpRequest) -> HttpResponse:
    """All videos by topic."""
    return render(request, "helpcenter/videos.html", {"parts": video_parts()})


@login_not_required
@require_safe
def video(request: HttpRequest, slug: str) -> HttpResponse:
    """One video. One that lies elsewhere is loaded on a second look, ``?play=1``: a click on its play button."""
    row = get_object_or_404(videos(), slug=slug)
    embed = embed_of(row.url) if row.url else None
    plays = embed is not None and "play" in request.GET
    context = {"video": row, "embed": embed, "plays": plays, "file": _file_of(row)}
    response = render(request, "helpcenter/video.html", context)
    # What django-csp's decorator sets: here it depends on the video.
    frames = {"frame-src": [embed.host]} if embed and plays else {}
    response._csp_update = {"media-src": [SELF], **frames}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The articles about a page of the app, whole or as the part that folds open there."""
    name = request.GET.get("page", "")[:PAGE_NAME_LENGTH]
    context: dict[str, Any] = {"articles": articles_about(name)[:6], "page": name}
    part = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "helpcenter/_about.html" if part else "helpcenter/about.html", context)


def _file_of(row: Video) -> str:
    """The address of the video's file; empty when there is none by that name."""
    try:
        return staticfiles_storage.url(row.file) if row.file else ""
    except ValueError:
        return ""
