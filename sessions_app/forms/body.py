"""The forms of body weight and measurements."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app import display
from sessions_app.body import Scale
from sessions_app.forms.fields import DayField, DecimalField, NameField, TimeOfDayField
from sessions_app.forms.widgets import QuickHidden
from sessions_app.models import Measure, Measurement, Quantity
from sessions_app.models.body import MOST
from sessions_app.services import MeasurementValues
from workouttracker.kit import limits
from workouttracker.kit.dates import local_to_utc
from workouttracker.kit.text import one_line

DAY = dt.timedelta(days=1)


class BodyValueField(DecimalField):
    """A value of a measure, typed in its ``scale``; gives what is stored."""

    scale = Scale(Quantity.PLAIN, None)  # type: ignore[arg-type]

    def shown(self, value: Decimal) -> str:
        return display.number(self.scale.shown(value), grouped=False)

    def parsed(self, text: str) -> Decimal:
        stored = self.scale.stored(super().parsed(text))
        most = MOST[Quantity(self.scale.quantity)]
        if not 0 < stored <= most:
            raise ValidationError(
                _("“%(text)s”: the value has to be above 0 and at most %(most)s.")
                % {"text": text, "most": self.scale.words(most)}
            )
        return stored


class MeasurementForm(forms.Form):
    """Log or change a value. Without a date it is measured now; a date alone means the present time of that day."""

    value = BodyValueField(required=True, error_messages={"required": gettext_lazy("Enter the value.")})
    date = DayField(label=gettext_lazy("Date"), required=False)
    time = TimeOfDayField(label=gettext_lazy("Time"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=limits.DESCRIPTION_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    client_id = forms.UUIDField(required=False, widget=QuickHidden)
    revision = forms.IntegerField(required=False, widget=QuickHidden)

    def __init__(
        self,
        data: Any = None,
        *,
        measure: Measure,
        scale: Scale,
        zone: ZoneInfo,
        now: dt.datetime,
        stored: Measurement | None = None,
        last: Decimal | None = None,
    ) -> None:
        self.measure, self.scale, self.zone, self.now, self.stored = measure, scale, zone, now, stored
        initial: dict[str, Any] = {"value": last, "client_id": uuid.uuid4()}
        if stored is not None:
            here = stored.measured_at.astimezone(zone)
            initial = {
                "value": stored.value,
                "date": here.date(),
                "time": here.time().replace(second=0, microsecond=0),
                "note": stored.note,
                "revision": stored.revision,
            }
        super().__init__(data, initial=initial)
        field = self.fields["value"]
        field.label = measure.label
        field.scale = scale  # type: ignore[attr-defined]
        field.stored = stored.value if stored else None  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors.keys() & {"date", "time"}:
            cleaned["measured_at"] = self._measured_at(cleaned.get("date"), cleaned.get("time"))
            if cleaned["measured_at"] > self.now + DAY:
                self.add_error("date", _("This day is in the future."))
        return cleaned

    def _measured_at(self, day: dt.date | None, time: dt.time | None) -> dt.datetime:
        """Left as it was shown, the moment keeps its seconds."""
        if self.stored is not None and (day, time) == (self.initial["date"], self.initial["time"]):
            return self.stored.measured_at
        if day is None and time is None:
            return self.now
        here = self.now.astimezone(self.zone)
        wall = dt.datetime.combine(day or here.date(), time or here.time().replace(microsecond=0))
        return local_to_utc(wall, self.zone)[0]

    def values(self) -> MeasurementValues:
        """What the services want."""
        said = self.cleaned_data
        return MeasurementValues(
            measure=self.measure,
            value=said["value"],
            measured_at=said["measured_at"],
            note=one_line(said["note"]),
        )


class MeasureNameForm(forms.Form):
    """What something of the athlete's own to measure is called."""

    name = NameField(missing=gettext_lazy("Give it a name, such as Neck."))


class MeasureForm(MeasureNameForm):
    """Something of the athlete's own to measure."""

    quantity = forms.ChoiceField(
        label=gettext_lazy("Kind of number"), choices=Quantity.choices, initial=Quantity.LENGTH.value
    )
