"""What forms share that make one thing with a name: a token of access, a webhook."""

import uuid
from typing import Any

from django import forms

from workouttracker.kit.text import one_line


class NamedOnceForm(forms.Form):
    """Asks for a ``name``, by a field of its own. ``token`` tells one press of the button from two."""

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])
