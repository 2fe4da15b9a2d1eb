"""Forms of the second factor: allauth's in our words."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import OurWords

CODE = _("Code")


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
