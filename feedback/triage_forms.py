"""The forms with which the team works on an item."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.models import MESSAGE_LENGTH, Category, Feedback
from feedback.placeholders import unknown_in
from feedback.states import PATHS, Priority, Status, verb_of
from feedback.timeline import person

FIELDS = (
    "kind",
    "priority",
    "category",
    "assignee",
    "due_on",
    "shipped_in",
    "admin_notes",
    "public_title",
    "public_response",
    "is_published",
)


class PersonField(forms.ModelChoiceField[User]):
    """Somebody of the team, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return person(obj)


class ItemForm(forms.ModelForm[Feedback]):
    """Everything about an item but its status, which has buttons of its own. ``feedback_update`` saves it."""

    assignee = PersonField(
        label=_("Assigned to"), queryset=User.objects.none(), required=False, empty_label=_("nobody")
    )

    class Meta:
        model = Feedback
        fields = FIELDS
        widgets = {
            "due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "admin_notes": forms.Textarea(attrs={"rows": 3}),
            "public_response": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "due_on": _("The sender sees it."),
            "shipped_in": _("Who sent it is told when this version runs."),
            "admin_notes": _("Never shown to whoever sent it."),
            "public_title": _("Empty: the subject. Leave personal data out."),
            "public_response": _("The sender sees it, and everybody when it is published."),
            "is_published": _("On the public board, with the title, the answer and the status; nothing of the sender."),
        }

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = people
        for name in ("category", "shipped_in"):
            choice = self.fields[name]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type checker
            choice.empty_label = str(_("none"))

    def clean_priority(self) -> int:
        return int(self.cleaned_data["priority"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("is_published") and not cleaned.get("public_response", "").strip():
            message = _("Write a public response first: it stands on the board.")
            self.add_error("public_response", ValidationError(message, code="no_response"))
        return cleaned


class AnswerForm(forms.Form):
    """An answer to the sender; placeholders are filled in when it is sent."""

    text = forms.CharField(label=_("Answer"), max_length=MESSAGE_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if unknown := unknown_in(text):
            message = _("Nothing is known to stand for %(names)s.")
            raise ValidationError(message, code="unknown", params={"names": ", ".join(unknown)})
        return text


class BulkForm(forms.Form):
    """One action for all ticked items. ``do`` is an action and its value: ``status:completed``."""

    item = forms.TypedMultipleChoiceField(coerce=int)
    do = forms.ChoiceField(label=_("With the ticked ones"))

    def __init__(self, data: Any = None, *, people: list[User], categories: list[Category], may_delete: bool) -> None:
        super().__init__(data)
        ticked = data.getlist("item") if data is not None else []
        items, do = self.fields["item"], self.fields["do"]
        assert isinstance(items, forms.ChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(do, forms.ChoiceField)  # noqa: S101 - for the type checker
        items.choices = [(key, key) for key in ticked if key.isascii() and key.isdecimal()]
        items.error_messages["required"] = _("Tick items first.")
        do.choices = _actions(people, categories, may_delete=may_delete)


def _actions(people: list[User], categories: list[Category], *, may_delete: bool) -> list[Any]:
    ways = {new: verb_of(old, new) for old, after in PATHS.items() for new in after if old != Status.NEW}
    steps = [("status:in_progress", verb_of(Status.NEW, Status.IN_PROGRESS) + " / " + ways[Status.IN_PROGRESS])]
    steps += [(f"status:{new.value}", verb) for new, verb in ways.items() if new is not Status.IN_PROGRESS]
    spam = [("spam:yes", _("Keep aside as spam")), ("spam:no", _("No spam"))]
    return [
        (_("Status"), steps),
        (_("Assign to"), [("assignee:", _("nobody")), *((f"assignee:{each.pk}", person(each)) for each in people)]),
        (_("Priority"), [(f"priority:{value}", label) for value, label in Priority.choices]),
        (_("Category"), [("category:", _("none")), *((f"category:{each.pk}", each.name) for each in categories)]),
        (_("Suspected spam"), [*spam, ("delete:", _("Delete for good"))] if may_delete else spam),
    ]
