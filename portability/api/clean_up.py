"""The clean-up tools. Each says what it would do; sent with ``apply`` it does that, and tells how to take it back.

The answer names the ``version`` of the log that it looked at. Sent along with ``apply``, nothing is done when the log
is another one by then: what was previewed is what happens, or nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import ConfigDict, Field

from accounts.zones import zone_names
from portability.services.clean_up.chosen import Chosen, log_version
from portability.services.clean_up.dates import DatesPlan, Shift, dates_plan, dates_shift
from portability.services.clean_up.merging import MergePlan, exercises_to_merge, exercises_unite, merge_plan
from portability.services.clean_up.names import Named, NamesPlan, Renaming, names_plan, names_replace
from portability.services.clean_up.repeats import (
    Decision,
    RepeatsPlan,
    Twin,
    What,
    repeats_kept,
    repeats_plan,
    repeats_settle,
)
from portability.services.clean_up.units import Mistake, UnitsPlan, units_convert, units_plan
from sessions_app.api.given import named_exercise
from sessions_app.models import Undo
from sharing.scope import scope_of
from workouttracker.kit.json_fields import NO_NUL, Key, Name, Shown
from workouttracker.kit.limits import NAME_LENGTH
from workouttracker.kit.text import mark
from workouttracker.kit.units import plain
from workouttracker.rest.answers import Given, Told, answer
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Routes

routes = Routes(mark("Clean up"))
MOST_CHANGES, MOST_GROUPS, MOST_DAYS = 500, 200, 40_000
Version = Annotated[str, Field(max_length=64, pattern=NO_NUL)]
Keys = Annotated[list[Key], Field(max_length=1000)]


class Tool(Given):
    """What every tool takes: whether to do it, and the version that was previewed ("" for any)."""

    apply: bool = False
    version: Version = ""


class PartTool(Tool):
    """A tool that works on a part of the log: the days, the import and the sessions named, or everything."""

    date_from: date | None = None
    date_to: date | None = None
    import_id: UUID | None = None
    session_ids: Keys = []

    def chosen(self, exercise_ids: Iterable[int] = ()) -> Chosen:
        """As the services take it."""
        return Chosen(self.date_from, self.date_to, self.import_id, tuple(self.session_ids), tuple(exercise_ids))


class UnitsGiven(PartTool):
    """Weights that were taken in the wrong unit: pounds as kilograms, or kilograms as pounds."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"mistake": "lb_as_kg", "date_to": "2024-12-31"}]})

    mistake: Mistake
    exercise_ids: Keys = []


class DatesGiven(PartTool):
    """By how much the clock moves (below 0: earlier), and the zone it then stands in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"hours": 2, "session_ids": [1]}]})

    days: Annotated[int, Field(ge=-MOST_DAYS, le=MOST_DAYS)] = 0
    hours: Annotated[int, Field(ge=-23, le=23)] = 0
    minutes: Annotated[int, Field(ge=-59, le=59)] = 0
    time_zone: Annotated[str, Field(max_length=64, pattern=NO_NUL)] | None = None


class NamesGiven(PartTool):
    """Names that hold ``find`` (``whole``: that are it) get ``replace`` in its place; case does not count."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"named": "sessions", "find": "Day 1", "replace": "Push"}]}
    )

    named: Named
    find: Name
    replace: Annotated[str, Field(max_length=NAME_LENGTH, pattern=NO_NUL)] = ""
    whole: bool = False


class MergeGiven(Tool):
    """Exercises that become another one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"source_ids": [1], "into_id": 2}]})

    source_ids: Annotated[list[Key], Field(min_length=1, max_length=100)]
    into_id: Key


class GroupGiven(Given):
    """What happens to a group: its ``key``, and the session that stays."""

    key: Annotated[str, Field(min_length=1, max_length=1000, pattern=NO_NUL)]
    action: Literal["remove", "merge"]
    keep_id: Key


class RepeatsGiven(Tool):
    """What happens to which group of likely duplicates; others are left."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"groups": [{"key": "1-2", "action": "remove", "keep_id": 1}]}]}
    )

    groups: Annotated[list[GroupGiven], Field(min_length=1, max_length=MOST_GROUPS)]


class ChangeTold(Told):
    """One change: of what, from what to what, how many sets, sessions or exercises; ``problem``: why it isn't done."""

    name: str
    before: str
    after: str
    count: int
    problem: str


class CleanUpTold(Told):
    """What a tool would do, or did (``done``). ``changes`` are the first 500; ``undo_id`` takes it back."""

    version: str
    done: bool
    count: int
    changes: list[ChangeTold]
    undo_id: UUID | None
    label: str


class TwinTold(Told):
    """One session of a group of likely duplicates."""

    id: int
    name: str
    started_at: str
    sets: int
    reps: int
    volume: Shown


class GroupTold(Told):
    """Sessions that are likely the same, the fullest one first; ``alike`` per cent of their sets are equal."""

    key: str
    alike: int
    sessions: list[TwinTold]


Changes = tuple[int, list[ChangeTold]]


@dataclass(frozen=True, slots=True)
class Act:
    """What a tool does: the plan, carrying it out, and what the plan is told as."""

    plan: Callable[..., Any]
    run: Callable[..., Undo | None]
    changes: Callable[[Any], Changes]


class GroupList(Told):
    """Groups of likely duplicates, the latest first: at most 200."""

    version: str
    items: list[GroupTold]


@routes.post("/clean-up/units", CleanUpTold, mark("Convert weights that were taken in the wrong unit"))
def clean_up_units(request: HttpRequest, given: UnitsGiven) -> HttpResponse:
    def changes(plan: UnitsPlan) -> Changes:
        return plan.sets, [
            _change(each.name, str(plain(each.before)), str(plain(each.after)), each.sets) for each in plan.exercises
        ]

    said = {"chosen": given.chosen(given.exercise_ids), "mistake": given.mistake}
    return _answer(request, given, Act(units_plan, units_convert, changes), said)


@routes.post("/clean-up/dates", CleanUpTold, mark("Move workouts in time"))
def clean_up_dates(request: HttpRequest, given: DatesGiven) -> HttpResponse:
    if given.time_zone is not None and given.time_zone not in zone_names():
        raise Problem("invalid", faults=[Fault("body.time_zone", "unknown", _("There is no such time zone."))])

    def changes(plan: DatesPlan) -> Changes:
        moves = (_change(each.name, each.before.isoformat(), each.after.isoformat(), 1) for each in plan.moves)
        return len(plan.moves), list(islice(moves, MOST_CHANGES))

    by = timedelta(days=given.days, hours=given.hours, minutes=given.minutes)
    shift = Shift(by, ZoneInfo(given.time_zone) if given.time_zone else None)
    return _answer(request, given, Act(dates_plan, dates_shift, changes), {"chosen": given.chosen(), "shift": shift})


@routes.post("/clean-up/names", CleanUpTold, mark("Rename workouts or own exercises in bulk"))
def clean_up_names(request: HttpRequest, given: NamesGiven) -> HttpResponse:
    def changes(plan: NamesPlan) -> Changes:
        return plan.count, [
            _change(each.before, each.before, each.after, each.uses, each.problem) for each in plan.changes
        ]

    renaming = Renaming(given.find, given.replace, given.whole)
    said = {"named": given.named, "renaming": renaming, "chosen": given.chosen()}
    return _answer(request, given, Act(names_plan, names_replace, changes), said)


@routes.post("/clean-up/merge", CleanUpTold, mark("Make several exercises one"))
def clean_up_merge(request: HttpRequest, given: MergeGiven) -> HttpResponse:
    scope = scope_of(request)
    target = named_exercise(scope, given.into_id, "body.into_id")
    offered = {row.pk: row for row, _sets in exercises_to_merge(scope)}
    wrong = [key for key in given.source_ids if key not in offered or key == target.pk]
    if wrong:
        message = _("This exercise can't be merged into that one.")
        raise Problem("invalid", faults=[Fault("body.source_ids", "unknown", message, str(wrong[0]))])

    def changes(plan: MergePlan) -> Changes:
        return len(plan.sources), [_change(each.name, each.name, plan.target, each.sets) for each in plan.sources]

    said = {"sources": [offered[key] for key in dict.fromkeys(given.source_ids)], "target": target}
    return _answer(request, given, Act(merge_plan, exercises_unite, changes), said)


@routes.get("/clean-up/duplicates", GroupList, mark("Find workouts that are likely in the log twice"))
def duplicates_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    scope.require_owner()  # like the page: it is there to do something
    version, groups = log_version(scope), repeats_kept(scope=scope)[:MOST_GROUPS]
    items = [
        GroupTold(key=group.key, alike=group.alike, sessions=[_twin(each) for each in group.twins]) for group in groups
    ]
    return answer(GroupList(version=version, items=items))


@routes.post("/clean-up/duplicates", CleanUpTold, mark("Keep one of workouts that are in the log twice"))
def clean_up_duplicates(request: HttpRequest, given: RepeatsGiven) -> HttpResponse:
    def changes(plan: RepeatsPlan) -> Changes:
        return plan.sessions, [
            _change(each.keep.name, str(each.keep.sets), str(each.sets_after), len(each.gone)) for each in plan.changes
        ]

    said = {"decisions": {each.key: Decision(What(each.action), each.keep_id) for each in given.groups}}
    return _answer(request, given, Act(repeats_plan, repeats_settle, changes), said)


def _change(name: str, before: str, after: str, count: int, problem: str = "") -> ChangeTold:
    return ChangeTold(name=name, before=before, after=after, count=count, problem=problem)


def _twin(twin: Twin) -> TwinTold:
    return TwinTold(
        id=twin.id,
        name=twin.name,
        started_at=twin.start.isoformat(),
        sets=twin.sets,
        reps=twin.reps,
        volume=twin.tonnage,
    )


def _answer(request: HttpRequest, given: Tool, act: Act, said: Mapping[str, Any]) -> HttpResponse:
    """What would be done, and with ``apply`` is. Raises ``StaleError`` when the log is at another version by then."""
    scope = scope_of(request)
    version = log_version(scope)  # first: what changes meanwhile makes the preview an old one
    count, changes = act.changes(act.plan(scope=scope, **said))
    undo = act.run(scope=scope, version=given.version or None, **said) if given.apply else None
    told = CleanUpTold(
        version=version if undo is None else log_version(scope),
        done=undo is not None,
        count=count,
        changes=changes[:MOST_CHANGES],
        undo_id=undo.pk if undo else None,
        label=undo.label if undo else "",
    )
    return answer(told)
