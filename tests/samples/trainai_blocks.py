"""Small TrainAI files, put together row by row: a good file by default, and one thing changed by keyword."""

import io
from collections.abc import Iterable

from portability.formats import trainai
from portability.formats.decoding import TextLines
from portability.formats.records import Problem, ReadOptions, SessionRecord
from workouttracker.kit.units import Unit

BENCH = "Barbell Bench Press,8,42.5,0"
PUSH_UP = "Push Up,15,0,60"
WALK = 'Dumbbell Farmers Walk,"{""value"":20.0,""unit"":""m""}",16,75'


def block(
    *sets: str,
    title: str | None = "Morning Upper Body Workout,,,",
    start: str | None = "Workout Start,2024-05-06 07:31:10,,",
    end: str | None = "Workout End,2024-05-06 08:10:40,,",
    calories: str = "Burned Calories,N/A,,",
    volume: str = "Total TVL (kgs),1150,,",
    all_sets: str | None = "All Sets,,,",
    heading: str | None = "Exercise,Reps,Weight (kgs),Rest Time (seconds)",
) -> str:
    """One workout; a row that is None is missing. Sets stand from row 11 on when nothing is missing."""
    rows = [title, start, end, "Total Duration (seconds),2370,,", "Total Sets,4,,", calories, volume]
    rows += ["   ,,,", all_sets, heading, *sets, ",,,"]
    return "".join(f"{row}\n" for row in rows if row is not None)


GOOD = block(BENCH, "Barbell Bench Press,8,42.5,95", PUSH_UP, WALK)
LATER = block(
    "Barbell Back Squat,5,100,0",
    title="Legs,,,",
    start="Workout Start,2024-05-08 18:00:00,,",
    end="Workout End,2024-05-08 19:00:00,,",
    calories="Burned Calories,312,,",
)


def read(text: str | bytes, *, default_unit: Unit = Unit.KG) -> tuple[list[SessionRecord], list[Problem]]:
    """Sessions and problems of a file."""
    data = text if isinstance(text, bytes) else text.encode()
    return sort_out(trainai.parse(TextLines(io.BytesIO(data)), ReadOptions(unit=default_unit)))


def sort_out(records: Iterable[SessionRecord | Problem]) -> tuple[list[SessionRecord], list[Problem]]:
    """Sessions and problems apart."""
    sessions: list[SessionRecord] = []
    problems: list[Problem] = []
    for record in records:
        if isinstance(record, Problem):
            problems.append(record)
        else:
            sessions.append(record)
    return sessions, problems
