"""The secret of a webhook, and the signature over what is sent.

A receiver has to be shown the secret once and we have to sign with it each time, so a digest is not enough. It is not
stored either: it is made of the key of the site and of random bytes in the row. A copy of the database signs nothing.
When the key is changed (``SECRET_KEY_FALLBACKS``) the row says by a mark which key its secret was made of; once that
key is gone for good, the athlete needs a new secret.
"""

import base64
import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from portability.models import Webhook

SALT = b"portability.webhook.1"
PREFIX = "whsec_"
NONCE_BYTES, MARK_CHARS = 24, 12
SIGNATURE = "WorkoutTracker-Signature"
DELIVERY = "WorkoutTracker-Delivery"
EVENT = "WorkoutTracker-Event"


class SecretLostError(LookupError):
    """The key of the site that the secret was made of is gone."""


def new_nonce() -> str:
    """The random part of a new secret."""
    return secrets.token_urlsafe(NONCE_BYTES)


def present_mark() -> str:
    """Names the present key of the site without telling it."""
    return _mark(settings.SECRET_KEY)


def secret_of(hook: "Webhook") -> str:
    """The secret, as it is shown and used. Raises ``SecretLostError``."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if hmac.compare_digest(_mark(key), hook.key_mark):
            made = hmac.digest(key.encode(), SALT + hook.pk.bytes + hook.nonce.encode(), sha256)
            return PREFIX + base64.urlsafe_b64encode(made).decode().rstrip("=")
    raise SecretLostError


def signature_of(secret: str, at: datetime, body: bytes) -> str:
    """The value of the header: ``t=<seconds>,v1=<hex of HMAC-SHA256(secret, "<seconds>.<body>")>``."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v1={hmac.digest(secret.encode(), stamp.encode() + b'.' + body, 'sha256').hex()}"


def _mark(key: str) -> str:
    return sha256(b"portability.webhook.key" + key.encode()).hexdigest()[:MARK_CHARS]
