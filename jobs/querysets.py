"""Who may see which jobs: their owner, and admins who may see jobs."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from accounts.access import staff_may
from jobs.registry import quiet_kinds

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

Row = TypeVar("Row", bound=models.Model)
SEE_ALL = "jobs.view_job"


class JobQuerySet(models.QuerySet[Row]):
    """Jobs know no scope: a visitor with a link never sees one."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The user's own jobs; every job for staff with the permission (and the second factor) to see them."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.all() if staff_may(user, SEE_ALL) else self.owned_by(user)

    def for_staff(self) -> Self:
        """Those of everybody; the dashboard's guard decides who may see them."""
        return self.all()

    def owned_by(self, user: "User | AnonymousUser") -> Self:
        """The user's own jobs."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def listed(self) -> Self:
        """Without those of which there are many, which their owner sees elsewhere."""
        quiet = quiet_kinds()
        return self.exclude(kind__in=quiet) if quiet else self

    def active(self) -> Self:
        """Waiting or running."""
        return self.filter(state__in=["queued", "running"])

    def ready(self) -> Self:
        """Waiting, due, and first in their lane: what a worker may take now."""
        mates = type(self)(self.model).filter(lane=OuterRef("lane")).exclude(lane="").exclude(pk=OuterRef("pk"))
        earlier = Q(state="queued", created_at__lt=OuterRef("created_at"))
        due = self.filter(state="queued").filter(Q(run_after=None) | Q(run_after__lte=Now()))
        return due.filter(~Exists(mates.filter(Q(state="running") | earlier)))
