"""Forms of links."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing.models import ShareToken
from sharing.services import ShareValues
from sharing.states import DEFAULT_DAYS, MAX_DAYS
from workouttracker.kit.text import one_line

MOST_USES = 1_000_000
PERMISSIONS = ("can_sessions", "can_reports", "can_calculator")
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


def days_field(label: Any, initial: int) -> forms.IntegerField:
    """A number of days, 1 to 365."""
    wrong = gettext_lazy("Enter a number of days from 1 to 365.")
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=1,
        max_value=MAX_DAYS,
        widget=forms.TextInput(NUMBER),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class ShareForm(forms.Form):
    """What an owner can say about a link. ``values()`` gives what the services want."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Your friend sees it too."),
        error_messages={"required": gettext_lazy("Give the link a name, such as “For Kim”.")},
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("For yourself. Nobody else sees it."),
    )
    can_sessions = forms.BooleanField(label=gettext_lazy("Workouts"), required=False, initial=True)
    can_reports = forms.BooleanField(label=gettext_lazy("Reports"), required=False)
    can_calculator = forms.BooleanField(label=gettext_lazy("Calculator"), required=False)
    max_uses = forms.IntegerField(
        label=gettext_lazy("Most uses"),
        required=False,
        min_value=1,
        max_value=MOST_USES,
        widget=forms.TextInput(NUMBER),
        help_text=gettext_lazy("One use is one browser that opens the link. Empty: no limit."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Enter a number of uses, 1 or more, or leave it empty.")
        ),
    )

    @property
    def permissions(self) -> list[forms.BoundField]:
        """The ticks of what the link shows."""
        return [self[name] for name in PERMISSIONS]

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in PERMISSIONS):
            self.add_error("can_sessions", _("Tick at least one thing that the link shows."))
        return cleaned

    def values(self) -> ShareValues:
        """For a valid form."""
        said = {name: self.cleaned_data[name] for name in (*PERMISSIONS, "name", "description", "max_uses")}
        return ShareValues(**said)

    @classmethod
    def of(cls, share: ShareToken, data: Any = None) -> "ShareForm":
        """The form that changes ``share``."""
        names = (*PERMISSIONS, "name", "description", "max_uses")
        return cls(data, initial={name: getattr(share, name) for name in names}, auto_id=f"id_{share.pk.hex}_%s")


class NewShareForm(ShareForm):
    """A new link. ``share`` tells one press of the button twice from two links."""

    days = days_field(gettext_lazy("Days until it ends"), DEFAULT_DAYS)
    session = forms.IntegerField(required=False, widget=forms.HiddenInput)
    share = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("share", uuid.uuid4())


class ExtendForm(forms.Form):
    """Let a link last longer."""

    days = days_field(gettext_lazy("Days longer"), DEFAULT_DAYS)
