"""The form of an export."""

from django import forms
from django.utils.translation import gettext_lazy

from portability.exports.registry import EXPORT_FORMATS
from portability.exports.source import Selection
from portability.forms import TokenForm
from portability.part_form import CHOSEN, RANGE, PartForm


class ExportForm(TokenForm, PartForm):
    """What to export and how. ``selection()`` gives what the services want."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(key, each.label) for key, each in EXPORT_FORMATS.items()],
        initial="json",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a format.")},
    )

    def selection(self) -> Selection:
        """For a valid form."""
        what = self.cleaned_data["what"]
        if what == RANGE:
            return Selection(self.cleaned_data["first"], self.cleaned_data["last"])
        if what == CHOSEN:
            return Selection(session_ids=tuple(self.cleaned_data["sessions"]))
        return Selection()
