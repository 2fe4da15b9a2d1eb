"""The form of an access token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms_named import NamedOnceForm
from accounts.models import NAME_LENGTH, AccessToken

DAYS = {7: _("A week"), 30: _("30 days"), 90: _("90 days"), 365: _("A year")}


class TokenForm(NamedOnceForm):
    """What a token is for, what it may do, and for how long."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("What uses it, so that you recognise it later."),
        error_messages={"required": _("Give the token a name, such as “Watch”.")},
    )
    access = forms.ChoiceField(
        label=_("It may"),
        choices=AccessToken.Access,
        initial=AccessToken.Access.READ,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the token may do.")},
    )
    days = forms.TypedChoiceField(label=_("It works for"), choices=list(DAYS.items()), coerce=int, initial=90)
