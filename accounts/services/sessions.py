"""Browser sessions that are over."""

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone


def old_sessions_purge() -> int:
    """Delete sessions past their end with what allauth remembers of them, and confirmations without use; how many."""
    deleted: int = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    alive = Session.objects.values("session_key")
    deleted += UserSession.objects.exclude(session_key__in=alive).delete()[0]
    EmailConfirmation.objects.delete_expired_confirmations()
    return deleted
