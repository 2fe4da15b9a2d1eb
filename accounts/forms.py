"""Forms of the account pages: allauth's in our words, and the preferences."""

from decimal import Decimal
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.fields import RestField
from accounts.models import NAME_LENGTH, User
from accounts.names import clean_name
from accounts.services import Preferences, preferences_update
from accounts.zones import zone_choices
from workouttracker.kit.units import plain

PASSWORD_HINT = _("At least 8 characters, not only digits, and nothing that is easy to guess.")
WEIGHT_STEPS = [Decimal(step) for step in ("0.25", "0.5", "1", "1.25", "2", "2.5", "4", "5", "10")]
LABELS = {
    "email": _("E-mail"),
    "login": _("E-mail"),
    "oldpassword": _("Current password"),
    "password": _("Password"),
    "remember": _("Stay signed in on this device"),
}
NEW_PASSWORD = _("New password")
REPEAT_PASSWORD = _("New password, once more")


class OurWords(forms.Form):
    """Our labels and hints; no placeholders, which vanish when one types and repeat the label until then."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name) or LABELS.get(name) or field.label
            field.help_text = self.hints.get(name, "")


class SignInForm(OurWords, allauth_forms.LoginForm):  # type: ignore[misc]
    """E-mail, password, stay signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignUpForm(OurWords, allauth_forms.SignupForm):  # type: ignore[misc]
    """Name, e-mail, password; the browser fills in the time zone (static/js, ``data-timezone``)."""

    field_order = ["name", "email", "password1", "time_zone"]
    labels = {"password1": _("Password")}
    hints = {"name": _("Shown to friends you share with."), "password1": PASSWORD_HINT}

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-timezone": ""}))

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """An address that is taken gets the same answer, after the same work: hashing is what takes the time.

        Either way one address gets only so many mails: more are the friendly 429 page.
        """
        if not ratelimit.consume(request, action="signup_address", key=self.cleaned_data["email"].lower()):
            return None, ratelimit.respond_429(request)
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        made: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return made


class EmailChangeForm(OurWords, allauth_forms.AddEmailForm):  # type: ignore[misc]
    """The address to change to."""

    labels = {"email": _("New e-mail")}

    def save(self, request: HttpRequest) -> EmailAddress:
        """Note the address and mail to it; of the same form twice at once the second finds both done."""
        try:
            with transaction.atomic():
                return super().save(request)
        except IntegrityError:
            found: EmailAddress = self.user.emailaddress_set.get(email=self.cleaned_data["email"])
            return found


class PasswordChangeForm(OurWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """Current and new password."""

    labels = {"password1": NEW_PASSWORD, "password2": REPEAT_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class PasswordSetForm(OurWords, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password for an account without one."""

    labels = {"password1": NEW_PASSWORD, "password2": REPEAT_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class PasswordResetForm(OurWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link."""

    def clean_email(self) -> str:
        """Allauth also finds accounts that are about to change to this address; whoever has it must not get them."""
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.email == email]
        return email


class NewPasswordForm(OurWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, behind the mailed link."""

    labels = {"password1": NEW_PASSWORD, "password2": REPEAT_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something sensitive."""


def weight_step_choices(present: Decimal | None) -> list[tuple[str, Any]]:
    """The usual step, those that plates allow, and the ``present`` one."""
    steps = sorted({*WEIGHT_STEPS, *([plain(present)] if present else [])})
    return [("", _("Usual: 2.5 kg or 5 lb")), *((str(step), number_format(step)) for step in steps)]


class PreferencesForm(forms.ModelForm[User]):
    """Name and preferences; ``save()`` goes through the service."""

    default_rest_seconds = RestField(
        label=_("Default rest"),
        help_text=_("Minutes and seconds between sets, like 2:00."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    weight_step = forms.TypedChoiceField(
        label=_("Weight step"),
        help_text=_("How much − and + change a weight while logging."),
        required=False,
        coerce=Decimal,
        empty_value=None,
    )

    class Meta:
        model = User
        fields = [
            "name",
            "unit",
            "weight_step",
            "default_rest_seconds",
            "count_body_weight",
            "language",
            "time_zone",
            "first_weekday",
            "theme",
        ]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "unit": forms.RadioSelect,
            "theme": forms.RadioSelect,
            "first_weekday": forms.RadioSelect,
        }
        help_texts = {"time_zone": _("Decides what “today” and “this week” are.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, get_language_info(code)["name_local"].capitalize()) for code in User.Language.values]
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=languages)
        step: Any = self.fields["weight_step"]
        step.choices = weight_step_choices(self.instance.weight_step)
        if self.instance.weight_step is not None:
            self.initial["weight_step"] = str(plain(self.instance.weight_step))
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=zone_choices(self.instance.time_zone),
            help_text=self.fields["time_zone"].help_text,
        )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_weight_step(self) -> Decimal | None:
        """A step that was left as it was goes with another unit: 2.5 kg are no 2.5 lb."""
        step: Decimal | None = self.cleaned_data["weight_step"]
        left = "unit" in self.changed_data and step == self.instance.weight_step
        return None if left else step

    def _post_clean(self) -> None:
        """Not ModelForm's: it would write refused values into ``request.user``, which draws the frame."""

    def save(self, commit: bool = True) -> User:
        """Raises ``ValidationError`` when the service refuses what the form let through."""
        changes: Preferences = self.cleaned_data  # type: ignore[assignment]
        return preferences_update(user=self.instance, **changes)
