"""What every format is read into: sessions, sets and reps as in the file, and problems for the rest of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum

from portability.formats.problems import kind_of, render, shortened
from workouttracker.kit.units import Unit


class DateOrder(StrEnum):
    """How numeric dates are meant that can be read both ways: ``04/09/2025``."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Question(StrEnum):
    """What a file leaves open and the athlete is asked."""

    WEIGHT_UNIT = "weight_unit"
    DATE_ORDER = "date_order"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What counts where the file itself doesn't say.

    ``unit`` is the unit of weights without one. ``date_order`` None leaves sessions out whose date can be read both
    ways, each with a problem ``date_ambiguous``. ``zone`` is where moments in universal time are shown; None = UTC.
    """

    unit: Unit = Unit.KG
    date_order: DateOrder | None = None
    zone: tzinfo | None = None


DEFAULTS = ReadOptions()


@dataclass(frozen=True, slots=True)
class RepRecord:
    """One repetition: weight in kilograms, and whether it succeeded."""

    weight: Decimal
    success: bool


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set, in the order done. ``row`` is the 1-based line of the file on which it starts.

    ``weight`` is in kilograms, 0 = no added weight. ``set_type`` is the name that the file gives, "" = none.
    ``reps`` None stands for ``number_reps`` successful repetitions with ``weight``. ``client_id`` is a UUID, "" = none.
    """

    exercise: str
    row: int
    number_reps: int
    weight: Decimal
    set_type: str = ""
    reps: tuple[RepRecord, ...] | None = None
    rest_seconds: int | None = None
    duration_seconds: int | None = None
    distance_metres: Decimal | None = None
    rpe: Decimal | None = None
    superset_group: int | None = None
    target_reps: int | None = None
    description: str = ""
    notes: str = ""
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One workout. ``started`` and ``ended`` are naive: the wall clock of whoever trained.

    Own JSON also knows the zone of that clock (``time_zone``, an IANA name) and the exact moments (``started_at``,
    ``ended_at``, aware, UTC), which matter in the hour that a clock shows twice. ``kind`` is workout or calculation.
    ``name`` is "" where the file has none.
    """

    name: str
    started: datetime
    ended: datetime | None
    row: int
    sets: tuple[SetRecord, ...]
    notes: str = ""
    calories: int | None = None
    source_key: str = ""
    client_id: str = ""
    kind: str = "workout"
    time_zone: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None


BODY_WEIGHT = "Body weight"
"""The name that every format gives to the measurement of body weight."""


@dataclass(frozen=True, slots=True)
class MeasurementRecord:
    """One value of the body: ``unit`` is kg, lb, cm, in, % or whatever the file says, "" = none.

    ``at`` is naive local time (midnight where the file has a date only). Values are as in the file, not converted.
    Own JSON also knows ``client_id``, ``time_zone`` and the exact moment ``measured_at``, as sessions do.
    """

    name: str
    value: Decimal
    unit: str
    at: datetime
    comment: str
    row: int
    client_id: str = ""
    time_zone: str = ""
    measured_at: datetime | None = None

    @property
    def is_body_weight(self) -> bool:
        return self.name == BODY_WEIGHT


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """What a file says about an exercise apart from its sets; comes before or between the sessions, once per name.

    ``category`` is the file's own word for a muscle group (``Chest``), a hint for an exercise that has to be created.
    """

    name: str
    row: int
    category: str = ""
    description: str = ""
    kind: str = ""
    equipment: str = ""
    primary: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    is_own: bool = False
    is_favourite: bool = False


@dataclass(frozen=True, slots=True)
class SetTypeRecord:
    """A set type that a file describes."""

    name: str
    row: int
    description: str = ""
    is_warm_up: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class RowCounts:
    """What became of the rows below the heading of a table; the last thing that a table's parser yields.

    ``rows`` = ``used`` (they hold sets or measurements) + the sum of ``information`` (by kind: ``rest``, ``note`` …)
    + ``left_out``; rows without any text are not counted.
    """

    rows: int
    used: int
    left_out: int
    information: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class OtherRecord:
    """Something of own JSON that is no session: ``kind`` is the name of its list (``routines``, ``goals`` …).

    ``data`` is the validated model of ``portability.formats.schema``.
    """

    kind: str
    row: int
    data: object


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be used as it stands: where, what, and (by code) what was expected.

    ``row`` is the 1-based line of the file; a problem about several rows has ``last_row`` among its parameters.
    """

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", shortened(self.value))

    @property
    def kind(self) -> str:
        """What happens to the row: ``repaired``, ``kept`` (without a part of it) or ``left_out``."""
        return kind_of(self.code)

    @property
    def message(self) -> str:
        """What was expected and what happens to the row, in English."""
        return self.render()

    def render(self, translate: Callable[[str], str] = str) -> str:
        """The same in the language of ``translate`` (for instance ``gettext``)."""
        params = {"row": str(self.row), "column": self.column, "value": self.value, **self.params}
        return render(self.code, params, translate)


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a file says about itself: the key of its format and its unit of weight (None = the file doesn't say).

    ``variant`` says which kind of file of that app it is (a text to translate), ``date_language`` in which languages
    its months can be read ("" = numbers), ``questions`` what the athlete has to be asked, ``unused`` the headings of
    columns with something in them that has no place here.
    """

    format: str
    unit: Unit | None
    variant: str = ""
    date_language: str = ""
    questions: tuple[Question, ...] = ()
    unused: tuple[str, ...] = ()


Item = SessionRecord | MeasurementRecord | ExerciseRecord | SetTypeRecord | OtherRecord | RowCounts | Problem
"""What a parser yields."""


@dataclass(slots=True, kw_only=True)
class Contents:
    """What a parser yields, by kind; problems belong elsewhere."""

    rows: RowCounts | None = None
    sessions: list[SessionRecord] = field(default_factory=list)
    measurements: list[MeasurementRecord] = field(default_factory=list)
    exercises: list[ExerciseRecord] = field(default_factory=list)
    set_types: list[SetTypeRecord] = field(default_factory=list)
    others: list[OtherRecord] = field(default_factory=list)

    def take(self, item: Item) -> None:
        """Put an item where it belongs."""
        match item:
            case SessionRecord():
                self.sessions.append(item)
            case MeasurementRecord():
                self.measurements.append(item)
            case ExerciseRecord():
                self.exercises.append(item)
            case SetTypeRecord():
                self.set_types.append(item)
            case OtherRecord():
                self.others.append(item)
            case RowCounts():
                self.rows = item

    def forget(self) -> None:
        """Drop what was read of a file that turned out to be damaged."""
        for held in (self.sessions, self.measurements, self.exercises, self.set_types, self.others):
            held.clear()
