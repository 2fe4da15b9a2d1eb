"""Rows for tests, by typed functions with keyword overrides."""

import itertools
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import User

PASSWORD = "right horse battery staple"
_numbers = itertools.count(1)


def make_user(*, email: str = "", password: str = PASSWORD, verified: bool = True, **fields: Any) -> User:
    """An account with a confirmed address, who signs in with ``PASSWORD``."""
    address = email or f"athlete{next(_numbers)}@example.org"
    user = User.objects.create_user(address, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user
