"""From sets to sessions: rows of one workout belong together wherever they stand in the file.

Sessions come out at the end, in the order of their start: some apps write the newest first, and whether 04/09/2025 is
in April or September may be told by the last row.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

from portability.formats.dates import DateReader, Moment, TwoWays
from portability.formats.problems import UnreadableFileError
from portability.formats.records import Problem, ReadOptions, SessionRecord, SetRecord
from workouttracker.kit.limits import DESCRIPTION_LENGTH, MAX_SECONDS, MAX_SETS_PER_SESSION, NAME_LENGTH, NOTES_LENGTH
from workouttracker.kit.text import one_line

MAX_SETS = 500_000
"""Most sets of one file, and of one import: twenty athletes' lifetimes. Reading stops there, so that a file of five
million rows is refused in bounded memory."""


@dataclass(slots=True)
class Draft:
    """A session while its rows are read. ``seconds`` is its duration, which counts where ``ended`` is missing;
    ``waiting`` are notes by the exercise that they stand above.
    """

    name: str
    started: Moment
    row: int
    last_row: int = 0
    rows: int = 0
    ended: Moment | None = None
    seconds: int | None = None
    calories: int | None = None
    source_key: str = ""
    kind: str = "workout"
    time_zone: str = ""
    sets: list[SetRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    run: int = 0
    waiting: dict[str, str] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)

    def note(self, text: str) -> None:
        """Add to the notes of the session what they don't hold yet."""
        if text and text not in self.notes:
            self.notes.append(text)

    def begin_run(self) -> None:
        """From here on sets belong to another exercise than those before."""
        self.run = len(self.sets)

    def describe_run(self, text: str) -> bool:
        """Make ``text`` the description of the first set of the exercise that is being read; False without a set."""
        if self.run >= len(self.sets):
            return False
        first = self.sets[self.run]
        if text and text not in (first.description, first.notes):
            self.sets[self.run] = described(first, text)
        return True

    def superset(self, name: str) -> int | None:
        """A small number for the superset that the file calls ``name``; None for no name."""
        return self.groups.setdefault(name, len(self.groups) + 1) if name else None


class Sessions:
    """The sessions of one file."""

    def __init__(self, dates: DateReader, options: ReadOptions) -> None:
        self._dates = dates
        self._zone: tzinfo = options.zone or UTC
        self._drafts: dict[Hashable, Draft] = {}
        self._total = 0
        self.rows_lost = 0

    def draft(self, key: Hashable, name: str, started: Moment, row: int) -> Draft:
        """The session with this key, a new one the first time."""
        draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = Draft(name, started, row)
        draft.last_row = row
        draft.rows += 1
        return draft

    def add(self, draft: Draft, record: SetRecord) -> Problem | None:
        """Put a set behind those of its session, or say why it has no place there.

        Raises ``UnreadableFileError`` at more sets than one import may have.
        """
        if len(draft.sets) >= MAX_SETS_PER_SESSION:
            return Problem(record.row, "", record.exercise, "too_many_sets", {"limit": str(MAX_SETS_PER_SESSION)})
        self._total += 1
        if self._total > MAX_SETS:
            raise UnreadableFileError("file_too_many_sets", {"limit": str(MAX_SETS)})
        if draft.sets and draft.sets[-1].exercise != record.exercise:
            draft.begin_run()
        draft.sets.append(record)
        return None

    def finish(self) -> Iterator[SessionRecord | Problem]:
        """The sessions in the order of their start, and problems with their dates and texts."""
        placed: list[tuple[datetime, Draft]] = []
        for draft in self._drafts.values():
            started = self._dates.settle(draft.started)
            if started is None:
                self.rows_lost += draft.rows
                yield _open_date(draft)
            else:
                placed.append((self._local(started)[0], draft))
        self._drafts.clear()
        if placed and placed[0][0] > placed[-1][0]:
            placed.reverse()  # newest first: of two that start in the same minute, the later one stands above
        placed.sort(key=lambda item: item[0])
        for started, draft in placed:
            yield from self._close(started, draft)

    def _local(self, moment: datetime) -> tuple[datetime, datetime | None]:
        """Wall clock and, where the file knows it, the exact moment."""
        if moment.tzinfo is None:
            return moment, None
        return moment.astimezone(self._zone).replace(tzinfo=None), moment.astimezone(UTC)

    def _close(self, started: datetime, draft: Draft) -> Iterator[SessionRecord | Problem]:
        name = one_line(draft.name)
        if len(name) > NAME_LENGTH:
            yield Problem(draft.row, "", name, "title_too_long", {"limit": str(NAME_LENGTH)})
            name = name[:NAME_LENGTH].rstrip()
        notes = "\n\n".join(draft.notes)
        if len(notes) > NOTES_LENGTH:
            yield Problem(draft.row, "", notes, "notes_too_long", {"limit": str(NOTES_LENGTH)})
            notes = notes[:NOTES_LENGTH]
        settled = self._dates.settle(draft.started)
        exact = self._local(settled)[1] if settled else None
        ended, exact_end, problem = self._end(started, draft)
        if problem:
            yield problem
        yield SessionRecord(
            name,
            started,
            ended,
            draft.row,
            tuple(draft.sets),
            notes=notes,
            calories=draft.calories,
            source_key=draft.source_key,
            kind=draft.kind,
            time_zone=draft.time_zone,
            started_at=exact,
            ended_at=exact_end if exact else None,
        )

    def _end(self, started: datetime, draft: Draft) -> tuple[datetime | None, datetime | None, Problem | None]:
        end = self._dates.settle(draft.ended) if draft.ended else None
        if end is None:
            seconds = draft.seconds
            return (started + timedelta(seconds=seconds) if seconds else None), None, None
        ended, exact = self._local(end)
        if ended < started:
            params = {"start": str(started)}
            return None, None, Problem(draft.row, "", str(ended), "end_before_start", params)
        if ended - started > timedelta(seconds=MAX_SECONDS):
            params = {"start": str(started), "days": str(MAX_SECONDS // 86_400)}
            return None, None, Problem(draft.row, "", str(ended), "end_too_late", params)
        return ended, exact, None


def described(record: SetRecord, text: str) -> SetRecord:
    """The set with ``text`` as its description, or among its notes when it is too long or there is a description."""
    if not record.description and len(text) <= DESCRIPTION_LENGTH:
        return replace(record, description=text)
    notes = f"{record.notes}\n\n{text}" if record.notes else text
    return replace(record, notes=notes[:NOTES_LENGTH])


def _open_date(draft: Draft) -> Problem:
    value = str(draft.started.day_first) if isinstance(draft.started, TwoWays) else ""
    readings = draft.started
    params = {"first_row": str(draft.row), "last_row": str(draft.last_row), "sets": str(len(draft.sets))}
    if isinstance(readings, TwoWays):
        params["one"] = readings.day_first.date().isoformat()
        params["other"] = readings.month_first.date().isoformat()
    return Problem(draft.row, "", value, "date_ambiguous", params)
