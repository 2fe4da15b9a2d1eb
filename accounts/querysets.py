"""Who may see which rows of the account's own tables."""

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.suspicion import Suspicion

if TYPE_CHECKING:
    from accounts.models import User

Row = TypeVar("Row", bound=models.Model)


class LoginHistoryQuerySet(models.QuerySet[Row]):
    """Attempts to sign in."""

    def owned_by(self, user: "User") -> Self:
        """Those of one account, newest first."""
        return self.filter(user=user).order_by("-created_at", "-pk")

    def for_staff(self) -> Self:
        """Those of everybody, newest first; the dashboard's guard decides who may see them."""
        return self.select_related("user").order_by("-created_at", "-pk")

    def since(self, moment: datetime) -> Self:
        """Those at ``moment`` or later."""
        return self.filter(created_at__gte=moment)

    def flagged(self) -> Self:
        """Those with anything suspicious about them."""
        any_flag = Q()
        for name in Suspicion.values:
            any_flag |= Q(**{name: True})
        return self.filter(any_flag)


class AccessTokenQuerySet(models.QuerySet[Row]):
    """Access tokens, for their owner."""

    def owned_by(self, user: "User") -> Self:
        """Those of one account, newest first."""
        return self.filter(owner=user).order_by("-created_at", "-pk")

    def alive(self, now: datetime) -> Self:
        """Those that open something at ``now``."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class IdempotentAnswerQuerySet(models.QuerySet[Row]):
    """Answers that are kept, for whoever asked."""

    def owned_by(self, user: "User") -> Self:
        """Those of one account."""
        return self.filter(owner=user)
