"""The history of sign-ins: writing down each attempt with what is suspicious about it."""

import logging
from datetime import datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.agents import agent_of
from accounts.models import LoginHistory, User
from accounts.querysets import LoginHistoryQuerySet
from accounts.services.people import user_with_email
from accounts.suspicion import ACCOUNTS_WITHIN, FAILURES_WITHIN, Evidence, Suspicion, suspicions
from workouttracker.kit.networks import network_of_address

logger = logging.getLogger(__name__)
PURGED_AT_ONCE = 5000
EMAIL_LENGTH = 254
AGENT_LENGTH = 400
Reason = LoginHistory.Reason
Method = LoginHistory.Method


def attempt_succeeded(*, request: HttpRequest, user: User) -> LoginHistory:
    """Write down that ``user`` is signed in now."""
    attempt = _attempt(request, user=user, email=user.email)
    attempt.success = True
    attempt.method = _method(request, user)
    return _keep(attempt)


def attempt_failed(
    *, request: HttpRequest, email: str, reason: LoginHistory.Reason, user: User | None = None
) -> LoginHistory:
    """Write down that somebody was refused; whose address it is, if anybody's, is looked up here."""
    attempt = _attempt(request, user=user or (user_with_email(email) if email else None), email=email)
    attempt.success = False
    attempt.reason = reason
    return _keep(attempt)


def history_purge(now: datetime | None = None) -> int:
    """Delete what is older than ``LOGIN_HISTORY_DAYS``, a part at a time; how many."""
    oldest = (now or timezone.now()) - timedelta(days=settings.LOGIN_HISTORY_DAYS)
    deleted = 0
    while ids := list(LoginHistory.objects.filter(created_at__lt=oldest).values_list("pk", flat=True)[:PURGED_AT_ONCE]):
        deleted += LoginHistory.objects.filter(pk__in=ids).delete()[0]
    return deleted


def history_forget(user: User) -> None:
    """Delete the attempts with the address of somebody who goes, also those from before the account was there.

    What admins did with the account stays on record, without the address.
    """
    LoginHistory.objects.filter(Q(user=user) | Q(email=user.email)).delete()
    noted = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    noted.update(object_repr=_("a user who is gone"))


def _attempt(request: HttpRequest, *, user: User | None, email: str) -> LoginHistory:
    """An attempt from where ``request`` comes from; only the middleware reads what proxies say."""
    address = getattr(request, "client_ip", "")
    text = request.headers.get("User-Agent", "")
    agent = agent_of(text)
    return LoginHistory(
        user=user,
        email=User.objects.normalize_email(email)[:EMAIL_LENGTH],
        ip=address or None,
        network=network_of_address(address),
        user_agent=text[:AGENT_LENGTH],
        device_type=agent.device_type,
        platform=agent.platform,
        browser=agent.browser,
    )


def _keep(attempt: LoginHistory) -> LoginHistory:
    found = suspicions(_evidence(attempt))
    for flag in found:
        setattr(attempt, flag.value, True)
    attempt.save(force_insert=True)
    if Suspicion.MANY_ACCOUNTS in found:
        # Those before it belong to the same pattern: they could not know yet.
        _failed_from_here(attempt).filter(many_accounts=False).update(many_accounts=True)
    if found:
        logger.warning("sign-in %s is suspicious: %s", attempt.pk, ", ".join(sorted(flag.value for flag in found)))
    return attempt


def _evidence(attempt: LoginHistory) -> Evidence:
    accounts = _failed_from_here(attempt).exclude(email__in=["", attempt.email]).values("email").distinct().count()
    accounts_failed = accounts + (0 if attempt.success or not attempt.email else 1)
    if not attempt.success or attempt.user is None:
        return Evidence(success=attempt.success, accounts_failed=accounts_failed)
    earlier = LoginHistory.objects.filter(user=attempt.user)
    successes = earlier.filter(success=True)
    last = successes.order_by("-created_at").values_list("created_at", flat=True).first()
    failures = earlier.filter(success=False).since(attempt.created_at - FAILURES_WITHIN)
    if last is not None:
        failures = failures.filter(created_at__gt=last)
    return Evidence(
        success=True,
        failures=failures.count(),
        signed_in_before=last is not None,
        device_known=successes.filter(
            device_type=attempt.device_type, platform=attempt.platform, browser=attempt.browser
        ).exists(),
        network_known=successes.filter(network=attempt.network).exists(),
        accounts_failed=accounts_failed,
    )


def _failed_from_here(attempt: LoginHistory) -> LoginHistoryQuerySet[LoginHistory]:
    if attempt.ip is None:
        return LoginHistory.objects.none()
    recent = LoginHistory.objects.filter(ip=attempt.ip, success=False)
    return recent.since(attempt.created_at - ACCOUNTS_WITHIN)


def _method(request: HttpRequest, user: User) -> str:
    """How the person got in, from what allauth noted in this session."""
    records = get_authentication_records(request, user)
    last = records[-1] if records else {}
    if last.get("method") != "mfa":
        return Method.PASSWORD if last.get("method") == "password" else ""
    if last.get("passwordless"):
        return Method.PASSKEY
    return str(last.get("type", ""))
