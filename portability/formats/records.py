"""What every format is read into: sessions, sets and reps as in the file, and problems for the rest of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from portability.formats.problems import render, shortened
from workouttracker.kit.units import Unit


@dataclass(frozen=True, slots=True)
class RepRecord:
    """One repetition: weight in kilograms, and whether it succeeded."""

    weight: Decimal
    success: bool


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set, in the order done. ``row`` is the 1-based line of the file on which it starts.

    ``weight`` is in kilograms, 0 = no added weight. ``set_type`` is the name that the file gives, "" = none.
    ``reps`` None stands for ``number_reps`` successful repetitions with ``weight``.
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


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One workout. ``started`` and ``ended`` are naive: the wall clock of whoever trained."""

    name: str
    started: datetime
    ended: datetime | None
    row: int
    sets: tuple[SetRecord, ...]
    notes: str = ""
    calories: int | None = None
    source_key: str = ""


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
    def message(self) -> str:
        """What was expected and what happens to the row, in English."""
        return self.render()

    def render(self, translate: Callable[[str], str] = str) -> str:
        """The same in the language of ``translate`` (for instance ``gettext``)."""
        params = {"row": str(self.row), "column": self.column, "value": self.value, **self.params}
        return render(self.code, params, translate)


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a file says about itself: the key of its format and its unit of weight (None = the file doesn't say)."""

    format: str
    unit: Unit | None
