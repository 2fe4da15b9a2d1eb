"""Account mails that no request sends: from jobs and commands."""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

logger = logging.getLogger(__name__)


def mail_send(*, prefix: str, to: str, language: str, context: dict[str, Any]) -> bool:
    """Send the mail whose templates begin with ``prefix``, in ``language``; False when the mail server is away."""
    links = {
        "home_url": f"{settings.SITE_URL}/",
        "password_reset_url": settings.SITE_URL + reverse("account_reset_password"),
    }
    with translation.override(language):
        said = {
            part: render_to_string(f"{prefix}_{part}", {**links, **context})
            for part in ("subject.txt", "message.txt", "message.html")
        }
    message = EmailMultiAlternatives(said["subject.txt"].strip(), said["message.txt"], to=[to])
    message.attach_alternative(said["message.html"], "text/html")
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("mail %s could not be sent", prefix)
        return False
    return True
