"""Form fields of the account pages."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import MAX_REST_SECONDS
from workouttracker.kit.text import plain_digits

_REST = re.compile(
    r"(?P<minutes>[0-9]{1,3}):(?P<seconds>[0-5]?[0-9])"
    r"|(?P<number>[0-9]{1,4})\s*(?P<unit>s|sec|min|m)?",
    re.IGNORECASE,
)


def parse_rest(text: str) -> int:
    """Seconds of a rest as people type it: ``2:30``, ``150``, ``150 s``, ``3 min``. Raises ``ValueError``."""
    match = _REST.fullmatch(plain_digits(text.strip()))
    if match is None:
        raise ValueError(text)
    if match["minutes"] is not None:
        return int(match["minutes"]) * 60 + int(match["seconds"])
    factor = 60 if (match["unit"] or "").lower().startswith("m") else 1
    return int(match["number"]) * factor


def format_rest(seconds: int) -> str:
    """``150`` → ``2:30``."""
    return f"{seconds // 60}:{seconds % 60:02d}"


class RestField(forms.CharField):
    """A rest between sets: minutes and seconds in, whole seconds out."""

    default_error_messages = {
        "rest": _("“%(value)s” is not a rest time. Write minutes and seconds like 2:30, or seconds like 90."),
        "too_long": _("“%(value)s” is too long. A rest lasts at most %(limit)s."),
    }

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            seconds = parse_rest(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["rest"], code="rest", params={"value": text}) from None
        if seconds > MAX_REST_SECONDS:
            limit = format_rest(MAX_REST_SECONDS)
            raise forms.ValidationError(
                self.error_messages["too_long"], code="too_long", params={"value": text, "limit": limit}
            )
        return seconds

    def prepare_value(self, value: Any) -> Any:
        return format_rest(value) if isinstance(value, int) else value
