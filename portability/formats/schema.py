"""Own JSON: the models of one export file, which are its published JSON Schema too (``json_schema``).

Plain pydantic, no Django: export, API and import share them. Weights are texts with up to four decimals, in
kilograms (``"62.5"``), distances metres, times both exact (``…Z``) and as the clock on the wall showed them. Fields may
be added to a version, never changed or taken away; readers skip what they don't know. ``statistics``, ``profile`` and
``app`` are for people who read the file: an import leaves the account alone.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    NaiveDatetime,
    StringConstraints,
)

from workouttracker.kit.json_fields import Amount, Effort, Kilograms, Metres, Seconds, number, says_something
from workouttracker.kit.limits import (
    DESCRIPTION_LENGTH,
    MAX_CALORIES,
    MAX_REPS,
    MAX_SETS_PER_SESSION,
    NAME_LENGTH,
    NOTES_LENGTH,
)
from workouttracker.kit.routine_file import RoutinePart

SCHEMA: Literal["workout-export"] = "workout-export"
VERSION: Literal["1"] = "1"
LONG_LIST = "sessions"


Stamped = Annotated[Decimal, Field(gt=0, le=1000), *number(2, Decimal(1000))[1:]]
Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH), AfterValidator(says_something)]
ShortText = Annotated[str, StringConstraints(max_length=DESCRIPTION_LENGTH)]
LongText = Annotated[str, StringConstraints(max_length=NOTES_LENGTH)]
Word = Annotated[str, StringConstraints(max_length=100)]


class Model(BaseModel):
    """What all parts of the file have in common."""

    model_config = ConfigDict(extra="ignore", frozen=True, ser_json_inf_nan="null")


class Rep(Model):
    """One repetition."""

    weight: Kilograms
    success: bool = True


class WorkoutSet(Model):
    """One set; ``reps`` in their order, ``superset`` a number that the sets of one superset share."""

    exercise: Name
    set_type: Annotated[str, StringConstraints(max_length=NAME_LENGTH)] = ""
    weight: Kilograms = Decimal(0)
    reps: list[Rep] = Field(default_factory=list, max_length=MAX_REPS)
    target_reps: Annotated[int, Field(ge=0, le=MAX_REPS)] | None = None
    rpe: Effort | None = None
    rest_seconds: Seconds | None = None
    duration_seconds: Seconds | None = None
    distance_metres: Metres | None = None
    superset: Annotated[int, Field(ge=1, le=32767)] | None = None
    description: ShortText = ""
    notes: LongText = ""
    client_id: UUID | None = None


class Session(Model):
    """One workout, or a calculation that was saved. ``sets`` in the order done."""

    name: Name
    kind: Literal["workout", "calculation"] = "workout"
    started_at: AwareDatetime
    started_local: NaiveDatetime
    time_zone: Annotated[str, StringConstraints(max_length=64)]
    ended_at: AwareDatetime | None = None
    ended_local: NaiveDatetime | None = None
    notes: LongText = ""
    calories: Annotated[int, Field(ge=0, le=MAX_CALORIES)] | None = None
    sets: list[WorkoutSet] = Field(default_factory=list, max_length=MAX_SETS_PER_SESSION)
    client_id: UUID | None = None
    source_key: Word = ""


class Exercise(Model):
    """An exercise that the file uses or that the athlete owns; ``own`` ones carry all details."""

    name: Name
    slug: Word = ""
    own: bool = False
    favourite: bool = False
    kind: Word = ""
    equipment: Word = ""
    primary_muscles: list[Word] = Field(default_factory=list, max_length=50)
    secondary_muscles: list[Word] = Field(default_factory=list, max_length=50)
    description: ShortText = ""
    aliases: list[Name] = Field(default_factory=list, max_length=200)


class SetType(Model):
    """A set type that the file uses or that the athlete owns."""

    name: Name
    slug: Word = ""
    own: bool = False
    description: ShortText = ""
    warm_up: bool = False


class RememberedMapping(Model):
    """What a name in the files of other apps stands for; ``target`` None: such sets are left out."""

    kind: Literal["exercise", "set_type"]
    name: Name
    target: Name | None = None


class BodyMeasure(Model):
    """Something to measure: body weight, waist …"""

    name: Name
    slug: Word = ""
    own: bool = False
    quantity: Word = ""
    description: ShortText = ""


class Measurement(Model):
    """One value of a measure; ``unit`` is kg, cm, % or nothing."""

    measure: Name
    value: Amount
    unit: Word = ""
    measured_at: AwareDatetime
    measured_local: NaiveDatetime
    time_zone: Annotated[str, StringConstraints(max_length=64)]
    note: ShortText = ""
    client_id: UUID | None = None


class Plates(Model):
    """Plates of one weight, in pairs; the weight as it is stamped."""

    weight: Stamped
    pairs: Annotated[int, Field(ge=0, le=100)]


class Gear(Model):
    """The athlete's bars, the usual one first, and plates, in one unit of weight."""

    unit: Literal["kg", "lb"]
    bars: list[Stamped] = Field(min_length=1, max_length=20)
    plates: list[Plates] = Field(default_factory=list, max_length=30)


class Open(BaseModel):
    """A part whose fields are described elsewhere; what it holds is kept as it is."""

    model_config = ConfigDict(extra="allow", frozen=True)


class WarmUpStep(Model):
    """A step of a way up: per cent of the working weight (0 is the bar), reps, sets."""

    percent: Annotated[int, Field(ge=0, le=100)]
    reps: Annotated[int, Field(ge=1, le=100)]
    sets: Annotated[int, Field(ge=1, le=20)]


class WarmUp(Model):
    """A way up to a working weight."""

    name: Name
    steps: list[WarmUpStep] = Field(min_length=1, max_length=20)


class Routine(RoutinePart):
    """A routine: a workout to start from."""


class Goal(Model):
    """A target by a date. Which numbers it has, depends on its kind."""

    kind: Literal["one_rep_max", "weight_reps", "sessions_week", "body_weight"]
    exercise: Name | None = None
    weight: Kilograms | None = None
    reps: Annotated[int, Field(ge=1, le=MAX_REPS)] | None = None
    count: Annotated[int, Field(ge=1, le=14)] | None = None
    start_weight: Kilograms | None = None
    start_date: date
    due_date: date
    note: ShortText = ""
    client_id: UUID | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it says what its kind needs."""
        has_load = bool(self.weight) and self.due_date >= self.start_date
        match self.kind:
            case "sessions_week":
                return self.count is not None and self.exercise is None and self.due_date >= self.start_date
            case "body_weight":
                return has_load and self.exercise is None
            case "weight_reps":
                return has_load and self.exercise is not None and self.reps is not None
        return has_load and self.exercise is not None


class Profile(Open):
    """Who exported, and the preferences: informational, never imported."""

    name: str = ""
    email: str = ""
    joined: AwareDatetime | None = None
    unit: Literal["kg", "lb"] | None = None
    language: Word = ""
    time_zone: Word = ""
    theme: Word = ""
    first_weekday: int | None = None
    default_rest_seconds: int | None = None
    weight_step: Decimal | None = None


class App(Model):
    """What wrote the file."""

    name: Word = "WorkoutTracker"
    version: Word = ""


class Range(Model):
    """The days that the file covers, both included; None = from the first, to the last."""

    first: date | None = None
    last: date | None = None


class FeedbackReply(Model):
    """A message below a piece of feedback; ``ours`` are the team's."""

    ours: bool = False
    text: str
    at: AwareDatetime | None = None


class FeedbackSent(Model):
    """Something the athlete told the people who run the site. For people who read the file: an import leaves it out."""

    kind: str
    subject: str
    message: str
    status: str = ""
    response: str = ""
    sent_at: AwareDatetime | None = None
    replies: list[FeedbackReply] = Field(default_factory=list)


class Export(Model):
    """A whole export file. Readers take its lists element by element; nobody holds all of it."""

    model_config = ConfigDict(extra="ignore", title="Workout export, version 1")

    schema_name: Literal["workout-export"] = Field(SCHEMA, alias="schema")
    version: Literal["1"] = VERSION
    exported_at: AwareDatetime | None = None
    app: App | None = None
    range: Range | None = None
    profile: Profile | None = None
    exercises: list[Exercise] = Field(default_factory=list)
    set_types: list[SetType] = Field(default_factory=list)
    mappings: list[RememberedMapping] = Field(default_factory=list)
    measures: list[BodyMeasure] = Field(default_factory=list)
    sessions: list[Session] = Field(default_factory=list)
    measurements: list[Measurement] = Field(default_factory=list)
    gear: list[Gear] = Field(default_factory=list)
    warm_ups: list[WarmUp] = Field(default_factory=list)
    routines: list[Routine] = Field(default_factory=list)
    goals: list[Goal] = Field(default_factory=list)
    feedback: list[FeedbackSent] = Field(default_factory=list)
    statistics: dict[str, Any] | None = None


LISTS: dict[str, type[BaseModel]] = {
    "exercises": Exercise,
    "set_types": SetType,
    "mappings": RememberedMapping,
    "measures": BodyMeasure,
    "sessions": Session,
    "measurements": Measurement,
    "gear": Gear,
    "warm_ups": WarmUp,
    "routines": Routine,
    "goals": Goal,
    "feedback": FeedbackSent,
}
"""The lists of the file and the model of their elements. Another list needs its model here and in ``Export``."""


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of version 1 (draft 2020-12), the same for every caller."""
    schema = Export.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{SCHEMA}-{VERSION}.json",
        **schema,
        "required": ["schema", "version"],
    }


def dumped(model: BaseModel) -> dict[str, Any]:
    """An element ready for ``json.dumps``: no None and no empty text, which readers fill in."""
    return model.model_dump(mode="json", exclude_defaults=True, by_alias=True)
