"""Sign-ins from new devices: the mail, and what "this wasn't me" does."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.agents import agent_of
from accounts.models import LoginHistory, User
from accounts.services.tokens import tokens_revoke

SALT = "accounts.not-me"
LINK_SECONDS = 60 * 60 * 24 * 14
"""The link in the mail works for two weeks, and until the password is another one."""


def new_device_tell(*, attempt: LoginHistory) -> None:
    """Mail the account's owner that somebody signed in from a device never seen before, once that is committed."""
    user = attempt.user
    if user is None:
        return
    adapter = get_adapter()
    link = adapter.request.build_absolute_uri(reverse("accounts-not-me", args=[not_me_token(attempt)]))
    context = {"not_me_url": link, "attempt": attempt, "new_network": attempt.new_network}
    adapter.send_notification_mail("account/email/new_device", user, context)


def not_me_token(attempt: LoginHistory) -> str:
    """What the link in the mail carries: whose account, which sign-in, and that the password is still the same."""
    user = attempt.user
    if user is None:
        raise ValueError("a sign-in without an account has no owner to ask")
    return signing.dumps([user.pk, attempt.pk, _stamp(user)], salt=SALT)


def not_me_owner(token: str) -> User | None:
    """Whose account the link is for; None when it is forged, too old, or the password was changed since."""
    try:
        pk, _attempt, stamp = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and constant_time_compare(stamp, _stamp(user)) else None


@transaction.atomic
def account_lock_out(*, user: User) -> str:
    """Sign out everywhere and make the password useless; the address where a new one is chosen.

    Whoever knows the old password is out at once and can't come back before the owner has chosen another one; access
    tokens that they may have made open nothing any more.
    """
    sessions_end(user=user)
    tokens_revoke(user=user)
    # Not an "unusable" one: without any password, no reset would be mailed.
    user.password = make_password(secrets.token_urlsafe(32))
    user.save(update_fields=["password"])
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])


def sessions_end(*, user: User, keep: str = "") -> int:
    """Sign ``user`` out in every browser but the one whose session key is to ``keep``; how many that were."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=keep))
    for row in rows:
        row.end()
    return len(rows)


def session_end(*, user: User, pk: int, keep: str) -> bool:
    """Sign ``user`` out in one browser; False when there is no such session of theirs, or it is the one to ``keep``."""
    row = UserSession.objects.filter(user=user, pk=pk).exclude(session_key=keep).first()
    if row is None:
        return False
    row.end()
    return True


@dataclass(frozen=True, slots=True)
class Device:
    """A browser in which somebody is signed in."""

    pk: int
    name: str
    icon: str
    ip: str
    since: datetime
    is_current: bool


def devices_of(user: User, *, current: str) -> list[Device]:
    """Where ``user`` is signed in: the browser with the session key ``current`` first, then newest first."""
    rows = UserSession.objects.purge_and_list(user)
    rows.sort(key=lambda row: (row.session_key != current, -row.created_at.timestamp()))
    agents = [agent_of(row.user_agent) for row in rows]
    return [
        Device(row.pk, agent.name, agent.icon, row.ip, row.created_at, row.session_key == current)
        for row, agent in zip(rows, agents, strict=True)
    ]


def factors_of(user: User) -> list[str]:
    """The kinds of second factor that are set up."""
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True).distinct()
    return [str(kind) for kind in kinds if kind != Authenticator.Type.RECOVERY_CODES]


def _stamp(user: User) -> str:
    return salted_hmac(SALT, user.password).hexdigest()[:20]
