"""The forms of whoever sends feedback."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.context import page_said, request_said
from feedback.models import MESSAGE_LENGTH, SUBJECT_LENGTH
from feedback.services import Sent
from feedback.spam import Reason, Signs, suspicion
from feedback.states import Kind

SALT = "feedback.form"
MAX_SECONDS = 7 * 24 * 3600
"""A form that lay open for longer says nothing about who sends it."""


class SendForm(forms.Form):
    """What somebody wants to say. ``website`` is a trap that nobody sees; ``stamp`` says when they got the form."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Kind, initial=Kind.BUG, widget=forms.RadioSelect)
    subject = forms.CharField(label=_("In one line"), max_length=SUBJECT_LENGTH)
    message = forms.CharField(
        label=_("What happened, or what would you like?"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("For the answer. Without it you get a link to look for one."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    with_request = forms.BooleanField(
        label=_("Send the number of the error along"),
        required=False,
        help_text=_("With it we find in our records what went wrong. It says nothing about your training."),
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)
    request = forms.CharField(required=False, widget=forms.HiddenInput)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, *, sender: User | None, page: str = "", request_id: str = "") -> None:
        carried = {"page": page_said(page), "request": request_said(request_id), "with_request": bool(request_id)}
        super().__init__(data, initial={**carried, "stamp": stamp_now()})
        self.sender = sender
        if sender is not None:
            del self.fields["email"]
        if not request_said(self["request"].value() or ""):
            del self.fields["with_request"]

    def clean_page(self) -> str:
        return page_said(self.cleaned_data["page"])

    def clean_request(self) -> str:
        return request_said(self.cleaned_data["request"])

    def sent(self) -> Sent:
        """What is kept. The number of the error only for whoever agreed."""
        said = self.cleaned_data
        return Sent(
            kind=said["kind"],
            subject=said["subject"],
            message=said["message"],
            email=said.get("email", ""),
            page=said["page"],
            request_id=said["request"] if said.get("with_request") else "",
        )

    def suspicion(self) -> Reason | None:
        """Why it looks like spam, if it does."""
        said = self.cleaned_data
        text = f"{said['subject']}\n{said['message']}"
        return suspicion(Signs(text, said["website"], _seconds_since(said["stamp"]), self.sender is not None))


class ReplyForm(forms.Form):
    """A message below an item."""

    text = forms.CharField(label=_("Your reply"), max_length=MESSAGE_LENGTH, widget=forms.Textarea(attrs={"rows": 5}))


def stamp_now() -> str:
    """What a form carries to say when somebody got it."""
    return signing.dumps(int(time.time()), salt=SALT)


def _seconds_since(stamp: str) -> float | None:
    try:
        return time.time() - int(signing.loads(stamp, salt=SALT, max_age=MAX_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return None
