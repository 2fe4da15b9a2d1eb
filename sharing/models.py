"""Share links, and the record of what happened to each."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sharing.querysets import ShareEventQuerySet, ShareTokenQuerySet
from sharing.scope import Area, Scope
from sharing.states import DEFAULT_DAYS, ShareState, days_between, state_of

SECRET_BYTES = 32


def new_secret() -> str:
    """256 random bits, as text."""
    return secrets.token_urlsafe(SECRET_BYTES)


def default_expiry() -> datetime:
    """A week from now."""
    return timezone.now() + timedelta(days=DEFAULT_DAYS)


class ShareToken(models.Model):
    """A link that shows an athlete's data to whoever holds it, read-only.

    ``secret`` alone opens nothing: the link is a signature over it (see ``sharing.links``). ``session`` narrows the
    link to one workout. It is no constraint of the database and nothing is done when the workout goes: whatever way it
    is deleted, the link points at nothing from then on and never widens; undoing the deletion brings both back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    session = models.ForeignKey(
        "sessions_app.WorkoutSession",
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("only this session"),
    )
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), max_length=500, blank=True)
    secret = models.CharField(max_length=43, default=new_secret, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"), default=default_expiry)
    is_active = models.BooleanField(_("active"), default=True)
    uses = models.PositiveIntegerField(_("uses"), default=0, editable=False)
    max_uses = models.PositiveIntegerField(_("most uses"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last use"), null=True, editable=False)
    can_sessions = models.BooleanField(_("Workouts"), default=True)
    can_reports = models.BooleanField(_("Reports"), default=False)
    can_calculator = models.BooleanField(_("Calculator"), default=False)

    objects = ShareTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared link")
        verbose_name_plural = _("shared links")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(can_sessions=True) | Q(can_reports=True) | Q(can_calculator=True),
                name="share_permits_something",
            ),
            models.CheckConstraint(
                condition=Q(max_uses__isnull=True) | Q(max_uses__gte=1), name="share_max_uses_positive"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="share_newest_first")]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> ShareState:
        """The state at this moment."""
        return state_of(
            is_active=self.is_active,
            expires_at=self.expires_at,
            uses=self.uses,
            max_uses=self.max_uses,
            now=timezone.now(),
        )

    @property
    def is_valid(self) -> bool:
        """Whether the link can be opened now."""
        return self.state is ShareState.ACTIVE

    @property
    def days_left(self) -> int:
        """Days until it ends, begun ones counted; 0 when it can't be used any more."""
        return days_between(timezone.now(), self.expires_at) if self.is_active else 0

    @property
    def uses_left(self) -> int | None:
        """How often it can still be opened; None without a maximum."""
        return None if self.max_uses is None else max(0, self.max_uses - self.uses)

    @property
    def areas(self) -> frozenset[Area]:
        """What it shows."""
        permitted = {
            Area.SESSIONS: self.can_sessions,
            Area.REPORTS: self.can_reports,
            Area.CALCULATOR: self.can_calculator,
        }
        return frozenset(area for area, allowed in permitted.items() if allowed)

    @property
    def scope(self) -> Scope:
        """What its visitors may see."""
        return Scope(
            owner=self.owner, areas=self.areas, can_write=False, only_session=self.session_id, share_id=str(self.pk)
        )


class ShareEvent(models.Model):
    """What happened to a link: one row per minute of the same, with how often (``number``).

    It outlives its link, whose name it keeps. ``nonce`` is set on openings: the one button pressed twice counts once.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        REFUSED = "refused", _("Refused")
        MOVED = "moved", _("Seen from another network")
        CREATED = "created", _("Created")
        CHANGED = "changed", _("Changed")
        EXTENDED = "extended", _("Extended")
        REPLACED = "replaced", _("Replaced")
        REVOKED = "revoked", _("Revoked")
        DELETED = "deleted", _("Deleted")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    share = models.ForeignKey(ShareToken, models.SET_NULL, null=True, related_name="events", db_index=False)
    share_key = models.UUIDField()
    share_name = models.CharField(_("link"), max_length=100)
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    result = models.CharField(_("result"), max_length=20, blank=True)
    minute = models.DateTimeField(_("when"))
    network = models.CharField(_("network"), max_length=43, blank=True)
    agent = models.CharField(_("device"), max_length=120, blank=True)
    number = models.PositiveIntegerField(_("number"), default=1)
    nonce = models.CharField(max_length=32, null=True, editable=False)  # noqa: DJ001 - null is "none", unique among the rest

    objects = ShareEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a link")
        verbose_name_plural = _("events of links")
        ordering = ["-minute", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["share_key", "kind", "result", "minute", "network", "agent"],
                condition=Q(nonce__isnull=True),
                name="share_event_once_a_minute",
            ),
            models.UniqueConstraint(fields=["share_key", "nonce"], name="share_opening_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="share_event_number_positive"),
        ]
        indexes = [
            models.Index(fields=["owner", "share_key", "-minute"], name="share_events_newest_first"),
            models.Index(fields=["minute"], name="share_events_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.share_name}"
