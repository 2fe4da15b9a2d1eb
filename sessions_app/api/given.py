"""What the API takes for the log, and how it becomes what the services want."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import AfterValidator, ConfigDict, Field
from pydantic.config import JsonDict

from sessions_app.models import ExerciseType, SetType, WorkoutSet
from sessions_app.reads import exercise_and_set_types
from sessions_app.services import SessionValues, SetValues
from sessions_app.services.many_sets import SetEntry
from sessions_app.session_names import name_by_time
from sessions_app.sums import RepValue
from sharing.scope import Scope
from workouttracker.kit.dates import is_zone
from workouttracker.kit.json_fields import (
    Effort,
    Key,
    Kilograms,
    LongText,
    Metres,
    Moment,
    Name,
    Reps,
    Seconds,
    ShortText,
    Superset,
    Word,
)
from workouttracker.kit.limits import MAX_CALORIES, MAX_REPS, MAX_SETS_PER_SESSION
from workouttracker.kit.text import one_line
from workouttracker.rest.answers import Given
from workouttracker.rest.problems import Fault, Problem

SAID_OF_SETS = {"superset": "superset_group"}
"""Fields of a set that the database calls differently."""


def _zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("should be a time zone such as Europe/Berlin")
    return name


Zone = Annotated[Word, AfterValidator(_zone)]
Calories = Annotated[int, Field(ge=0, le=MAX_CALORIES)]


class RepGiven(Given):
    """One repetition, kilograms."""

    weight: Kilograms
    success: bool = True


class SetChange(Given):
    """What is to be another way about a set. ``reps`` writes all; ``number_reps`` adds or takes from the end."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"weight": "82.5", "rpe": "8.5"}]})

    exercise_id: Key | None = None
    set_type_id: Key | None = None
    weight: Kilograms | None = None
    number_reps: Reps | None = None
    reps: Annotated[list[RepGiven], Field(max_length=MAX_REPS)] | None = None
    target_reps: Reps | None = None
    rpe: Effort | None = None
    rest_seconds: Seconds | None = None
    duration_seconds: Seconds | None = None
    distance_metres: Metres | None = None
    superset: Superset | None = None
    description: ShortText | None = None
    notes: LongText | None = None


SET_EXAMPLE: JsonDict = {"exercise_id": 1, "weight": "80", "number_reps": 8, "rpe": "8"}


class SetGiven(SetChange):
    """A set to be logged. With ``client_id``, an id of your making, it is stored once however often it is sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [SET_EXAMPLE]})

    exercise_id: Key
    client_id: UUID | None = None


class SetsGiven(Given):
    """Many sets at once: all are stored, or none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sets": [SET_EXAMPLE]}]})

    sets: Annotated[list[SetGiven], Field(min_length=1, max_length=MAX_SETS_PER_SESSION)]


class SessionChange(Given):
    """What is to be another way about a session."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Push A", "notes": "Felt strong."}]})

    name: Name | None = None
    started_at: Moment | None = None
    ended_at: Moment | None = None
    notes: LongText | None = None
    calories: Calories | None = None


class SessionGiven(SessionChange):
    """A session, with its sets if you like. Without a name it is called by the hour, without a start it is now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Push A", "started_at": "2026-06-30T18:30:00+02:00", "sets": [SET_EXAMPLE]}]
        }
    )

    time_zone: Zone | None = None
    client_id: UUID | None = None
    sets: Annotated[list[SetGiven], Field(max_length=MAX_SETS_PER_SESSION)] = []


def session_values(scope: Scope, given: SessionGiven) -> SessionValues:
    """A new session. Raises ``Problem`` for an end before the start."""
    started = given.started_at or timezone.now()
    name = one_line(given.name or "") or name_by_time(started.astimezone(scope.require_owner().zone))
    _refuse_backwards(started, given.ended_at)
    return SessionValues(
        name=name, started_at=started, ended_at=given.ended_at, notes=given.notes or "", calories=given.calories
    )


def session_changed(row: Any, given: SessionChange) -> SessionValues:
    """A session with the fields that were sent. Raises ``Problem`` for an end before the start."""
    sent = {name: getattr(given, name) for name in given.model_fields_set}
    values = {name: sent.get(name, getattr(row, name)) for name in SessionValues.__dataclass_fields__}
    values["name"] = one_line(values["name"] or "") or row.name
    values["started_at"] = values["started_at"] or row.started_at
    values["notes"] = values["notes"] or ""
    _refuse_backwards(values["started_at"], values["ended_at"])
    return SessionValues(**values)


def _refuse_backwards(started: datetime, ended: datetime | None) -> None:
    if ended is not None and ended < started:
        raise Problem(
            "invalid", faults=[Fault("body.ended_at", "order", _("The end is before the start."), str(ended))]
        )


def set_entry(scope: Scope, given: SetGiven) -> SetEntry:
    """One set to be logged: one query. Raises ``Problem`` for an exercise or set type that isn't there."""
    exercise, types = exercise_and_set_types(scope, given.exercise_id)
    exercises = {exercise.pk: exercise} if exercise else {}
    entry: SetEntry = _Entries(exercises, types).entry(given, "body")
    return entry


def set_entries(scope: Scope, many: Sequence[SetGiven], where: str = "body.sets") -> list[SetEntry]:
    """Many sets to be logged: two queries whatever their number. Raises ``Problem``, naming each that is wrong."""
    if not many:
        return []
    wanted = {given.exercise_id for given in many}
    rows = ExerciseType.objects.visible_to(scope).filter(pk__in=wanted)
    entries = _Entries({row.pk: row for row in rows}, SetType.objects.visible_to(scope))
    made = [entries.entry(given, f"{where}[{place}]", tell=False) for place, given in enumerate(many)]
    entries.tell()
    return made


def set_changed(scope: Scope, row: WorkoutSet, given: SetChange) -> SetValues:
    """A set with the fields that were sent; a query for an exercise or set type that is named."""
    sent = {SAID_OF_SETS.get(name, name): getattr(given, name) for name in given.model_fields_set}
    names = [name for name in SetValues.__dataclass_fields__ if name not in {"exercise_type", "set_type"}]
    values = {name: sent.get(name, getattr(row, name)) for name in names}
    for name in ("description", "notes"):
        values[name] = values[name] or ""
    for name in ("weight", "number_reps"):
        values[name] = getattr(row, name) if values[name] is None else values[name]
    if given.reps is not None:
        values["number_reps"] = len(given.reps)
    exercise, set_type = row.exercise_type, row.set_type
    if given.exercise_id is not None:
        exercise = named_exercise(scope, given.exercise_id)
    if given.set_type_id is not None:
        found = SetType.objects.visible_to(scope).filter(pk=given.set_type_id).first()
        set_type = found or _refuse("body.set_type_id", _("There is no such set type."), given.set_type_id)
    return SetValues(exercise_type=exercise, set_type=set_type, **values)


def named_exercise(scope: Scope, pk: int, where: str = "body.exercise_id") -> ExerciseType:
    """The exercise. Raises ``Problem`` when there is none."""
    found: ExerciseType | None = ExerciseType.objects.visible_to(scope).filter(pk=pk).first()
    return found or _refuse(where, _("There is no such exercise."), pk)


def rep_values(reps: Iterable[RepGiven]) -> list[RepValue]:
    """Reps as the services want them."""
    return [RepValue(rep.weight, rep.success) for rep in reps]


def _refuse(where: str, message: str, value: object) -> Any:
    raise Problem("invalid", faults=[Fault(where, "unknown", message, str(value))])


class _Entries:
    """Makes entries of sets, and gathers what they name that isn't there."""

    def __init__(self, exercises: dict[int, ExerciseType], types: Iterable[SetType]) -> None:
        self.exercises = exercises
        self.types = {row.pk: row for row in types}
        usual = (row for row in self.types.values() if row.slug == "working")
        self.usual = next(usual, None) or next(iter(self.types.values()), None)
        self.faults: list[Fault] = []

    def entry(self, given: SetGiven, where: str, *, tell: bool = True) -> Any:
        """The entry of ``given``; None when something of it isn't there."""
        before = len(self.faults)
        exercise = self.exercises.get(given.exercise_id)
        set_type = self.usual if given.set_type_id is None else self.types.get(given.set_type_id)
        if exercise is None:
            self._miss(f"{where}.exercise_id", _("There is no such exercise."), given.exercise_id)
        if set_type is None:
            self._miss(f"{where}.set_type_id", _("There is no such set type."), given.set_type_id)
        if given.reps is not None and given.number_reps not in {None, len(given.reps)}:
            self._miss(f"{where}.number_reps", _("This is not the number of the reps."), given.number_reps)
        if tell:
            self.tell()
        if exercise is None or set_type is None or len(self.faults) > before:
            return None
        return SetEntry(
            values=SetValues(
                exercise_type=exercise,
                set_type=set_type,
                number_reps=(given.number_reps or 0) if given.reps is None else len(given.reps),
                weight=given.weight or 0,  # type: ignore[arg-type]
                target_reps=given.target_reps,
                rpe=given.rpe,
                rest_seconds=given.rest_seconds,
                duration_seconds=given.duration_seconds,
                distance_metres=given.distance_metres,
                superset_group=given.superset,
                description=given.description or "",
                notes=given.notes or "",
            ),
            reps=None if given.reps is None else rep_values(given.reps),
            client_id=given.client_id,
        )

    def tell(self) -> None:
        """Raise ``Problem`` when something isn't there."""
        if self.faults:
            raise Problem("invalid", faults=self.faults)

    def _miss(self, where: str, message: str, value: object) -> None:
        self.faults.append(Fault(where, "unknown", message, str(value)))
