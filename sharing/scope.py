"""Whose data may this request see, and may it write? Decided once, here.

Every request carries one frozen ``Scope`` (``request.access``; ASGI requests already have a ``scope``), made from the
signed-in user; access tokens and share links make theirs the same way. Querysets of owned models take it:
``WorkoutSession.objects.visible_to(scope)``. Whoever has no scope sees nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User


class Area(StrEnum):
    """A part of an athlete's data that can be opened on its own."""

    SESSIONS = "sessions"
    REPORTS = "reports"
    CALCULATOR = "calculator"
    PRIVATE = "private"
    """Everything that is never shared: body weight, measurements, goals, routines, the account."""


ALL_AREAS = frozenset(Area)


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be seen (``owner``, ``areas``, ``only_session``) and whether it may be changed (``can_write``).

    ``share_id`` is set for a visitor with a link; it decides where ``{% scoped_url %}`` points.
    """

    owner: "User | None" = None
    areas: frozenset[Area] = frozenset()
    can_write: bool = False
    only_session: int | None = None
    share_id: str = ""

    @classmethod
    def nobody(cls) -> "Scope":
        """Sees nothing, writes nothing."""
        return cls()

    @classmethod
    def of_user(cls, user: "User") -> "Scope":
        """The signed-in owner: everything of theirs."""
        return cls(owner=user, areas=ALL_AREAS, can_write=True)

    @classmethod
    def of_token(cls, owner: "User", *, can_write: bool) -> "Scope":
        """A program with an access token: everything of its owner's, to write only if the token allows it."""
        return cls(owner=owner, areas=ALL_AREAS, can_write=can_write)

    @classmethod
    def system(cls, owner: "User") -> "Scope":
        """Jobs and commands that work for ``owner``: the same reach as the owner has."""
        return cls.of_user(owner)

    @property
    def owner_id(self) -> int | None:
        return self.owner.pk if self.owner else None

    def sees(self, area: Area) -> bool:
        """Whether rows of ``area`` may be read at all."""
        return self.owner is not None and area in self.areas

    def require_owner(self) -> "User":
        """The owner; raises ``PermissionError`` when this scope is nobody's or read-only: a bug, not an answer."""
        if self.owner is None or not self.can_write:
            raise PermissionError("this scope may not write")
        return self.owner


def scope_of(request: HttpRequest) -> Scope:
    """The scope of ``request``; nobody's when no middleware set one."""
    scope = getattr(request, "access", None)
    return scope if isinstance(scope, Scope) else Scope.nobody()
