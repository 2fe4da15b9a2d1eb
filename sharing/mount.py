"""The owner's own read pages a second time, below ``/shared/<id>/``: same views, same templates, another scope."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, reverse

from sharing.gate import RefusedError, visit_check
from sharing.refusals import refuse
from sharing.scope import Area, Scope

View = Callable[..., HttpResponseBase]
NAMESPACE = "shared"
_areas: dict[str, Area] = {}
"""Which part of the data each mounted page belongs to; filled once, when the addresses are read."""


def mounted(pages: Mapping[Area, Iterable[URLPattern]]) -> list[URLPattern]:
    """The patterns of ``pages`` with their views behind the gate; each asks for its own area."""
    patterns = []
    for area, originals in pages.items():
        for each in originals:
            _areas[str(each.name)] = area
            patterns.append(URLPattern(each.pattern, _guarded(each.callback, area), each.default_args, each.name))
    return patterns


def shared_url(scope: Scope, name: str, args: Iterable[object] = (), kwargs: Mapping[str, object] | None = None) -> str:
    """The visitor's address of a page; empty when visitors have no such page or ``scope`` doesn't permit it."""
    area = _areas.get(name)
    if area is not None and area not in scope.areas:
        return ""
    try:
        if kwargs:
            return reverse(f"{NAMESPACE}:{name}", kwargs={"share": scope.share_id, **kwargs})
        return reverse(f"{NAMESPACE}:{name}", args=(scope.share_id, *args))
    except NoReverseMatch:
        return ""


def _guarded(view: View, area: Area) -> View:
    @wraps(view)
    def visit(request: HttpRequest, share: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            token = visit_check(request, share, area)
        except RefusedError as refusal:
            return refuse(request, share, refusal)
        request.access = token.scope  # type: ignore[attr-defined]
        request.share = token  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    visit.login_required = False  # type: ignore[attr-defined]
    return visit
