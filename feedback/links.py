"""The signed link by which somebody without an account follows an item: whoever has it reads that item and replies."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from feedback.models import Feedback

SALT = "feedback.follow"


def token_of(feedback: Feedback) -> str:
    """What the link carries; the database alone makes none."""
    return signing.dumps(feedback.pk, salt=SALT)


def key_in(token: str) -> int | None:
    """Which item the link is for; None when it is forged."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def address_for_sender(feedback: Feedback) -> str:
    """Where whoever sent it reads on: signed in, or by the signed link."""
    if feedback.sender_id is not None:
        return settings.SITE_URL + reverse("feedback-detail", args=[feedback.pk])
    return settings.SITE_URL + reverse("feedback-follow", args=[token_of(feedback)])


def address_for_staff(feedback: Feedback) -> str:
    """Where it is worked on."""
    return settings.SITE_URL + reverse("manage-feedback-item", args=[feedback.pk])
