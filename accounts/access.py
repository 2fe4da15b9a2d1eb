"""Guards of the dashboards: each names its permission."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""What counts as a second factor; recovery codes alone are none."""


def has_factor_needed(user: "User") -> bool:
    """Whether staff may go on: with ``REQUIRE_STAFF_MFA`` only with a second factor.

    Whoever has one has shown it: signing in does not end before.
    """
    return not settings.REQUIRE_STAFF_MFA or bool(is_mfa_enabled(user, FACTORS))


def staff_may(user: "User | AnonymousUser", permission: str) -> bool:
    """Whether this person is staff with ``permission``, for what lies outside of the dashboards' addresses."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    return user.has_perm(permission) and has_factor_needed(user)


def staff_with(permission: str) -> Callable[[View[P]], View[P]]:
    """Lets in staff who have ``permission``; 403 for everybody else who is signed in."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not (request.user.is_staff and request.user.has_perm(permission)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
