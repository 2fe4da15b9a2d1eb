"""Every address that the product answers, as the resolver knows it."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver


def patterns() -> list[str]:
    """The name of every address, with its namespaces; of one without a name its route."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(entries: list[Any], route: str, namespaces: tuple[str, ...]) -> Iterator[str]:
    for entry in entries:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, here, inner)
        elif isinstance(entry, URLPattern):
            yield ":".join((*namespaces, entry.name)) if entry.name else here
