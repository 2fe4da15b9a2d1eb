"""In what state accounts are, for the user admin: filtered and shown from one definition."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.figures import figures
from accounts.models import LoginHistory, User

SIGN_INS_SHOWN = 20
CARE = (
    ("send_reset_mail", _("Send a mail to choose a new password")),
    ("confirm_email", _("Confirm the e-mail address")),
    ("deactivate", _("Switch off")),
    ("reactivate", _("Switch on again")),
)


class State:
    """A state's name in addresses, and its words."""

    def __init__(self, key: str, label: Any) -> None:
        self.key, self.label = key, label


OFF = State("off", _("switched off"))
LOCKED = State("locked", _("locked: too many failures"))
UNCONFIRMED = State("unconfirmed", _("unconfirmed"))
ACTIVE = State("active", _("active"))


def with_state(users: QuerySet[User]) -> QuerySet[User]:
    """``users`` with what ``state_of`` reads."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    return users.annotate(has_confirmed=Exists(confirmed), is_locked=Exists(_locked().filter(user=OuterRef("pk"))))


def state_of(user: User) -> State:
    """What stands in the way of this person's signing in, if anything. ``user`` comes from ``with_state``."""
    row: Any = user
    if not user.is_active:
        return OFF
    if row.is_locked:
        return LOCKED
    return ACTIVE if row.has_confirmed else UNCONFIRMED


def about_user(user: User, *, may_act: bool) -> dict[str, Any]:
    """What the page of one account shows beside its fields. ``user`` comes from ``UserAdmin.get_queryset``."""
    left_out = {"deactivate"} if not user.is_active else {"reactivate"}
    if state_of(user) is not UNCONFIRMED:
        left_out.add("confirm_email")
    return {
        "state": state_of(user).label,
        "figures": [(figure.label, getattr(user, f"figure_{key}")) for key, figure in figures().items()],
        "attempts": LoginHistory.objects.owned_by(user)[:SIGN_INS_SHOWN],
        "care": [(key, label) for key, label in CARE if may_act and key not in left_out],
    }


class StateFilter(admin.SimpleListFilter):
    """Active, locked, unconfirmed or switched off."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.key, state.label) for state in (ACTIVE, LOCKED, UNCONFIRMED, OFF)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case OFF.key:
                return queryset.filter(is_active=False)
            case LOCKED.key:
                return queryset.filter(is_active=True, pk__in=_locked().values("user"))
            case UNCONFIRMED.key:
                return queryset.filter(is_active=True, has_confirmed=False)
            case ACTIVE.key:
                return queryset.filter(is_active=True, has_confirmed=True).exclude(pk__in=_locked().values("user"))
        return queryset


def _locked() -> QuerySet[LoginHistory, dict[str, Any]]:
    """The accounts whose sign-in rests now, as ``user``: the same window and number as the limit."""
    since = timezone.now() - timedelta(seconds=settings.SIGN_IN_FAILURES_SECONDS)
    wrong = LoginHistory.Reason.PASSWORD
    recent = LoginHistory.objects.filter(reason=wrong, created_at__gte=since, user__isnull=False)
    return (
        recent.order_by()
        .values("user")
        .annotate(failures=Count("pk"))
        .filter(failures__gte=settings.SIGN_IN_FAILURES)
        .values("user")
    )
