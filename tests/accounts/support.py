"""People and mail for the account tests."""

import re
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from accounts.models import User
from tests.factories import make_user

PASSWORD = "lift-heavy-things-77"  # a password of nobody


def person(
    email: str = "ada@example.org", *, password: str | None = PASSWORD, verified: bool = True, **fields: object
) -> User:
    """Ada, or somebody else; who has a ``verified`` address and a password can sign in."""
    return make_user(email=email, password=password, verified=verified, **fields)  # type: ignore[arg-type]  # no password is one, too


def sign_in(client: Client, email: str = "ada@example.org", password: str = PASSWORD, **fields: str) -> Any:
    """Send the sign-in form."""
    return client.post("/accounts/login/", {"login": email, "password": password, **fields})


def link_in(message: Any, part: str) -> str:
    """The path of the link in a mail whose address contains ``part``."""
    found = re.search(rf"{re.escape(settings.SITE_URL)}(\S*{re.escape(part)}\S*)", str(message.body))
    assert found, f"no link with {part} in the mail “{message.subject}”"
    return found[1]


def html_of(message: Any) -> str:
    """The HTML part of a mail."""
    [alternative] = message.alternatives
    assert alternative.mimetype == "text/html"
    return str(alternative.content)


class BrokenBackend(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError(111, "Connection refused")
