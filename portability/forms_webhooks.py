"""The form of a webhook."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portability.hooks.addresses import LONGEST, AddressRefusedError, url_check
from portability.hooks.events import EVENTS
from portability.models import Webhook
from portability.services.webhooks import NAME_CHARS, WebhookValues
from workouttracker.kit.text import one_line


class WebhookForm(forms.Form):
    """Where to, and what. ``token`` tells one press of the button from two; ``values()`` is for a valid form."""

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
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

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
