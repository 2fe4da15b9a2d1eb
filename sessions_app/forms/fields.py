"""Form fields for what athletes type: numbers with comma or point, weights in their unit, times, distances.

All are ``type=text``: browsers' number inputs refuse the comma or the point depending on their own language. Each
field gives stored values (kilograms, seconds, metres) and shows them in the reader's units. A text that was left as it
was shown gives back the very value it was made from, so that rounding for the eye never changes what is stored.
"""

import re
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app import display
from sessions_app.forms.widgets import QuickText
from workouttracker.kit import limits
from workouttracker.kit.text import one_line, parse_decimal, plain_digits
from workouttracker.kit.units import METRES, Unit, from_kg, to_kg, to_metres

LONGEST = 30
"""No number that anybody means is longer."""
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})")
_DISTANCE = re.compile(r"([-+\u2212]?[\d.,]+)\s*([a-z]*\.?)", re.IGNORECASE)


class NameField(forms.CharField):
    """What an athlete calls something: on one line, and more than spaces, also those of other alphabets.

    ``missing`` is said when there is nothing.
    """

    widget = forms.TextInput({"autocomplete": "off"})

    def __init__(self, *, missing: Any, label: Any = None) -> None:
        super().__init__(
            label=label or gettext_lazy("Name"), max_length=limits.NAME_LENGTH, error_messages={"required": missing}
        )

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class TextNumberField(forms.Field):
    """A number typed as text: ``inputmode`` brings up the right keyboard on phones.

    ``stored`` is the value that the text was made from: left as it was shown, that very value comes back.
    """

    widget = QuickText
    inputmode = "decimal"

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        super().__init__(required=required, **options)
        self.stored: Any = None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": self.inputmode, "autocomplete": "off"}

    def shown(self, value: Any) -> str:
        """The stored ``value`` as this field shows it."""
        raise NotImplementedError

    def parsed(self, text: str) -> Any:
        """The stored value of ``text``; raises ``ValidationError`` naming ``text`` and what is expected."""
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.shown(value)

    def to_python(self, value: Any) -> Any:
        text = plain_digits(" ".join(str(value or "").split()))
        if not text:
            return None
        if len(text) > LONGEST:
            raise ValidationError(_("“%(text)s” is too long for a number.") % {"text": f"{text[:LONGEST]}…"})
        if self.stored is not None and text == " ".join(self.shown(self.stored).split()):
            return self.stored
        return self.parsed(text)


class DecimalField(TextNumberField):
    """A decimal number with at most two digits behind the mark."""

    def parsed(self, text: str) -> Decimal:
        try:
            value = parse_decimal(text)
        except ValueError as error:
            raise ValidationError(
                _("“%(text)s” is not a number. Write it like %(example)s, without marks for thousands.")
                % {"text": text, "example": display.number(Decimal("62.5"))}
            ) from error
        if len(re.split("[.,]", text)[-1]) > 2 and re.search("[.,]", text):
            raise ValidationError(
                _("“%(text)s” has more than two digits behind the decimal mark. Write it like %(example)s.")
                % {"text": text, "example": display.number(Decimal("62.5"))}
            )
        return value

    def shown(self, value: Decimal) -> str:
        return display.number(value, grouped=False)


class WeightField(DecimalField):
    """Kilograms, typed in the athlete's unit; set ``unit`` and ``step`` (what − and + change) before use."""

    unit = Unit.KG
    step = Decimal("2.5")

    def shown(self, value: Decimal) -> str:
        return display.number(from_kg(value, self.unit), grouped=False)

    def parsed(self, text: str) -> Decimal:
        kilograms = to_kg(super().parsed(text), self.unit)
        if not 0 <= kilograms <= limits.MAX_WEIGHT_KG:
            most = from_kg(limits.MAX_WEIGHT_KG, self.unit).quantize(Decimal(1), rounding=ROUND_FLOOR)
            raise ValidationError(
                _("“%(text)s”: a weight is between 0 and %(most)s %(unit)s.")
                % {"text": text, "most": display.number(most), "unit": self.unit.value}
            )
        return kilograms


class RpeField(DecimalField):
    """Rate of perceived exertion, 1 to 10 in halves."""

    def parsed(self, text: str) -> Decimal:
        value = super().parsed(text)
        if not limits.MIN_RPE <= value <= limits.MAX_RPE or value % limits.RPE_STEP:
            raise ValidationError(
                _("“%(text)s”: RPE goes from 1 to 10 in halves, such as %(example)s.")
                % {"text": text, "example": display.number(Decimal("8.5"))}
            )
        return value


class WholeNumberField(TextNumberField):
    """A whole number from ``minimum`` to ``maximum``."""

    inputmode = "numeric"

    def __init__(self, *, minimum: int = 0, maximum: int, **options: Any) -> None:
        super().__init__(**options)
        self.minimum, self.maximum = minimum, maximum

    def shown(self, value: int) -> str:
        return str(value)

    def parsed(self, text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() else -1
        if not self.minimum <= value <= self.maximum:
            raise ValidationError(
                _("“%(text)s”: write a whole number from %(least)s to %(most)s.")
                % {"text": text, "least": self.minimum, "most": display.number(self.maximum)}
            )
        return value


class ClockField(TextNumberField):
    """Seconds, typed as ``90``, ``1:30`` or ``1:02:05``."""

    inputmode = "text"

    def shown(self, value: int) -> str:
        return display.clock(value)

    def parsed(self, text: str) -> int:
        match = _CLOCK.fullmatch(text)
        hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, -1)
        in_range = seconds >= 0 and (":" not in text or seconds < 60) and (text.count(":") < 2 or minutes < 60)
        if not in_range:
            raise ValidationError(
                _("“%(text)s” is not a time. Write seconds, or minutes and seconds like 1:30.") % {"text": text}
            )
        total = hours * display.HOUR + minutes * display.MINUTE + seconds
        if total > limits.MAX_SECONDS:
            raise ValidationError(
                _("“%(text)s” is longer than a week (%(most)s).")
                % {"text": text, "most": display.clock(limits.MAX_SECONDS)}
            )
        return total


class DistanceField(TextNumberField):
    """Metres, typed as ``400``, ``5 km`` or ``3.1 mi``; set ``unit`` before use: it decides how metres are shown."""

    inputmode = "text"
    unit = Unit.KG

    def shown(self, value: Decimal) -> str:
        return display.distance(value, self.unit, grouped=False).replace("\N{NO-BREAK SPACE}", " ")

    def parsed(self, text: str) -> Decimal:
        match = _DISTANCE.fullmatch(text)
        unit = (match[2].rstrip(".").lower() or "m") if match else ""
        if match is None or unit not in METRES:
            raise ValidationError(
                _("“%(text)s” is not a distance. Write metres, or a number with km or mi, like %(example)s km.")
                % {"text": text, "example": display.number(Decimal("2.5"))}
            )
        try:
            metres = to_metres(parse_decimal(match[1]), unit)
        except ValueError as error:
            raise ValidationError(
                _("“%(text)s” is not a distance. Write it like %(example)s km, without marks for thousands.")
                % {"text": text, "example": display.number(Decimal("2.5"))}
            ) from error
        if not 0 <= metres <= limits.MAX_DISTANCE_METRES:
            raise ValidationError(
                _("“%(text)s”: a distance is between 0 and %(most)s.")
                % {"text": text, "most": display.distance(limits.MAX_DISTANCE_METRES, Unit.KG)}
            )
        return metres


class DayField(forms.DateField):
    """A day, as ``type=date`` sends it or as the reader's language writes it."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(
                _("“%(text)s” is not a date. Write it like %(example)s or 2026-06-30.")
                % {"text": value, "example": formats.date_format(date(2026, 6, 30), "SHORT_DATE_FORMAT")}
            ) from error


class TimeOfDayField(forms.TimeField):
    """A time of day in hours and minutes."""

    widget = forms.TimeInput({"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(
                _("“%(text)s” is not a time of day. Write it like 18:30.") % {"text": value}
            ) from error
