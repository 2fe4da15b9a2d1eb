"""Mails about feedback: in the reader's language, and only once what they tell is committed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.mail import mail_send
from accounts.models import User
from accounts.services import user_with_email
from feedback.links import address_for_sender, address_for_staff
from feedback.models import Feedback
from workouttracker.kit.text import one_line

HOUR = 3600
SALT = "feedback.mails"


@dataclass
class News:
    """What whoever sent an item is told at once, in one mail; empty parts are not mentioned."""

    status: str = ""
    reply: str = ""
    response: str = ""
    due_on: date | None = None
    version: str = ""
    _parts: tuple[str, ...] = field(default=("status", "reply", "response", "due_on", "version"), repr=False)

    def __bool__(self) -> bool:
        return any(getattr(self, part) for part in self._parts)


def receipt_mail(feedback: Feedback) -> None:
    """To whoever sent it: it came in, and where to follow it.

    A stranger's address gets none of what was typed: our mails must not carry somebody else's words to a third person.
    """
    if not feedback.answered_at or not _may_write_to(feedback):
        return
    _to_sender("received", feedback, {"quote": feedback.sender is not None})


def news_mail(feedback: Feedback, news: News) -> None:
    """To whoever sent it: what is new."""
    if news and feedback.answered_at and not feedback.is_spam:
        _to_sender("news", feedback, {"news": news})


def new_mail(feedback: Feedback) -> None:
    """To the admins: something came in."""
    _to_staff("new", feedback, _admins())


def assigned_mail(feedback: Feedback, actor: User | None) -> None:
    """To whom it was given."""
    assignee = feedback.assignee
    if assignee is not None and assignee.is_active and assignee != actor:
        _to_staff("assigned", feedback, [assignee.email], actor=actor)


def sender_replied_mail(feedback: Feedback, text: str) -> None:
    """To whoever works on it, else to the admins: there is a reply."""
    assignee = feedback.assignee
    readers = [assignee.email] if assignee is not None and assignee.is_active else _admins()
    _to_staff("replied", feedback, readers, text=text)


def _to_sender(name: str, feedback: Feedback, more: dict[str, Any]) -> None:
    context = {
        "user": feedback.sender,
        "feedback": feedback,
        "subject": one_line(feedback.subject),
        "link": address_for_sender(feedback),
        **more,
    }
    _after_commit(name, feedback.answered_at, feedback.reader_language, context)


def _to_staff(name: str, feedback: Feedback, readers: Iterable[str], **more: Any) -> None:
    context = {"feedback": feedback, "subject": one_line(feedback.subject), "link": address_for_staff(feedback), **more}
    for address in readers:
        user = user_with_email(address)
        _after_commit(name, address, user.language if user else settings.LANGUAGE_CODE, {"user": user, **context})


def _after_commit(name: str, to: str, language: str, context: dict[str, Any]) -> None:
    send = partial(mail_send, prefix=f"feedback/email/{name}", to=to, language=language, context=context)
    transaction.on_commit(lambda: send() and None)


def _admins() -> list[str]:
    return [address for _name, address in settings.ADMINS]


def _may_write_to(feedback: Feedback) -> bool:
    """An address that nobody confirmed gets few mails, whoever asks for them."""
    if feedback.sender is not None:
        return True
    key = salted_hmac(SALT, feedback.email.lower()).hexdigest()[:32]
    limit = settings.FEEDBACK_MAILS_PER_HOUR
    wait: float = cast("Any", cache).take(f"feedback:mail:{key}", burst=limit, per_second=limit / HOUR)
    return not wait
