"""Allauth's signals, turned into rows of the history."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authentication_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import LoginHistory, User
from accounts.services.devices import new_device_tell
from accounts.services.history import attempt_failed, attempt_succeeded


@receiver(user_logged_in, dispatch_uid="accounts.history")
def signed_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Every step is done: the person is in."""
    attempt = attempt_succeeded(request=request, user=user)
    if attempt.new_device:
        new_device_tell(attempt=attempt)


@receiver(authentication_failed, dispatch_uid="accounts.history")
def second_factor_failed(request: HttpRequest, user: User, reauthentication: bool = False, **_kwargs: Any) -> None:
    """The password was right, the code was not. Asking again of somebody who is signed in is no sign-in."""
    if not reauthentication:
        attempt_failed(request=request, email=user.email, user=user, reason=LoginHistory.Reason.CODE)
