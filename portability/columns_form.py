"""The form of the columns of an unknown table."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portability.formats.mapped import LABELS, ColumnMapping, Field
from portability.formats.records import DateOrder
from workouttracker.kit.units import Unit

SECONDS, MINUTES = "1", "60"
EXAMPLES = 3


class ColumnsForm(forms.Form):
    """What each column of ``table`` (heading, first rows, mapping so far) holds, and how the numbers are meant."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Weights without a unit are in"),
        choices=[("", gettext_lazy("Ask me in the preview")), (Unit.KG.value, "kg"), (Unit.LB.value, "lb")],
        required=False,
    )
    date_order = forms.ChoiceField(
        label=gettext_lazy("Dates that can be read both ways are written"),
        choices=[
            ("", gettext_lazy("Ask me in the preview")),
            (DateOrder.DAY_FIRST.value, gettext_lazy("Day first")),
            (DateOrder.MONTH_FIRST.value, gettext_lazy("Month first")),
        ],
        required=False,
    )
    seconds_in_one = forms.ChoiceField(
        label=gettext_lazy("Durations and rests without a colon are"),
        choices=[(SECONDS, gettext_lazy("seconds")), (MINUTES, gettext_lazy("minutes"))],
    )
    by_day = forms.BooleanField(
        label=gettext_lazy("The file prints the time of each set: one workout per day"), required=False
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, table: Mapping[str, Any]) -> None:
        self._before = ColumnMapping.from_json(table["mapping"])
        before = self._before
        super().__init__(
            data,
            initial={
                "unit": before.unit or "",
                "date_order": before.date_order or "",
                "seconds_in_one": str(before.seconds_in_one),
                "by_day": before.by_day,
            },
        )
        choices = [("", _("Leave out")), *((field.value, _(label)) for field, label in LABELS.items())]
        self._names = []
        for index, heading in enumerate(table["cells"]):
            name = f"column-{index}"
            examples = [row[index] for row in table["rows"][:EXAMPLES] if row[index]]
            self.fields[name] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": index + 1},
                choices=choices,
                required=False,
                initial=before.columns[index],
                help_text=" · ".join(examples),
                widget=forms.Select(attrs={"class": "input"}),
            )
            self._names.append(name)

    @property
    def columns(self) -> list[Any]:
        """The fields of the columns, as a template shows them."""
        return [self[name] for name in self._names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for fault in self.mapping().faults():
                self.add_error(None, self._fault(Field(fault)))
        return cleaned

    def mapping(self) -> ColumnMapping:
        """The mapping as chosen; before the form was sent, as it was."""
        if not self.is_bound:
            return self._before
        said = self.cleaned_data
        return ColumnMapping(
            columns=tuple(said.get(name, "") for name in self._names),
            delimiter=self._before.delimiter,
            has_header=self._before.has_header,
            unit=Unit(said["unit"]) if said.get("unit") else None,
            distance_unit=self._before.distance_unit,
            seconds_in_one=int(said.get("seconds_in_one") or SECONDS),
            date_order=DateOrder(said["date_order"]) if said.get("date_order") else None,
            by_day=bool(said.get("by_day")),
        )

    def _fault(self, field: Field) -> str:
        label = {"name": _(LABELS[field])}
        if field.value in self.mapping().columns:
            return _("“%(name)s” is chosen for more than one column.") % label
        return _("Say which column holds “%(name)s”.") % label
