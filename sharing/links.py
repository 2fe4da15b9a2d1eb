"""The link and the two cookies: signed values. A copy of the database without the key of the site opens nothing.

- The link is a signature over the id of the share and its 32 random bytes.
- Fetching it gives a cookie for the opening page: five minutes, counts nothing.
- The button there exchanges it for the cookie of a visit: four hours at most, valid below that share only.

Cookies carry a digest of the secret, never the secret: replacing it ends both.
"""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from sharing.models import ShareToken

LINK_SALT = "sharing.link"
OPENING_SALT = "sharing.opening"
VISIT_SALT = "sharing.visit"
OPENING_COOKIE = "share_opening"
VISIT_COOKIE = "share_visit"
OPENING_SECONDS = 300
VISIT_SECONDS = 4 * 3600
ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Opening:
    """The right to press the button: of which share, with which secret, and which press (``nonce``)."""

    share_id: UUID
    digest: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Visit:
    """An opened share: of which secret, and the network it was opened from."""

    share_id: UUID
    digest: str
    network: str


def secret_digest(secret: str) -> str:
    """A fingerprint of a secret, for cookies."""
    return sha256(secret.encode()).hexdigest()[:32]


def same_secret(share: ShareToken, digest: str) -> bool:
    """Whether ``digest`` is that of the share's present secret, compared in constant time."""
    return hmac.compare_digest(secret_digest(share.secret), digest)


def link_of(share: ShareToken) -> str:
    """The whole address to give away."""
    value = base64.urlsafe_b64encode(share.pk.bytes + share.secret.encode()).decode().rstrip("=")
    return settings.SITE_URL + reverse("share-link", args=[_signer().sign(value)])


def link_read(value: str) -> tuple[UUID, str]:
    """Share id and digest of the secret that a link carries; raises ``signing.BadSignature`` for a forgery."""
    text = _signer().unsign(value)
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return UUID(bytes=data[:ID_BYTES]), secret_digest(data[ID_BYTES:].decode())
    except (ValueError, binascii.Error) as error:
        raise signing.BadSignature("not a link") from error


def opening_make(share_id: UUID, digest: str) -> str:
    """The cookie that lets a browser press the button."""
    data = {"share": share_id.hex, "digest": digest, "nonce": secrets.token_hex(16)}
    return signing.dumps(data, salt=OPENING_SALT)


def opening_read(value: str, share_id: UUID) -> Opening:
    """Read it back; raises ``signing.BadSignature`` when forged, too old or of another share."""
    data = _loads(value, OPENING_SALT, OPENING_SECONDS, share_id)
    return Opening(share_id, data["digest"], data["nonce"])


def visit_make(share: ShareToken, network: str) -> str:
    """The cookie of a visit."""
    data = {"share": share.pk.hex, "digest": secret_digest(share.secret), "network": network}
    return signing.dumps(data, salt=VISIT_SALT)


def visit_read(value: str, share_id: UUID) -> Visit:
    """Read it back; raises ``signing.BadSignature`` when forged, too old or of another share."""
    data = _loads(value, VISIT_SALT, VISIT_SECONDS, share_id)
    return Visit(share_id, data["digest"], data["network"])


def visit_of(value: str) -> Visit:
    """Read it back without knowing of which share it is; raises ``signing.BadSignature`` when forged or too old."""
    data: dict[str, Any] = signing.loads(value, salt=VISIT_SALT, max_age=VISIT_SECONDS)
    return Visit(UUID(data["share"]), data["digest"], data["network"])


def _loads(value: str, salt: str, max_age: int, share_id: UUID) -> dict[str, Any]:
    data: dict[str, Any] = signing.loads(value, salt=salt, max_age=max_age)
    if data["share"] != share_id.hex:
        raise signing.BadSignature("of another share")
    return data


def _signer() -> signing.Signer:
    # A full stop between value and signature: some messengers end an address at a colon.
    return signing.Signer(salt=LINK_SALT, sep=".")
