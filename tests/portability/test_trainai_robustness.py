"""TrainAI files that are cut, damaged or not TrainAI at all: no exception, nothing lost in silence, little memory."""

import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portability.formats import trainai
from portability.formats.decoding import TextLines
from portability.formats.problems import UnreadableFileError
from portability.formats.records import Problem, SessionRecord
from tests.fuzzing import size, tries
from tests.samples.trainai_blocks import BENCH, GOOD, LATER, PUSH_UP, block, read, sort_out

LAST = block(
    "Développé couché,8,42.5,0",
    "Curl 💪,12,10,60",
    title='"Hotel gym,\nno rack 🏨",,,',
    start="Workout Start,2024-05-09 18:00:00,,",
    end="Workout End,2024-05-09 19:00:00,,",
)
BLOCKS = [GOOD, LATER, LAST]
CUT_CODES = {"cut_off", "cut_off_rest", "workout_cut_off", "quote_not_closed"}
COMPLETE_LABELS = 10  # rows of a block before its sets

fuzz = tries(40, 400)


def read_anything(data: bytes) -> tuple[list[SessionRecord], list[Problem]]:
    try:
        return read(data)
    except UnreadableFileError:
        return [], []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_file_cut_at_any_byte_keeps_what_stands_before_the_cut(encoding: str) -> None:
    whole, problems = read("".join(BLOCKS).encode(encoding))
    assert (len(whole), problems) == (3, [])
    # A block is complete with the newline of its last set: the blank row behind it says nothing.
    ends = ["".join(BLOCKS[:n]).removesuffix(",,,\n").encode(encoding) for n in (1, 2, 3)]
    data = "".join(BLOCKS).encode(encoding)
    for cut in range(1, len(data)):
        sessions, _ = read_anything(data[:cut])
        complete = sum(len(end) <= cut for end in ends)
        assert sessions[:complete] == whole[:complete]
        assert [s.started for s in sessions] == [s.started for s in whole[: len(sessions)]]


def test_a_file_cut_in_a_row_or_before_the_sets_says_so() -> None:
    text = "".join(BLOCKS)
    for cut in range(1, len(text)):
        part = text[:cut]
        rows = list(csv.reader(io.StringIO(part, newline="")))
        in_row = not part.endswith("\n") and any(rows[-1]) and len(rows[-1]) < 4
        before_sets = sum(map(len, BLOCKS[:2])) < cut < sum(map(len, BLOCKS[:2])) + LAST.index("Exercise,Reps")
        if in_row or before_sets:
            _, problems = read_anything(part.encode())
            assert {p.code for p in problems} & CUT_CODES, part[-40:]


def test_a_windows_1252_file_cut_at_any_byte_raises_nothing() -> None:
    data = block("Développé couché,8,42.5,0", PUSH_UP, title="Été à Nîmes,,,").encode("cp1252")
    lengths = {len(read_anything(data[:cut])[0]) for cut in range(len(data))}
    assert lengths == {0, 1}


@given(st.binary(max_size=400))
@fuzz
def test_random_bytes_raise_nothing_but_unreadable(data: bytes) -> None:
    sessions, _ = read_anything(data)
    assert sessions == []


@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 3), st.binary(max_size=4)), max_size=6))
@fuzz
def test_damaged_bytes_raise_nothing_and_leave_the_other_workouts_alone(edits: list[tuple[int, int, bytes]]) -> None:
    data = bytearray(GOOD.encode())
    for at, removed, added in edits:
        data[at : at + removed] = added
    sessions, _ = read_anything(LATER.encode() + bytes(data) + b"\n,,,\n" + LAST.encode())
    [first], _ = read(LATER)
    assert sessions[:1] in ([first], [])
    if sessions:
        assert [(found.number_reps, found.rest_seconds) for found in sessions[-1].sets] == [(8, 0), (12, 60)]


ROWS = st.sampled_from(
    [
        "",
        ",,,",
        "Legs,,,",
        "a, b,,,",
        "Workout Start,2024-05-06 07:31:10,,",
        "Workout Start,,,",
        "Workout End,2024-05-06 08:10:40,,",
        "Workout End,x,,",
        "Total Sets,4,,",
        "Total TVL (lbs),1,,",
        "Burned Calories,N/A,,",
        "Heart Rate,120,,",
        "All Sets,,,",
        "All Sets",
        "Exercise,Reps,Weight (kgs),Rest Time (seconds)",
        "Exercise,Weight,Reps,Rest Time",
        "Push Up,8,0,60",
        "Push Up,x,0,0",
        "Push Up,8,0,x",
        "Push Up,8",
        "Push Up,8,0,0,0",
        ",8,0,0",
        "",
    ]
)
UNDERSTOOD = ("Workout Start", "Workout End", "Total", "Burned", "All Sets", "Exercise,Reps")


@given(st.lists(ROWS, max_size=30))
@fuzz
def test_every_row_is_understood_or_in_a_problem(rows: list[str]) -> None:
    sessions, problems = sort_out(trainai.parse([f"{row}\n" for row in rows]))
    known = {session.row for session in sessions} | {row.row for session in sessions for row in session.sets}
    for problem in problems:
        first = int(problem.params.get("first_row", problem.row))
        last = int(problem.params.get("last_row", problem.row))
        known |= {problem.row, *range(first, last + 1)}
    for number, row in enumerate(rows, start=1):
        assert not row.strip(",") or row.startswith(UNDERSTOOD) or number in known, (number, row)


@given(st.text(st.sampled_from('a8.,;"\t -{}é💪\u2028'), max_size=40))
@fuzz
def test_every_row_among_the_sets_is_a_set_or_in_a_problem(row: str) -> None:
    sessions, problems = read(block(BENCH, row, PUSH_UP))
    rows = [found.row for found in sessions[0].sets] + [problem.row for problem in problems]
    assert {11, 13} <= set(rows)
    assert 12 in rows or not row.strip(' ,"\t\u2028')


def many_sets(count: int, per_workout: int) -> Iterator[str]:
    for number in range(count // per_workout):
        text = block(*[f"Exercise {number % 97},8,{n % 300},{n % 600}" for n in range(per_workout)])
        yield from text.replace("2024-05-06", f"{2000 + number // 300}-05-06").splitlines(keepends=True)


def peak_bytes(lines: Iterator[str]) -> tuple[int, int, int]:
    """Sets, problems, and the most memory that was in use while they were read one after the other."""
    sets = problems = 0
    tracemalloc.start()
    for record in trainai.parse(lines):
        if isinstance(record, Problem):
            problems += 1
        else:
            sets += len(record.sets)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return sets, problems, peak


def test_many_sets_are_read_in_little_memory() -> None:
    count = size(20_000, 100_000)
    sets, problems, peak = peak_bytes(many_sets(count, 50))
    assert (sets, problems) == (count, 0)
    assert peak < 1_500_000  # whatever the count


def test_one_endless_workout_is_read_in_little_memory() -> None:
    count = size(12_000, 60_000)
    sets, problems, peak = peak_bytes(many_sets(count, count))
    assert (sets, problems) == (1000, count - 1000)
    assert peak < 1_000_000 + 250 * count  # most of it is the text of the test itself


def test_rows_that_are_all_problems_are_read_in_little_memory() -> None:
    count = size(12_000, 60_000)
    sets, problems, peak = peak_bytes("Push Up,x,0,0\n" for _ in range(count))
    assert (sets, problems) == (0, count)
    assert peak < 1_000_000


def test_lines_come_out_while_the_file_is_still_read() -> None:
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in many_sets(5_000, 10):
            taken += 1
            yield line

    first = next(trainai.parse(lines()))
    assert isinstance(first, SessionRecord)
    assert taken < 300


def test_a_file_of_long_lines_is_read_in_little_memory() -> None:
    class Long(io.RawIOBase):
        left = 300

        def read(self, size: int = -1, /) -> bytes:
            self.left -= 1
            return b"Workout Start,All Sets".ljust(size, b"x") if self.left > 0 else b""

    tracemalloc.start()
    found = list(trainai.parse(TextLines(Long())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [item.code for item in found if isinstance(item, Problem)] == ["row_too_long"]
    assert peak < 3_000_000
