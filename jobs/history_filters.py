"""What can be asked of the history of jobs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from jobs.models import ACTIVE, Job, State
from jobs.registry import kinds

ANY = ("", gettext_lazy("all"))
QUEUES = ("interactive", "bulk")
PERIODS = {
    "1h": (gettext_lazy("the last hour"), timedelta(hours=1)),
    "1": (gettext_lazy("the last day"), timedelta(days=1)),
    "7": (gettext_lazy("the last 7 days"), timedelta(days=7)),
    "30": (gettext_lazy("the last 30 days"), timedelta(days=30)),
}
TABS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (pgettext_lazy("jobs", "All"), ()),
    "active": (pgettext_lazy("jobs", "Active"), tuple(ACTIVE)),
    "failed": (pgettext_lazy("jobs", "Failed"), (State.FAILED,)),
    "succeeded": (pgettext_lazy("jobs", "Done"), (State.SUCCEEDED,)),
    "cancelled": (pgettext_lazy("jobs", "Cancelled"), (State.CANCELLED,)),
}
MOST_USERS = 50
"""So many accounts may fit what was typed; with more the list would be nobody's."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the tabs above the history."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    text: str
    url: str


class HistoryFilterForm(forms.Form):
    """Each field narrows the list; all are optional, and they combine."""

    state = forms.ChoiceField(required=False, choices=[(key, key) for key in TABS], widget=forms.HiddenInput)
    q = forms.CharField(
        label=gettext_lazy("E-mail or job"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("A part of the e-mail, or the id of a job"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    queue = forms.ChoiceField(
        label=gettext_lazy("Queue"), required=False, choices=[ANY, *zip(QUEUES, QUEUES, strict=True)]
    )
    period = forms.ChoiceField(
        label=gettext_lazy("Asked for in"),
        required=False,
        choices=[ANY, *((key, words) for key, (words, _length) in PERIODS.items())],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [ANY, *((kind.key, str(kind.label)) for kind in kinds())]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        """Remember whose jobs, or which one, are meant."""
        text: str = self.cleaned_data["q"].strip()
        self.owners: list[int] | None = None
        self.job_id: UUID | None = None
        if not text:
            return ""
        try:
            self.job_id = UUID(text)
        except ValueError:
            found = User.objects.filter(email__contains=text.lower()).values_list("pk", flat=True)
            self.owners = list(found[: MOST_USERS + 1])
        if self.owners and len(self.owners) > MOST_USERS:
            message = _("“%(value)s” fits more than %(number)s accounts. Type more of the e-mail.")
            raise ValidationError(message, code="too_many", params={"value": text, "number": MOST_USERS})
        return text

    def apply(self, jobs: "QuerySet[Job]") -> "QuerySet[Job]":
        """Those that fit; none when what was asked for can't be understood."""
        if not self.is_valid():
            return jobs.none()
        asked: dict[str, Any] = self.cleaned_data
        if states := TABS[asked["state"]][1]:
            jobs = jobs.filter(state=states[0]) if len(states) == 1 else jobs.filter(state__in=states)
        if self.job_id is not None:
            jobs = jobs.filter(pk=self.job_id)
        if self.owners is not None:
            jobs = jobs.filter(owner__in=self.owners)
        for name in ("kind", "queue"):
            if asked[name]:
                jobs = jobs.filter(**{name: asked[name]})
        if asked["period"]:
            jobs = jobs.filter(created_at__gte=timezone.now() - PERIODS[asked["period"]][1])
        return jobs

    @property
    def tab(self) -> str:
        """The tab that is open."""
        return str(self.cleaned_data.get("state", "")) if self.is_bound and self.is_valid() else ""

    @property
    def narrowed(self) -> bool:
        """Whether anything beside the tab is asked for."""
        return any(self.data.get(name) for name in ("q", "kind", "queue", "period"))

    def tabs(self, url: str) -> list[Tab]:
        """The tabs, each keeping the other filters."""
        return [Tab(str(words), self._address(url, state=key), key == self.tab) for key, (words, _s) in TABS.items()]

    def chips(self, url: str) -> list[Chip]:
        """The filters that are on; pressing one takes it off."""
        found = []
        for name in ("q", "kind", "queue", "period"):
            value = self.data.get(name)
            if not value or name in self.errors:
                continue
            choices = dict(getattr(self.fields[name], "choices", ()))
            found.append(Chip(str(choices.get(value, value)), self._address(url, **{name: ""})))
        return found

    def query(self) -> str:
        """What is asked for, as a query string without the page."""
        return self._address("").removeprefix("?")

    def _address(self, url: str, **changes: str) -> str:
        query = QueryDict(mutable=True)
        for name in self.fields:
            value = changes.get(name, self.data.get(name, ""))
            if value:
                query[name] = value
        return f"{url}?{query.urlencode()}" if query else url
