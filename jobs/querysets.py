"""Who may see which jobs: their owner, and admins who may see jobs."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

Row = TypeVar("Row", bound=models.Model)
SEE_ALL = "jobs.view_job"


class JobQuerySet(models.QuerySet[Row]):
    """Jobs know no scope: a visitor with a link never sees one."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The user's own jobs; every job for staff with the permission to see them."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_staff and user.has_perm(SEE_ALL):
            return self.all()
        return self.owned_by(user)

    def owned_by(self, user: "User | AnonymousUser") -> Self:
        """The user's own jobs."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def active(self) -> Self:
        """Waiting or running."""
        return self.filter(state__in=["queued", "running"])
