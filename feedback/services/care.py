"""What goes after its time, and what is forgotten with an account."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from feedback.models import Change, Feedback
from feedback.states import CLOSED

PERSONAL = {"email": "", "page": "", "user_agent": "", "request_id": ""}
AT_ONCE = 1000


def spam_purge(now: datetime | None = None) -> int:
    """Delete what was kept aside for ``FEEDBACK_SPAM_DAYS``; how many."""
    oldest = (now or timezone.now()) - timedelta(days=settings.FEEDBACK_SPAM_DAYS)
    deleted = 0
    while keys := list(
        Feedback.objects.filter(is_spam=True, created_at__lt=oldest).values_list("pk", flat=True)[:AT_ONCE]
    ):
        feedback_delete(keys=keys)
        deleted += len(keys)
    return deleted


def contacts_purge(now: datetime | None = None) -> int:
    """Forget who can be reached how, in items closed for ``FEEDBACK_CONTACT_DAYS``; how many."""
    oldest = (now or timezone.now()) - timedelta(days=settings.FEEDBACK_CONTACT_DAYS)
    closed = Feedback.objects.filter(status__in=CLOSED, updated_at__lt=oldest)
    return closed.exclude(**PERSONAL).update(**PERSONAL)


@transaction.atomic
def feedback_delete(*, keys: Iterable[int]) -> int:
    """Delete items with everything below them; how many items."""
    _rows, by_table = Feedback.objects.filter(pk__in=list(keys)).delete()
    return by_table.get("feedback.Feedback", 0)


def feedback_forget(user: User) -> None:
    """An account goes: what was sent stays, without the person. Must run before the account is deleted."""
    Feedback.objects.filter(Q(sender=user) | Q(email__iexact=user.email)).update(**PERSONAL)
    person = str(user.pk)
    of_people = Change.objects.filter(field=Change.Field.ASSIGNEE)
    of_people.filter(old=person).update(old="")
    of_people.filter(new=person).update(new="")
