"""Which links and which of their records somebody may see: the owner's own, nobody else's."""

from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from sharing import states
from sharing.scope import Area, Scope
from sharing.states import ShareState

Row = TypeVar("Row", bound=models.Model)


class OwnedBySharer(models.QuerySet[Row]):
    """Rows with an ``owner`` that are never shown to a visitor."""

    def visible_to(self, scope: Scope) -> Self:
        """The rows that ``scope`` may read."""
        return self.filter(owner=scope.owner) if scope.sees(Area.PRIVATE) else self.none()

    def editable_by(self, scope: Scope) -> Self:
        """The rows that ``scope`` may change."""
        return self.visible_to(scope) if scope.can_write else self.none()


class ShareTokenQuerySet(OwnedBySharer[Row]):
    def in_state(self, state: ShareState, now: datetime) -> Self:
        """The links that are in ``state`` at ``now``."""
        return self.filter(states.in_state(state, now))

    def openable(self, now: datetime) -> Self:
        """The links that may be opened at ``now``: active, not expired, uses left."""
        return self.in_state(ShareState.ACTIVE, now)

    def count_use(self, now: datetime) -> int:
        """Count one use of each openable link among these; how many were counted. One statement: no race."""
        return self.openable(now).update(uses=F("uses") + 1, last_used_at=now)


class ShareEventQuerySet(OwnedBySharer[Row]):
    def openings(self) -> Self:
        """The openings among these."""
        return self.filter(Q(kind="opened"))
