"""Feedback for tests."""

from typing import Any

from django.test import Client

from accounts.models import User
from feedback.forms import SALT
from feedback.models import Feedback

MARKUP = '<script>alert(1)</script> <b>bold</b> & "quoted" {{ braces }} [link](https://example.org)'
"""A message that must be shown as typed."""


def make_feedback(sender: User | None = None, **fields: Any) -> Feedback:
    """A bug report."""
    said = {"kind": "bug", "subject": "The plus button", "message": "It does nothing."} | fields
    return Feedback.objects.create(sender=sender, **said)


def stamp(seconds_ago: int = 60) -> str:
    """What a form carries that somebody got so long ago."""
    import time

    from django.core import signing

    return signing.dumps(int(time.time()) - seconds_ago, salt=SALT)


def send(client: Client, **fields: Any) -> Any:
    """Send the form like a person who takes a minute."""
    said = {"kind": "bug", "subject": "The plus button", "message": "It does nothing.", "stamp": stamp()} | fields
    return client.post("/feedback/new/", said)
