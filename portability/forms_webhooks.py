"""The form of a webhook."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms_named import NamedOnceForm
from portability.hooks.addresses import LONGEST, AddressRefusedError, url_check
from portability.hooks.events import EVENTS
from portability.models import Webhook
from portability.services.webhooks import NAME_CHARS, WebhookValues


class WebhookForm(NamedOnceForm):
    """Where to, and what. ``values()`` is for a valid form."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_CHARS,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("What listens there, so that you recognise it later."),
        error_messages={"required": _("Give it a name, such as “Home Assistant”.")},
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        widget=forms.URLInput({"autocomplete": "off"}),
        help_text=_("Each event is sent there as a POST with JSON."),
        error_messages={"required": _("Give a whole address, such as https://example.org/hook.")},
    )
    events = forms.MultipleChoiceField(
        label=_("Tell it of"),
        choices=[(key, each.label) for key, each in EVENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )

    def clean_url(self) -> str:
        try:
            return url_check(self.cleaned_data["url"], allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
        except AddressRefusedError as error:
            raise ValidationError(str(error)) from error

    def values(self) -> WebhookValues:
        said = self.cleaned_data
        return WebhookValues(name=said["name"], url=said["url"], events=said["events"])

    @classmethod
    def of(cls, row: Webhook, data: Any = None) -> "WebhookForm":
        """The form that changes ``row``."""
        return cls(data, initial={"name": row.name, "url": row.url, "events": row.events})
