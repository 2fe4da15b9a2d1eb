"""What an access token looks like: ``wt_`` and 43 characters, 256 random bits.

A plain SHA-256 of it is kept. Slow hashes are for passwords that people choose; what is random can't be guessed.
"""

import re
import secrets
from hashlib import sha256
from typing import NamedTuple

BEGINNING = "wt_"
SHOWN = len(BEGINNING) + 6
"""So many characters are kept as they are, to tell tokens apart: 220 bits stay unknown."""
_TOKEN = re.compile(r"wt_[A-Za-z0-9_-]{43}")


class NewToken(NamedTuple):
    """A token that was made now: the only time that its text is known."""

    text: str
    prefix: str
    digest: str


def token_make() -> NewToken:
    """A new random token."""
    text = BEGINNING + secrets.token_urlsafe(32)
    return NewToken(text, text[:SHOWN], token_digest(text))


def token_digest(text: str) -> str:
    """What is kept of a token."""
    return sha256(text.encode()).hexdigest()


def looks_like_token(text: str) -> bool:
    """Whether ``text`` can be a token at all; what can't costs no query."""
    return _TOKEN.fullmatch(text) is not None
