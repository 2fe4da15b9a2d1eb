"""Searching: a page, its part that changes while one types, and suggestions."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpcenter.forms import SearchForm
from helpcenter.search.find import help_search
from helpcenter.search.words import chips_of, lines_of

MOST = 20
SUGGESTED = 6


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that fits, with the words marked."""
    form = SearchForm(request.GET)
    text, kind = form.text(), form.kind_chosen()
    results = help_search(text, kind=kind, limit=MOST)
    context = {
        "text": text,
        "kind": kind,
        "results": results,
        "lines": lines_of(results),
        "chips": chips_of(results, kind),
    }
    part = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    return render(request, "helpcenter/_results.html" if part else "helpcenter/search.html", context)


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A few titles for what somebody is typing."""
    form = SearchForm(request.GET)
    results = help_search(form.text(), limit=SUGGESTED, excerpts=False)
    context = {"text": form.text(), "lines": lines_of(results), "total": results.total}
    return render(request, "helpcenter/_suggestions.html", context)
