"""Forms of the user admin."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, ReadOnlyPasswordHashField
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import clean_name
from accounts.services import email_is_taken, superuser_remains
from accounts.zones import unknown_zone, zone_names


class UserAddForm(AdminUserCreationForm):
    """Address, name, and a password or none (then the person makes one through "Forgot your password?")."""

    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return _free_address(self.cleaned_data["email"], apart_from=0)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class UserEditForm(forms.ModelForm[User]):
    """Everything but the password, which has a page of its own."""

    password = ReadOnlyPasswordHashField(label=_("Password"))

    class Meta:
        model = User
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets say which

    def clean_email(self) -> str:
        return _free_address(self.cleaned_data["email"], apart_from=self.instance.pk)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone not in zone_names():
            raise unknown_zone(zone)
        return zone

    def clean(self) -> dict[str, Any] | None:
        """The admin runs this inside the transaction that saves, so that the lock holds until then."""
        cleaned = super().clean() or {}
        powers = {name: cleaned.get(name, getattr(self.instance, name)) for name in ("is_superuser", "is_active")}
        if not all(powers.values()):
            superuser_remains(without=[self.instance.pk])
        return cleaned


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Django puts its hint together when it is imported, before anybody's language is known."""

    usable_password_help_text = format_lazy(  # type: ignore[assignment]  # shown as text either way
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        _("Without a password the person makes one through “Forgot your password?”."),
        _("The present password will be gone."),
    )


def _free_address(email: str, *, apart_from: int) -> str:
    address = User.objects.normalize_email(email)
    if email_is_taken(email=address, apart_from=apart_from):
        raise ValidationError(_("Another account uses this e-mail address."), code="email_taken")
    return address
