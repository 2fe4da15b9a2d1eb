"""Taking in what people send."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation

from accounts.agents import agent_of
from accounts.models import User
from feedback.mails import new_mail, receipt_mail
from feedback.models import Feedback
from feedback.spam import Reason
from workouttracker.kit.text import one_line

AGENT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody typed, and what the form carried."""

    kind: str
    subject: str
    message: str
    email: str = ""
    page: str = ""
    request_id: str = ""


@transaction.atomic
def feedback_send(
    *, request: HttpRequest, sender: User | None, sent: Sent, suspected: Reason | None = None
) -> Feedback:
    """Keep it, and mail the admins and a receipt. What is ``suspected`` to be spam is kept aside without a mail."""
    text = request.headers.get("User-Agent", "")
    agent = agent_of(text)
    feedback = Feedback.objects.create(
        sender=sender,
        email="" if sender else sent.email.strip().lower(),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        kind=sent.kind,
        subject=one_line(sent.subject),
        message=sent.message,
        page=sent.page,
        request_id=sent.request_id,
        user_agent=text[:AGENT_LENGTH],
        device_type=agent.device_type,
        platform=agent.platform,
        browser=agent.browser,
        app_version=settings.APP_VERSION,
        is_spam=suspected is not None,
        spam_reason=suspected or "",
    )
    if suspected is None:
        new_mail(feedback)
        receipt_mail(feedback)
    return feedback
