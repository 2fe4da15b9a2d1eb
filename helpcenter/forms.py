"""What readers type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpcenter.models.readers import COMMENT_LENGTH
from helpcenter.search.find import KINDS


class VoteForm(forms.Form):
    """Whether an article helped, and what was missing."""

    helped = forms.ChoiceField(
        choices=[("1", _("Yes")), ("0", _("No"))],
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )
    comment = forms.CharField(
        label=_("What was missing or wrong?"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SearchForm(forms.Form):
    """What somebody looks for; whatever is in the address, a page comes of it."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=[("", "")] + [(kind, kind) for kind in KINDS])

    def text(self) -> str:
        """The words, shortened rather than refused."""
        return " ".join(str(self.data.get("q", "")).split())[:200]

    def kind_chosen(self) -> str:
        """One of the kinds, or empty for all."""
        kind = str(self.data.get("kind", ""))
        return kind if kind in KINDS else ""
