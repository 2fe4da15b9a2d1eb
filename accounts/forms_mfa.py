"""Forms of the second factor: allauth's in our words."""

from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import OurWords
from accounts.mfa import owner_claimed
from accounts.models import LoginHistory, User
from accounts.services.history import attempt_failed

CODE = _("Code")
LIMITED = "too_many_login_attempts"
"""Allauth's code of the error that says so; no signal tells of it."""


def _numeric(form: forms.Form) -> None:
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}


class TotpActivateForm(OurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of the app."""

    labels = {"code": _("Code that the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numeric(self)


class CodeForm(OurWords, base.AuthenticateForm):  # type: ignore[misc]
    """A code of the app or of the paper, at sign-in."""

    labels = {"code": CODE}
    hints = {"code": _("From your authenticator app, or one of your recovery codes.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numeric(self)

    def clean(self) -> dict[str, Any] | None:
        """A wrong code is written down by allauth's signal, too many of them here."""
        cleaned: dict[str, Any] | None = super().clean()
        if self.has_error("code", LIMITED):
            _refused(self.user, LoginHistory.Reason.LIMITED)
        return cleaned


class CodeAgainForm(OurWords, base.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something sensitive."""

    labels = {"code": CODE}
    hints = {"code": _("From your authenticator app, or one of your recovery codes.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numeric(self)


class KeyAddForm(OurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or a security key; the browser fills in the credential."""

    labels = {"name": _("Name"), "passwordless": _("Also sign in without a password")}
    hints = {
        "name": _("So that you know it again, like “Phone” or “Blue key”."),
        "passwordless": _("The device then asks for your finger, your face or its PIN. That is a passkey."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class KeyEditForm(OurWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name."""

    labels = {"name": _("Name")}


class KeyForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key beside the password; what is refused is written down."""

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        if self.has_error("credential"):
            limited = self.has_error("credential", LIMITED)
            _refused(self.user, LoginHistory.Reason.LIMITED if limited else LoginHistory.Reason.KEY)
        return cleaned


class PasskeyForm(webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of a password; what is refused is written down for the account that it names."""

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        if self.has_error("credential"):
            _refused(owner_claimed(self.data.get("credential", "")), LoginHistory.Reason.KEY)
        return cleaned


def _refused(user: User | None, reason: LoginHistory.Reason) -> None:
    attempt_failed(request=context.request, email=user.email if user else "", user=user, reason=reason)
