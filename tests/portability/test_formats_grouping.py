"""From sets to sessions: what belongs together, in which order, and what can't be a session."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from portability.formats import grouping
from portability.formats.dates import DateReader, Moment, TwoWays
from portability.formats.grouping import Draft, Sessions, described
from portability.formats.problems import UnreadableFileError
from portability.formats.records import DEFAULTS, DateOrder, Problem, ReadOptions, SessionRecord, SetRecord

NOON = datetime(2025, 4, 9, 12)
SQUAT, BENCH = (SetRecord(name, 7, 5, Decimal(60)) for name in ("Squat", "Bench Press"))
OPEN = TwoWays(datetime(2025, 9, 4), datetime(2025, 4, 9))


def sessions(order: DateOrder | None = None, options: ReadOptions = DEFAULTS) -> Sessions:
    return Sessions(DateReader(order=order), options)


def drafted(made: Sessions, name: str, started: Moment = NOON, row: int = 2) -> Draft:
    return made.draft((name, str(started)), name, started, row)


def closed(made: Sessions) -> list[SessionRecord]:
    """The sessions of a file without problems."""
    found = list(made.finish())
    assert not [each for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, SessionRecord)]


def ended(draft_ended: Moment | None = None, seconds: int | None = None) -> tuple[datetime | None, list[Problem]]:
    """The end of a session that started at noon, and the problems with it."""
    made = sessions()
    draft = drafted(made, "Legs")
    draft.ended, draft.seconds = draft_ended, seconds
    found = list(made.finish())
    [session] = [each for each in found if isinstance(each, SessionRecord)]
    return session.ended, [each for each in found if isinstance(each, Problem)]


def test_rows_with_one_key_are_one_session() -> None:
    made = sessions()
    first = drafted(made, "Legs", row=2)
    assert (first.row, first.last_row, first.rows) == (2, 2, 1)
    assert drafted(made, "Legs", row=9) is first
    assert (first.row, first.last_row, first.rows) == (2, 9, 2)
    assert drafted(made, "Back") is not first


def test_a_draft_knows_nothing_at_first() -> None:
    draft = Draft("Legs", NOON, 2)
    assert (draft.last_row, draft.rows, draft.run) == (0, 0, 0)


def test_notes_are_kept_once() -> None:
    made = sessions()
    draft = drafted(made, "Legs")
    for text in ("good", "", "long", "good"):
        draft.note(text)
    [session] = closed(made)
    assert session.notes == "good\n\nlong"


def test_supersets_are_numbered_in_the_order_of_their_names() -> None:
    draft = Draft("Legs", NOON, 2)
    assert [draft.superset(name) for name in ("B", "", "A", "B")] == [1, None, 2, 1]


def test_a_run_is_described_by_its_first_set() -> None:
    made = sessions()
    draft = drafted(made, "Legs")
    assert draft.describe_run("no set yet") is False
    for record in (SQUAT, SQUAT, BENCH, BENCH):
        assert made.add(draft, record) is None
        assert draft.describe_run(f"{record.exercise} slow")
    assert [each.description for each in draft.sets] == ["Squat slow", "", "Bench Press slow", ""]
    assert [each.notes for each in draft.sets] == [""] * 4
    draft.begin_run()
    assert not draft.describe_run("the next one")
    made.add(draft, BENCH)
    assert draft.describe_run("")
    assert draft.sets[-1] == BENCH
    assert draft.describe_run("again")
    assert draft.sets[-1].description == "again"


def test_a_description_that_is_among_the_notes_is_not_repeated() -> None:
    made = sessions()
    draft = drafted(made, "Legs")
    made.add(draft, replace(SQUAT, notes="slow"))
    assert draft.describe_run("slow")
    assert draft.sets == [replace(SQUAT, notes="slow")]


@pytest.mark.parametrize(
    ("record", "text", "description", "notes"),
    [
        (SQUAT, "x" * 500, "x" * 500, ""),
        (SQUAT, "x" * 501, "", "x" * 501),
        (replace(SQUAT, notes="here"), "x" * 501, "", "here\n\n" + "x" * 501),
        (replace(SQUAT, description="deep"), "slow", "deep", "slow"),
        (SQUAT, "x" * 10_001, "", "x" * 10_000),
    ],
)
def test_what_is_no_description_is_a_note(record: SetRecord, text: str, description: str, notes: str) -> None:
    found = described(record, text)
    assert (found.description, found.notes) == (description, notes)


def test_sets_beyond_those_of_one_session_have_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MAX_SETS_PER_SESSION", 2)
    made = sessions()
    draft = drafted(made, "Legs")
    assert [made.add(draft, SQUAT) for _ in range(2)] == [None, None]
    assert made.add(draft, SQUAT) == Problem(7, "", "Squat", "too_many_sets", {"limit": "2"})
    assert draft.sets == [SQUAT] * 2


def test_sets_beyond_those_of_one_file_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    assert grouping.MAX_SETS == 500_000
    monkeypatch.setattr(grouping, "MAX_SETS", 2)
    made = sessions()
    for name in ("Legs", "Back"):
        made.add(drafted(made, name), SQUAT)
    with pytest.raises(UnreadableFileError) as refused:
        made.add(drafted(made, "Legs"), SQUAT)
    assert refused.value.code == "file_too_many_sets"


@pytest.mark.parametrize(
    ("hours", "names"),
    [
        ([3, 1, 2], ["1b", "2c", "3a"]),
        ([1, 1, 2], ["1a", "1b", "2c"]),
        ([2, 1, 1], ["1c", "1b", "2a"]),
        ([1, 2, 1], ["1a", "1c", "2b"]),
        ([2, 2, 1, 1], ["1d", "1c", "2b", "2a"]),
    ],
)
def test_sessions_come_in_the_order_of_their_start_and_else_as_the_file_goes(
    hours: list[int], names: list[str]
) -> None:
    made = sessions()
    for hour, letter in zip(hours, "abcd", strict=False):
        drafted(made, f"{hour}{letter}", NOON.replace(hour=hour))
    assert [session.name for session in closed(made)] == names
    assert closed(made) == [], "they are given away once"


def test_a_session_of_an_open_date_is_left_out_with_its_rows() -> None:
    made = sessions()
    for row in (2, 5, 9):
        draft = drafted(made, "Legs", OPEN, row)
    made.add(draft, SQUAT)
    drafted(made, "Back")
    problem, session = made.finish()
    assert isinstance(session, SessionRecord)
    assert session.name == "Back"
    assert made.rows_lost == 3
    params = {"first_row": "2", "last_row": "9", "sets": "1", "one": "2025-09-04", "other": "2025-04-09"}
    assert problem == Problem(2, "", "2025-09-04 00:00:00", "date_ambiguous", params)


def test_an_open_date_is_as_the_athlete_says() -> None:
    made = sessions(DateOrder.MONTH_FIRST)
    drafted(made, "Legs", OPEN)
    assert [session.started for session in closed(made)] == [datetime(2025, 4, 9)]
    assert made.rows_lost == 0


def test_moments_with_an_offset_are_shown_on_the_athletes_clock_and_kept_exactly() -> None:
    made = sessions(options=ReadOptions(zone=ZoneInfo("Europe/Berlin")))
    draft = drafted(made, "Legs", NOON.replace(tzinfo=UTC))
    draft.ended = NOON.replace(hour=13, tzinfo=UTC)
    [session] = closed(made)
    assert (session.started, session.ended) == (NOON.replace(hour=14), NOON.replace(hour=15))
    assert (session.started_at, session.ended_at) == (NOON.replace(tzinfo=UTC), NOON.replace(hour=13, tzinfo=UTC))


def test_without_a_zone_moments_are_universal_and_local_ones_have_no_exact_moment() -> None:
    made = sessions()
    drafted(made, "Legs", NOON.replace(tzinfo=ZoneInfo("Europe/Berlin")))
    draft = drafted(made, "Back", NOON)
    draft.ended = NOON.replace(hour=13, tzinfo=UTC)
    exact, local = closed(made)
    assert (exact.started, exact.started_at) == (NOON.replace(hour=10), NOON.replace(hour=10, tzinfo=UTC))
    assert (local.started, local.started_at, local.ended_at) == (NOON, None, None)


def test_a_session_without_a_name_is_called_by_its_day() -> None:
    made = sessions()
    drafted(made, "  ")
    drafted(made, " Leg \n day ")
    assert [session.name for session in closed(made)] == ["", "Leg day"]


def test_long_names_and_notes_are_shortened_and_say_so() -> None:
    made = sessions()
    drafted(made, "n" * 200).note("x" * 10_000)
    drafted(made, "m" * 199 + " mm", row=4).note("y" * 10_001)
    fits, name, notes, long = made.finish()
    assert isinstance(fits, SessionRecord)
    assert isinstance(long, SessionRecord)
    assert (fits.name, fits.notes) == ("n" * 200, "x" * 10_000)
    assert name == Problem(4, "", "m" * 199 + " mm", "title_too_long", {"limit": "200"})
    assert notes == Problem(4, "", "y" * 10_001, "notes_too_long", {"limit": "10000"})
    assert (long.name, long.notes) == ("m" * 199, "y" * 10_000)


def test_a_session_keeps_what_its_draft_knew() -> None:
    made = sessions()
    draft = drafted(made, "Legs", row=3)
    made.add(draft, SQUAT)
    draft.calories, draft.source_key, draft.kind, draft.time_zone = 300, "key", "calculation", "Europe/Berlin"
    assert closed(made) == [
        SessionRecord(
            "Legs", NOON, None, 3, (SQUAT,), calories=300, source_key="key", kind="calculation",
            time_zone="Europe/Berlin",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("end", "seconds", "found"),
    [
        (None, None, None),
        (None, 0, None),
        (None, 90, NOON + timedelta(seconds=90)),
        (OPEN, 90, NOON + timedelta(seconds=90)),
        (NOON + timedelta(hours=1), 90, NOON + timedelta(hours=1)),
        (NOON, None, NOON),
        (NOON + timedelta(days=7), None, NOON + timedelta(days=7)),
    ],
)
def test_an_end_is_what_the_file_says_else_after_the_duration(
    end: Moment | None, seconds: int | None, found: datetime | None
) -> None:
    assert ended(end, seconds) == (found, [])


@pytest.mark.parametrize(
    ("end", "code", "params"),
    [
        (NOON - timedelta(seconds=1), "end_before_start", {"start": str(NOON)}),
        (NOON + timedelta(days=7, seconds=1), "end_too_late", {"start": str(NOON), "days": "7"}),
    ],
)
def test_an_end_that_can_not_be_is_left_out(end: datetime, code: str, params: dict[str, str]) -> None:
    assert ended(end, 90) == (None, [Problem(2, "", str(end), code, params)])
