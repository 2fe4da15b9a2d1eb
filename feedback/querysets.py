"""Who may see which feedback."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from accounts.models import User

Row = TypeVar("Row", bound=models.Model)


class FeedbackQuerySet(models.QuerySet[Row]):
    """Items by who asks for them."""

    def owned_by(self, user: "User") -> Self:
        """Those that one person sent, newest first."""
        return self.filter(sender=user).order_by("-created_at", "-pk")

    def for_staff(self) -> Self:
        """All of them; the dashboard's guard decides who may see them."""
        return self.select_related("sender", "assignee", "category", "shipped_in")

    def published(self) -> Self:
        """Those on the public board, with ``vote_count``."""
        return self.filter(is_published=True).annotate(vote_count=Count("votes"))

    def with_vote_of(self, user: "User") -> Self:
        """With ``has_voted``: whether this person voted for it."""
        return self.annotate(has_voted=Count("votes", filter=Q(votes__voter=user)))


class BelowQuerySet(models.QuerySet[Row]):
    """What stands below items."""

    def for_staff(self) -> Self:
        """All but what is below suspected spam, with its item; the dashboard's guard decides who may see it."""
        return self.filter(feedback__is_spam=False).select_related("feedback")


class ListQuerySet(models.QuerySet[Row]):
    """The admins' own lists: categories and reply templates."""

    def for_staff(self) -> Self:
        """All of them, in their order."""
        return self.order_by("position", "name")
