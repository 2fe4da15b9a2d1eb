"""The table of names in the preview: what each exercise and set type of the file may stand for, and what was chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _

from portability.services.matching import How, exercises_named
from sessions_app import display
from sessions_app.models import SetType
from sharing.scope import Scope
from workouttracker.kit.text import name_key, one_line

CREATE, SKIP, OTHER = "create", "skip", "other"
ROWS_SHOWN = 1000
"""Names that can be decided in one form; what comes after keeps what was suggested."""
SURE = {How.EXACT, How.ALIAS, How.REMEMBERED}

Decisions = dict[str, dict[str, Any]]


@dataclass(slots=True)
class MappingRow:
    """One name of the file. ``chosen`` is what the preview shows, ``value`` what the form says; both are the value of
    an option: ``use:<id>``, ``create``, ``skip`` or ``other`` with the name typed into ``other``.
    """

    key: str
    name: str
    sets: int
    field: str
    options: list[tuple[str, str]]
    chosen: str
    is_sure: bool
    is_suggested: bool = False
    takes_other: bool = False
    value: str = ""
    other: str = ""
    error: str = ""

    @property
    def other_field(self) -> str:
        return f"{self.field}-name"

    @property
    def decision(self) -> dict[str, Any]:
        """The choice as kept in ``ImportDraft.decisions``."""
        action, _colon, pk = self.value.partition(":")
        return {"action": action, "id": int(pk)} if pk else {"action": action}

    def read(self, data: Mapping[str, Any]) -> None:
        """Take what was posted; a field that is missing leaves the choice as it is."""
        self.value = str(data.get(self.field, self.chosen))
        self.other = one_line(str(data.get(self.other_field, "")))
        if self.value == OTHER and self.takes_other:
            self.error = "" if self.other else _("Type the name of the exercise.")
        elif self.value not in {value for value, _label in self.options}:
            self.value, self.error = self.chosen, _("Choose one of the options.")


def exercise_rows(preview: Mapping[str, Any], decisions: Mapping[str, Any]) -> list[MappingRow]:
    """The exercises of the file, those to look at first, as the preview sorted them."""
    rows = []
    for each in preview["exercises"][:ROWS_SHOWN]:
        decided = decisions.get(each["key"], {})
        rows.append(
            MappingRow(
                key=each["key"],
                name=each["name"],
                sets=each["sets"],
                field=field_name("exercise", each["key"]),
                options=_exercise_options(each),
                chosen=_chosen(each),
                is_sure=each["how"] in SURE,
                is_suggested=bool(decided.get("suggested")),
                takes_other=True,
            )
        )
    return rows


def set_type_rows(preview: Mapping[str, Any], scope: Scope) -> list[MappingRow]:
    """The set types of the file; the name is empty for sets without one, which can't be left out."""
    known = [(f"use:{row.pk}", row.label) for row in SetType.objects.visible_to(scope)]
    create, skip = (CREATE, _("Create as my own set type")), (SKIP, _("Leave these sets out"))
    rows = []
    for each in preview["set_types"]:
        named = [create, skip] if each["key"] else []
        rows.append(
            MappingRow(
                key=each["key"],
                name=each["name"],
                sets=each["sets"],
                field=field_name("set-type", each["key"]),
                options=known + named,
                chosen=_chosen(each),
                is_sure=each["how"] in SURE,
            )
        )
    return rows


@dataclass(slots=True)
class SessionRow:
    """One duplicate: what is done with it, "" = as chosen for all."""

    key: str
    shown: Mapping[str, Any]
    options: list[tuple[str, str]]
    chosen: str = ""
    value: str = ""

    @property
    def field(self) -> str:
        return f"session-{self.key}"

    @property
    def start(self) -> datetime:
        """Its start on the clock of the file."""
        return datetime.fromisoformat(self.shown["started"])

    @property
    def has_time(self) -> bool:
        """Whether the file knows its time of day; a preview of an earlier release does not say."""
        return bool(self.shown.get("has_time", True))

    def read(self, data: Mapping[str, Any]) -> None:
        """Take what was posted; anything else than an option leaves the choice as it is."""
        value = str(data.get(self.field, self.chosen))
        self.value = value if value in {option for option, _label in self.options} else self.chosen


def session_rows(preview: Mapping[str, Any], decisions: Mapping[str, Any]) -> list[SessionRow]:
    """The duplicates that can be decided one by one. One that only stands in the file twice can't replace anything."""
    like_all, skip = ("", _("Like all")), (SKIP, _("Skip"))
    replace, keep = ("replace", _("Replace yours")), ("keep", _("Keep both"))
    rows: dict[str, SessionRow] = {}
    for each in preview["duplicates"]:
        options = [like_all, skip, *([replace] if each["mine"] and not each["in_file"] else []), keep]
        chosen = decisions.get(each["key"], "")
        rows.setdefault(each["key"], SessionRow(each["key"], each, options, chosen, chosen))
    return list(rows.values())


def find_others(scope: Scope, rows: Iterable[MappingRow]) -> None:
    """Put the exercise in place of a name that was typed; a name that nothing is called becomes the row's error."""
    typed = [row for row in rows if row.value == OTHER and not row.error]
    found = exercises_named(scope, [row.other for row in typed])
    for row in typed:
        pk = found.get(name_key(row.other))
        if pk is None:
            row.error = _("No exercise is called “%(name)s”.") % {"name": row.other}
        else:
            row.value = f"use:{pk}"


def create_all(rows: Iterable[MappingRow]) -> None:
    """Choose "create as my own" for every exercise that was only suggested."""
    for row in rows:
        if row.is_suggested:
            row.value, row.error = CREATE, ""


def decisions_of(rows: Iterable[MappingRow], before: Mapping[str, Any]) -> Decisions:
    """What is decided now. A name that was matched surely and left as it is needs no decision."""
    decisions = {key: dict(each) for key, each in before.items()}
    for row in rows:
        if row.key in decisions or row.value != row.chosen or not row.is_sure:
            decisions[row.key] = row.decision
    return decisions


def field_name(kind: str, key: str) -> str:
    """The name of a form field for a name of the file: short and plain, whatever the name holds."""
    return f"{kind}-{blake2b(key.encode(), digest_size=8).hexdigest()}"


def _chosen(each: Mapping[str, Any]) -> str:
    if each["entry_id"]:
        return f"use:{each['entry_id']}"
    return SKIP if each["how"] == How.SKIP else CREATE


def _exercise_options(each: Mapping[str, Any]) -> list[tuple[str, str]]:
    options = {}
    if each["entry_id"]:
        options[f"use:{each['entry_id']}"] = each["entry_name"]
    for candidate in each.get("candidates", ()):
        options[f"use:{candidate['id']}"] = f"{display.percent(Decimal(candidate['percent']))} · {candidate['name']}"
    options[CREATE] = _("Create as my own exercise")
    options[SKIP] = _("Leave these sets out")
    options[OTHER] = _("Another exercise …")
    return list(options.items())
