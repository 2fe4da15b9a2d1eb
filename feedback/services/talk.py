"""Replies below an item."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from feedback.mails import News, news_mail, sender_replied_mail
from feedback.models import Feedback, Reply
from feedback.placeholders import filled
from feedback.services.triage import locked


@transaction.atomic
def reply_by_sender(*, feedback: Feedback, author: User | None, text: str) -> Reply:
    """What whoever sent it adds; somebody works on it, or the admins, hear of it."""
    feedback = locked(feedback)
    reply = _reply(feedback, author, text, is_ours=False)
    if not feedback.is_spam:
        sender_replied_mail(feedback, text)
    return reply


@transaction.atomic
def reply_by_team(*, feedback: Feedback, author: User, text: str) -> Reply:
    """An answer, with its placeholders filled in; whoever sent it gets it by mail."""
    feedback = locked(feedback)
    text = filled(text, feedback)
    reply = _reply(feedback, author, text, is_ours=True)
    news_mail(feedback, News(reply=text))
    return reply


def _reply(feedback: Feedback, author: User | None, text: str, *, is_ours: bool) -> Reply:
    reply = Reply.objects.create(feedback=feedback, author=author, is_ours=is_ours, text=text)
    feedback.awaits_answer = not is_ours
    feedback.updated_at = timezone.now()
    feedback.save(update_fields=["awaits_answer", "updated_at"])
    return reply
