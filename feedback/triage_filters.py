"""What can be asked of the list of feedback; all of it stands in the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, F, IntegerField, Q, Value
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from feedback.models import Category, Feedback
from feedback.querysets import FeedbackQuerySet
from feedback.services import those_who_answer
from feedback.states import OPEN, Kind, Priority, Status
from feedback.timeline import person

ANY = ("", _("all"))
DAYS = {"7": _("the last 7 days"), "30": _("the last 30 days"), "90": _("the last 90 days"), "365": _("the last year")}
DUE = {"overdue": _("overdue"), "week": _("within a week"), "set": _("has a day"), "none": _("has none")}
YES_NO = [ANY, ("yes", _("yes")), ("no", _("no"))]
WEEK = timedelta(days=7)
Order = str | OrderBy
SORTS: Mapping[str, tuple[Any, tuple[Order, ...]]] = {
    "newest": (_("Newest first"), ("-created_at", "-pk")),
    "oldest": (_("Oldest first"), ("created_at", "pk")),
    "updated": (_("Last updated first"), ("-updated_at", "-pk")),
    "priority": (_("Most urgent first"), ("-priority", "-created_at", "-pk")),
    "due": (_("Due first"), (F("due_on").asc(nulls_last=True), "-priority", "-pk")),
    "subject": (_("By subject"), ("subject", "pk")),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A quick filter: its words, the query it stands for, how many items it shows."""

    label: Any
    query: str
    count: int
    current: bool


def _quick(user: User) -> Mapping[str, tuple[Any, Q]]:
    """Quick filters by the query that says the same."""
    since = timezone.now() - timedelta(days=30)
    still_open = Q(status__in=OPEN)
    return {
        "": (_("All"), Q()),
        "status=new": (pgettext_lazy("feedback", "New"), Q(status=Status.NEW)),
        "status=in_progress": (_("In progress"), Q(status=Status.IN_PROGRESS)),
        "assignee=me": (_("Mine"), Q(assignee=user)),
        "waiting=yes": (_("Waits for an answer"), Q(awaits_answer=True) & still_open),
        "kind=bug": (_("Bugs"), Q(kind=Kind.BUG)),
        "kind=feature": (_("Requests"), Q(kind=Kind.FEATURE)),
        "due=overdue": (_("Overdue"), _overdue()),
        "days=30": (_("Last 30 days"), Q(created_at__gte=since)),
    }


def chips_of(user: User, asked: QueryDict) -> list[Chip]:
    """The quick filters with their counts; one query."""
    now = {name: value for name, value in asked.items() if value and name not in {"sort", "page"}}
    quick = _quick(user)
    *counts, spam = _counts([*(Q(is_spam=False) & condition for _l, condition in quick.values()), Q(is_spam=True)])
    chips = [
        Chip(label, query, count, dict(QueryDict(query).items()) == now)
        for count, (query, (label, _condition)) in zip(counts, quick.items(), strict=True)
    ]
    return [*chips, Chip(_("Suspected spam"), "spam=yes", spam, now == {"spam": "yes"})]


def _counts(conditions: list[Q]) -> list[int]:
    """How many items fit each; one query, of which each part reads by an index only what it counts."""
    items = Feedback.objects.for_staff().order_by()
    first, *rest = [
        items.filter(condition).values(place=Value(place, IntegerField())).annotate(number=Count("*"))
        for place, condition in enumerate(conditions)
    ]
    found = {row["place"]: row["number"] for row in first.union(*rest, all=True)}
    return [found.get(place, 0) for place in range(len(conditions))]


class TriageForm(forms.Form):
    """Each field narrows the list; all are optional."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        help_text=_("In subject, message, replies, names and addresses"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, ("open", _("open")), *Status.choices])
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[ANY, *Kind.choices])
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[ANY, *Priority.choices])
    category = forms.ChoiceField(label=_("Category"), required=False)
    assignee = forms.ChoiceField(label=_("Assigned to"), required=False)
    waiting = forms.ChoiceField(label=_("Waits for an answer"), required=False, choices=YES_NO)
    published = forms.ChoiceField(label=_("Published"), required=False, choices=YES_NO)
    account = forms.ChoiceField(
        label=_("Sender"),
        required=False,
        choices=[ANY, ("yes", _("with an account")), ("no", _("without an account"))],
    )
    due = forms.ChoiceField(label=_("Estimated completion"), required=False, choices=[ANY, *DUE.items()])
    days = forms.ChoiceField(label=_("Sent"), required=False, choices=[ANY, *DAYS.items()])
    updated = forms.ChoiceField(label=_("Last updated"), required=False, choices=[ANY, *DAYS.items()])
    shipped = forms.ChoiceField(
        label=_("Version"), required=False, choices=[ANY, ("yes", _("with a version")), ("no", _("without a version"))]
    )
    spam = forms.ChoiceField(
        label=_("Suspected spam"), required=False, choices=[("", _("left out")), ("yes", _("only that"))]
    )
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(key, label) for key, (label, _order) in SORTS.items()]
    )

    def __init__(self, data: Any, *, user: User, people: list[User], categories: list[Category]) -> None:
        super().__init__(data)
        self.user = user
        choices = [(str(each.pk), person(each)) for each in people if each != user]
        self._choose("assignee", [ANY, ("me", _("me")), ("nobody", _("nobody")), *choices])
        self._choose("category", [ANY, ("none", _("none")), *((str(each.pk), each.name) for each in categories)])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return any(name != "sort" for name in self.changed_data)

    def apply(self, items: FeedbackQuerySet[Feedback]) -> FeedbackQuerySet[Feedback]:
        """Those that fit, in order; none when what was asked for can't be understood."""
        if not self.is_valid():
            return items.none()
        said = self.cleaned_data
        items = items.filter(is_spam=said["spam"] == "yes")
        for name, condition in CONDITIONS.items():
            if said[name]:
                items = items.filter(condition(said[name], self.user))
        return items.order_by(*SORTS[said["sort"] or "newest"][1])


def _words(text: str) -> Q:
    columns = ("subject", "message", "email", "sender__email", "sender__name")
    found = Q(pk__in=Feedback.objects.for_staff().filter(replies__text__icontains=text).values("pk"))
    for column in columns:
        found |= Q(**{f"{column}__icontains": text})
    return found


def _overdue() -> Q:
    return Q(due_on__lt=timezone.localdate(), status__in=OPEN)


def _due(asked: str) -> Q:
    if asked == "overdue":
        return _overdue()
    if asked == "week":
        return Q(due_on__gte=timezone.localdate(), due_on__lte=timezone.localdate() + WEEK, status__in=OPEN)
    return Q(due_on__isnull=asked == "none")


def _status(asked: str) -> Q:
    return Q(status__in=OPEN) if asked == "open" else Q(status=asked)


def _assignee(asked: str, user: User) -> Q:
    named: dict[str, Any] = {"me": user, "nobody": None}
    return Q(assignee=named.get(asked, asked))


def _waiting(asked: str) -> Q:
    waits = Q(awaits_answer=True, status__in=OPEN)
    return waits if asked == "yes" else ~waits


def _since(column: str, days: str) -> Q:
    return Q(**{f"{column}__gte": timezone.now() - timedelta(days=int(days))})


CONDITIONS: Mapping[str, Callable[[str, User], Q]] = {
    "q": lambda asked, _user: _words(asked),
    "status": lambda asked, _user: _status(asked),
    "kind": lambda asked, _user: Q(kind=asked),
    "priority": lambda asked, _user: Q(priority=asked),
    "category": lambda asked, _user: Q(category=None if asked == "none" else asked),
    "assignee": _assignee,
    "waiting": lambda asked, _user: _waiting(asked),
    "published": lambda asked, _user: Q(is_published=asked == "yes"),
    "account": lambda asked, _user: Q(sender__isnull=asked == "no"),
    "due": lambda asked, _user: _due(asked),
    "days": lambda asked, _user: _since("created_at", asked),
    "updated": lambda asked, _user: _since("updated_at", asked),
    "shipped": lambda asked, _user: Q(shipped_in__isnull=asked == "no"),
}
"""What each field of the form asks for, by what was asked and who asks."""


def people_who_answer() -> list[User]:
    """Everybody to whom items can be given."""
    return list(those_who_answer())
