"""Pages of a long list by where the last one ended: the thousandth page costs what the first one does.

Nothing is counted and nothing skipped: on 1,000,000 jobs counting alone took longer than the page may.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the list, newest first."""

    created_at: datetime
    pk: UUID

    def __str__(self) -> str:
        return f"{self.created_at.isoformat()}_{self.pk.hex}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """The place that an address names; None when it names none."""
        moment, _, key = text.replace(" ", "+").partition("_")
        try:
            place = cls(datetime.fromisoformat(moment), UUID(key))
        except ValueError:
            return None
        return place if place.created_at.tzinfo else None


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """Some rows, newest first, and where the older and the newer ones begin ("" when there are none)."""

    rows: list[Row]
    older: str = ""
    newer: str = ""


def part(rows: "models.QuerySet[Row]", *, size: int, before: str = "", after: str = "") -> Part[Row]:
    """The newest ``size`` rows, those older than ``before``, or those newer than ``after``."""
    if (place := Place.parse(after)) is not None:
        up = rows.filter(created_at__gte=place.created_at)
        up = up.filter(Q(created_at__gt=place.created_at) | Q(pk__gt=place.pk)).order_by("created_at", "pk")
        found = list(up[: size + 1])
        more, page = len(found) > size, found[:size][::-1]
        if len(page) == size:
            return Part(page, older=_place(page[-1]), newer=_place(page[0]) if more else "")
        before = ""  # fewer than a page: show the newest whole one
    place = Place.parse(before)
    down = rows.order_by("-created_at", "-pk")
    if place is not None:
        # Not one OR of both: the first condition alone lets the database begin at the right place of the index.
        down = down.filter(created_at__lte=place.created_at)
        down = down.filter(Q(created_at__lt=place.created_at) | Q(pk__lt=place.pk))
    found = list(down[: size + 1])
    more, page = len(found) > size, found[:size]
    return Part(page, older=_place(page[-1]) if more else "", newer=_place(page[0]) if place and page else "")


def _place(row: Any) -> str:
    return str(Place(row.created_at, row.pk))
