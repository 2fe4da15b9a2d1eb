"""Figures about accounts for the user admin. Apps above fill this from their ``AppConfig.ready``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models.expressions import Combinable

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class Figure:
    """A number per account: what it is called, and an expression over users that counts it."""

    label: "StrPromise | str"
    column: Callable[[], Combinable]


_figures: dict[str, Figure] = {}


def register(key: str, figure: Figure) -> None:
    """Make a figure known; the same key twice is a mistake in the code."""
    if key in _figures:
        raise ValueError(f"figure of an account: {key} is registered twice")
    _figures[key] = figure


def figures() -> dict[str, Figure]:
    """All of them by key."""
    return dict(_figures)
