"""What happened with an item, in the reader's words: whoever sent it sees what concerns them, the team everything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from feedback.models import Change, Feedback, Reply
from feedback.services import people_by_key
from feedback.states import Kind, Priority, Status

Field = Change.Field
FOR_SENDER = (Field.STATUS, Field.DUE, Field.RESPONSE, Field.SHIPPED)
"""Never priority, category, assignment or notes."""
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Entry:
    """``line`` is a sentence of ours; ``text`` was typed by somebody and is shown as typed."""

    at: datetime
    who: str
    line: str = ""
    text: str = ""
    is_ours: bool = False
    is_reply: bool = False


def timeline_for_sender(feedback: Feedback) -> list[Entry]:
    """Replies and the changes that concern them, oldest first; the team has no names here."""
    entries = [
        Entry(reply.created_at, _team() if reply.is_ours else _("You"), "", reply.text, reply.is_ours, is_reply=True)
        for reply in feedback.replies.all()
    ]
    for change in feedback.changes.filter(field__in=FOR_SENDER):
        line, text = _said_to_sender(change, feedback)
        if line:
            entries.append(Entry(change.created_at, _team(), line, text, is_ours=True))
    return sorted(entries, key=lambda entry: entry.at)


def timeline_for_staff(feedback: Feedback) -> list[Entry]:
    """Everything, with names."""
    changes = list(feedback.changes.select_related("actor"))
    people = people_in(changes)
    entries = [
        Entry(reply.created_at, _author(reply, feedback), "", reply.text, reply.is_ours, is_reply=True)
        for reply in feedback.replies.select_related("author")
    ]
    entries += [
        Entry(change.created_at, actor_name(change), sentence_of(change, people), "", True) for change in changes
    ]
    return sorted(entries, key=lambda entry: entry.at)


def people_in(changes: Iterable[Change]) -> Mapping[str, str]:
    """The names of those who were assigned, by the key as it stands in the history."""
    keys = {key for change in changes if change.field == Field.ASSIGNEE for key in (change.old, change.new) if key}
    return {str(user.pk): person(user) for user in people_by_key(keys)} if keys else {}


def sentence_of(change: Change, people: Mapping[str, str]) -> str:
    """``Status: New → In progress``."""
    field = change.get_field_display()
    if change.field == Field.NOTES:
        return _("%(field)s changed") % {"field": field}
    old, new = _value(change, change.old, people), _value(change, change.new, people)
    return _("%(field)s: %(old)s → %(new)s") % {"field": field, "old": old, "new": new}


def actor_name(change: Change) -> str:
    """Who changed it."""
    return person(change.actor) if change.actor is not None else _("somebody who is gone")


def person(user: User) -> str:
    """What the team calls a person: the name, else the address."""
    return user.name or user.email


def _said_to_sender(change: Change, feedback: Feedback) -> tuple[str, str]:
    if change.field == Field.STATUS:
        return _("Status: %(status)s") % {"status": Status(change.new).label}, ""
    if change.field == Field.RESPONSE:
        return (_("Our answer"), change.new) if change.new else ("", "")
    if change.field == Field.DUE:
        day = _day(change.new) if change.new else _("not known any more")
        return _("Estimated completion: %(day)s") % {"day": day}, ""
    if change.new and feedback.shipped_told_at:
        return _("It comes with version %(version)s") % {"version": change.new.partition(" ")[0]}, ""
    return "", ""


def _value(change: Change, stored: str, people: Mapping[str, str]) -> str:
    match change.field:
        case Field.STATUS:
            return str(Status(stored).label)
        case Field.KIND:
            return str(Kind(stored).label)
        case Field.PRIORITY:
            return str(Priority(int(stored)).label)
        case Field.DUE:
            return _day(stored) if stored else NOTHING
        case Field.PUBLISHED | Field.SPAM:
            return _("yes") if stored else _("no")
        case Field.ASSIGNEE:
            return people.get(stored, _("somebody who is gone")) if stored else _("nobody")
    return stored or NOTHING


def _author(reply: Reply, feedback: Feedback) -> str:
    if reply.author is not None:
        return person(reply.author)
    if reply.is_ours:
        return _("somebody who is gone")
    return feedback.email or _("The sender")


def _day(stored: str) -> str:
    return formats.date_format(date.fromisoformat(stored))


def _team() -> str:
    return pgettext("who answers feedback", "Team")
