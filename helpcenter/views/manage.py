"""The dashboard of the help centre, for whoever may see or change articles."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import staff_with
from accounts.models import User
from helpcenter.dashboard import DEFAULT_SORT, SORTS, article_rows, earlier_of, figures, piece_of
from helpcenter.markdown import render as rendered
from helpcenter.models.content import KINDS, OTHERS
from helpcenter.querysets import articles_for_staff, earlier_text, release, views_by_day, votes_for_staff
from helpcenter.services.texts import article_reviewed, text_restore

PER_PAGE = 25
LATEST = 8
PREVIEW_LENGTH = 200_000


@require_safe
@never_cache
@staff_with("helpcenter.view_article")
def dashboard(request: HttpRequest) -> HttpResponse:
    """Figures, articles by what they need, the latest comments."""
    sort = request.GET.get("sort", "")
    only_to_review = "review" in request.GET
    rows = article_rows(sort, only_to_review=only_to_review)
    context = {
        "figures": figures(),
        "release": ".".join(map(str, release())),
        "release_parts": release(),
        "days": views_by_day(),
        "sorts": [(key, name) for key, (name, _order) in SORTS.items()],
        "sort": sort if sort in SORTS else DEFAULT_SORT,
        "only_to_review": only_to_review,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "comments": votes_for_staff().exclude(comment="")[:LATEST],
    }
    return render(request, "helpcenter/manage/dashboard.html", context)


@require_safe
@never_cache
@staff_with("helpcenter.view_vote")
def ratings(request: HttpRequest) -> HttpResponse:
    """Every rating, those with a comment or all."""
    votes = votes_for_staff()
    if "comments" in request.GET:
        votes = votes.exclude(comment="")
    page = Paginator(votes, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "only_comments": "comments" in request.GET}
    return render(request, "helpcenter/manage/ratings.html", context)


@require_POST
@staff_with("helpcenter.change_article")
def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """It was read and is true of this release."""
    article = get_object_or_404(articles_for_staff(), pk=pk)
    article_reviewed(article=article)
    words = _("“%(title)s” counts as true of this release.") % {"title": article.title}
    messages.success(request, words)
    return redirect("manage-help")


@require_safe
@never_cache
@staff_with("helpcenter.view_earliertext")
def texts(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What a piece of content said before."""
    row = piece_of(kind, pk)
    if row is None:
        raise Http404
    context = {"row": row, "kind": kind, "edit": f"admin:helpcenter_{kind}_change", "earlier": earlier_of(row, kind)}
    return render(request, "helpcenter/manage/texts.html", context)


@require_POST
@staff_with("helpcenter.change_article")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an earlier text back; the present one is kept as well."""
    earlier = earlier_text(pk)
    if earlier is None or not isinstance(request.user, User):
        raise Http404
    if not request.user.has_perm(f"helpcenter.change_{earlier.kind}"):
        return HttpResponse(status=403)
    try:
        row = text_restore(earlier=earlier, editor=request.user)
    except LookupError as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The earlier text of “%(name)s” is back.") % {"name": row})
    return redirect("manage-help-texts", kind=earlier.kind, pk=earlier.object_id)


@require_POST
@staff_with("helpcenter.view_article")
def preview(request: HttpRequest) -> HttpResponse:
    """How what stands in a form of the admin would look; nothing is stored."""
    kind = request.POST.get("_kind", "")
    if kind not in KINDS:
        raise Http404
    parts = [part for language in ("", *OTHERS) if (part := _preview_part(request, kind, language))]
    return render(request, "helpcenter/manage/preview.html", {"parts": parts, "kind": kind})


def _preview_part(request: HttpRequest, kind: str, language: str) -> dict[str, Any] | None:
    suffix = f"_{language}" if language else ""
    names: list[str] = list(KINDS[kind].TEXTS)
    said = {name: request.POST.get(f"{name}{suffix}", "")[:PREVIEW_LENGTH] for name in names}
    if not any(said.values()):
        return None
    title, *others = names
    texts_of = [said[name] for name in others if name in {"content", "answer", "definition", "summary", "description"}]
    return {"language": language or "en", "title": said[title], "texts": [rendered(text) for text in texts_of if text]}
