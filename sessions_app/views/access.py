"""Fetching with permission, in one call: what is not yours does not exist, what you may only read is forbidden."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sharing.scope import Scope, scope_of

Row = TypeVar("Row", bound=Model)


def fetch_for_writing(visible: "QuerySet[Row]", scope: Scope, **lookup: object) -> Row:
    """The row among those ``visible`` to ``scope``: 404 when it is not there, 403 when ``scope`` may not write."""
    row = get_object_or_404(visible, **lookup)
    if not scope.can_write:
        raise PermissionDenied
    return row


def writing_scope(request: HttpRequest) -> Scope:
    """The scope of a request that is about to make something new; 403 when it may not write."""
    scope = scope_of(request)
    if not scope.can_write:
        raise PermissionDenied
    return scope
