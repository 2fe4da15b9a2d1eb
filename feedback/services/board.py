"""Votes on the public board."""

from django.db import transaction

from accounts.models import User
from feedback.models import Feedback, Vote


@transaction.atomic
def vote_set(*, feedback: Feedback, voter: User, wanted: bool) -> None:
    """Give one's vote, or take it back; doing it twice is doing it once."""
    if wanted:
        Vote.objects.get_or_create(feedback=feedback, voter=voter)
    else:
        Vote.objects.filter(feedback=feedback, voter=voter).delete()
