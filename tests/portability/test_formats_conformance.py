"""What every registered format must stand: encodings, line ends, damage, absurd values, and files without end.

A format is taken up here by an entry in ``tests/samples/registry.py``; no row may be unaccounted for.
"""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portability.formats import grouping, jsonlists
from portability.formats.app_table import AppTable
from portability.formats.columns import Header
from portability.formats.decoding import MAX_LINE_CHARS
from portability.formats.problems import UnreadableFileError
from portability.formats.records import DEFAULTS, Problem, SessionRecord
from portability.formats.registry import FORMATS, detect
from tests.fuzzing import size, tries
from tests.portability.reading import Found, read, sort_out
from tests.samples.registry import NUMBERS, SAMPLES, TABLES, endless, rows_of, sample, table_of
from tests.samples.workouts import Exercise, Set, Workout

every_format = pytest.mark.parametrize("key", FORMATS)
every_table = pytest.mark.parametrize("key", TABLES)
fuzz = tries(10, 200)
NONSENSE = [
    "",
    "-1",
    "1e9",
    "99999999",
    "NaN",
    "x",
    "1,234,567",
    "2025-02-30",
    "0000-00-00",
    "\u0663",
    "💪",
    "'",
    "(",
    "a\nb",
]


def content(found: Found) -> tuple[object, ...]:
    """What a file holds, without the places where it stands."""
    sessions = [
        (each.name, each.started, each.ended, each.notes, [replace(row, row=0) for row in each.sets])
        for each in found.sessions
    ]
    measurements = [replace(each, row=0) for each in found.measurements]
    return sessions, measurements, sorted(found.codes)


def anything(data: bytes, key: str) -> Found:
    """What is read; nothing when the file as a whole is refused."""
    try:
        return read(data, key=key)
    except UnreadableFileError:
        return Found(key)


def assert_accounted_for(data: bytes, found: Found) -> None:
    """Each row of a table is in a set, in a problem, or counted as information; all of them are counted once."""
    counts = found.rows
    assert counts is not None
    assert counts.rows == counts.used + counts.left_out + sum(counts.information.values())
    text = data.decode()
    delimiter = ";" if text.split("\n", 1)[0].count(";") > 4 else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    next(reader)
    starts, line = [], reader.line_num + 1
    for row in reader:
        if any(cell.strip() for cell in row):
            starts.append(line)
        line = reader.line_num + 1
    assert counts.rows == len(starts)
    known = {row.row for row in found.sets} | {each.row for each in found.measurements}
    for problem in found.problems:
        known |= set(range(problem.row, int(problem.params.get("last_row", problem.row)) + 1))
    silent = [start for start in starts if start not in known]
    assert len(silent) <= sum(counts.information.values()), silent


def test_every_table_is_damaged_as_tables_are() -> None:
    tables = {key for key, spec in FORMATS.items() if isinstance(spec, AppTable)}
    assert tables == set(TABLES), "NUMBERS in tests/samples/registry.py has an entry for each table"


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) == set(FORMATS), "SAMPLES in tests/samples/registry.py has an entry for each format"


@every_format
def test_a_file_is_recognised_by_its_content_and_by_one_format_only(key: str) -> None:
    text = sample(key).decode()[:65536]
    assert detect(text) == key
    assert [other for other, spec in FORMATS.items() if spec.matches(text)] == [key]


@every_format
def test_a_file_says_what_it_is(key: str) -> None:
    info = FORMATS[key].describe(sample(key).decode()[:65536])
    assert info.format == key
    assert FORMATS[key].describe("nothing of that kind").format == key


@every_format
def test_an_ordinary_file_has_sets_and_no_problems(key: str) -> None:
    found = read(sample(key))
    assert found.problems == []
    assert found.sets or found.measurements
    if key in TABLES:
        assert_accounted_for(sample(key), found)


@every_format
@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(key: str, data: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read(data, key=key)
    assert refused.value.code == "file_empty"


@every_table
def test_a_heading_alone_holds_nothing(key: str) -> None:
    heading = table_of(rows_of(sample(key))[:1])
    for data in (heading, heading.rstrip(), heading + b"\n\n"):
        found = read(data)
        assert (found.sessions, found.measurements, found.problems) == ([], [], [])
        assert found.rows is not None
        assert found.rows.rows == 0


@every_format
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_does_not_matter(key: str, encoding: str) -> None:
    assert content(read(sample(key).decode().encode(encoding))) == content(read(sample(key)))


@every_format
def test_windows_1252_is_read(key: str) -> None:
    text = sample(key).decode().encode("cp1252", "ignore").decode("cp1252")
    assert "Ü" in text or key in ("fitnotes_body", "hevy_body")
    assert content(read(text.replace("ü", "é").encode("cp1252"))) == content(read(text.replace("ü", "é").encode()))


@every_format
def test_line_ends_do_not_matter(key: str) -> None:
    text = sample(key).decode().replace("\r\n", "\n")
    for end in ("\r\n", "\r"):
        assert content(read(text.replace("\n", end).encode())) == content(read(text.encode()))


@every_format
def test_empty_lines_at_the_end_do_not_matter(key: str) -> None:
    assert content(read(sample(key) + b"\r\n \n\n\t\n")) == content(read(sample(key)))


@every_table
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_does_not_matter(key: str, delimiter: str) -> None:
    data = table_of(rows_of(sample(key)), delimiter)
    assert content(read(data)) == content(read(sample(key)))
    if delimiter == ";":
        assert content(read(b"sep=;\n" + data)) == content(read(sample(key)))


@pytest.mark.parametrize("key", [key for key in TABLES if key != "stronglifts_wide"])
def test_columns_may_stand_in_any_order(key: str) -> None:
    turned = [list(reversed(row)) for row in rows_of(sample(key))]
    assert content(read(table_of(turned)))[:2] == content(read(sample(key)))[:2]


@every_format
def test_quoted_newlines_and_emoji_arrive(key: str) -> None:
    found = read(sample(key))
    texts = [each.name for each in found.sessions] + [each.notes for each in found.sessions]
    texts += [row.exercise for row in found.sets] + [each.name + each.comment for each in found.measurements]
    whole = "\n".join(texts)
    assert any(ord(character) > 0x1F000 for character in whole) or key == "hevy_body"


@every_format
@given(st.integers(0, 10**6))
@fuzz
def test_a_file_cut_anywhere_raises_nothing_and_invents_nothing(key: str, place: int) -> None:
    data = sample(key, 4)
    whole, found = read(data), anything(data[: place % len(data)], key)
    assert len(found.sets) <= len(whole.sets)
    assert len(found.sessions) <= len(whole.sessions)
    known = {(row.exercise, row.row) for row in whole.sets}
    cut_off = {(row.exercise, row.row) for row in found.sets} - known
    assert len(cut_off) <= 1


@every_format
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 4), st.binary(max_size=5)), max_size=6))
@fuzz
def test_damaged_bytes_raise_nothing(key: str, edits: list[tuple[int, int, bytes]]) -> None:
    data = bytearray(sample(key, 3))
    for place, removed, added in edits:
        at = place % len(data)
        data[at : at + removed] = added
    found = anything(bytes(data), key)
    assert all(problem.message for problem in found.problems)


@every_format
@given(st.binary(max_size=300))
@fuzz
def test_random_bytes_raise_nothing(key: str, data: bytes) -> None:
    assert anything(data, key).sets == []


@every_table
@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 30), st.sampled_from(NONSENSE)), max_size=12))
@fuzz
def test_whatever_stands_in_a_cell_no_row_is_unaccounted_for(key: str, edits: list[tuple[int, int, str]]) -> None:
    rows = rows_of(sample(key, 3))
    for place, column, text in edits:
        row = rows[1 + place % (len(rows) - 1)]
        row[column % len(row)] = text
    data = table_of(rows)
    assert_accounted_for(data, read(data))


@every_table
@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(-4, 4)), max_size=8))
@fuzz
def test_rows_of_another_width_are_accounted_for(key: str, edits: list[tuple[int, int]]) -> None:
    rows = rows_of(sample(key, 3))
    for place, more in edits:
        at = 1 + place % (len(rows) - 1)
        rows[at] = rows[at] + ["x"] * more if more > 0 else rows[at][: more or None]
    data = table_of(rows)
    assert_accounted_for(data, read(data))


def header_of(key: str) -> Header:
    """The heading of the sample, as the format reads it."""
    known = FORMATS[key]
    assert isinstance(known, AppTable)
    header = known.spec.header(sample(key).decode())
    assert header is not None
    return header


def column(key: str, *meanings: str) -> int:
    """Where the sample of a table has what means one of these, the first of them that it has."""
    found = (header_of(key).place(meaning) for meaning in meanings)
    return next(place.index for place in found if place)


def needed_columns(key: str) -> set[int]:
    """Where the sample has what its format is recognised by."""
    known, header = FORMATS[key], header_of(key)
    assert isinstance(known, AppTable)
    return {place.index for meaning in known.spec.required for place in header.places[meaning]}


@every_table
def test_a_column_that_is_not_needed_may_be_missing(key: str) -> None:
    rows = rows_of(sample(key))
    whole = read(sample(key))
    for index, heading in enumerate(rows[0]):
        data = table_of([row[:index] + row[index + 1 :] for row in rows])
        if detect(data.decode()[:65536]) != key:
            assert index in needed_columns(key), heading
            continue
        found = read(data)
        assert_accounted_for(data, found)
        assert len(found.measurements) == len(whole.measurements) or key != "fitnotes_body"


@every_table
@pytest.mark.parametrize("text", ["2025-02-30 10:00:00", "yesterday", "9999-12-31", "", "32.01.2025", "13/13/2025"])
def test_an_impossible_date_leaves_its_row_out(key: str, text: str) -> None:
    rows = rows_of(sample(key))
    at = column(key, "date")
    before = read(sample(key))
    rows[-1][at] = text
    found = read(table_of(rows))
    if not text and key == "stronglifts":
        return  # such a row belongs to the workout above
    assert found.codes == ["date_impossible"]
    assert before.rows is not None
    assert found.rows is not None
    assert found.rows.left_out == 1


@every_table
@pytest.mark.parametrize("text", ["-5", "1e400", "999999999", "NaN", "Infinity", "ten", "1.000.000"])
def test_an_absurd_number_leaves_its_set_out_and_says_so(key: str, text: str) -> None:
    rows = rows_of(sample(key))
    at = rows[0].index(NUMBERS[key])
    rows[1][at] = text
    found = read(table_of(rows))
    assert [problem.value for problem in found.problems] == [text]
    assert found.problems[0].column == rows[0][at]


@every_table
def test_digits_of_other_scripts_are_digits(key: str) -> None:
    rows = rows_of(sample(key))
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    names = [rows[0].index(NUMBERS[key])]
    turned = [rows[0], *([c.translate(digits) if n in names else c for n, c in enumerate(row)] for row in rows[1:])]
    assert content(read(table_of(turned))) == content(read(sample(key)))


@every_format
def test_nul_bytes_are_no_text(key: str) -> None:
    data = sample(key)
    with pytest.raises(UnreadableFileError) as refused:
        read(data[:200] + b"\0" + data[200:], key=key)
    assert refused.value.code == "file_binary"


@pytest.mark.parametrize("key", [key for key in TABLES if key != "hevy_body"])
@pytest.mark.parametrize("length", [5000, 60_000, MAX_LINE_CHARS + 5])
def test_a_very_long_field_is_kept_shortened_or_listed(key: str, length: int) -> None:
    rows = rows_of(sample(key))
    rows[1][column(key, "exercise_notes", "notes", "session_notes")] = "x" * length
    data = table_of(rows)
    found = read(data)
    assert_accounted_for(data, found) if length < MAX_LINE_CHARS else None
    assert set(found.codes) <= {"notes_too_long", "row_too_long", "quote_not_closed"}
    assert all(len(problem.value) <= 200 for problem in found.problems)
    assert all(len(row.notes) <= 10_000 and len(row.description) <= 500 for row in found.sets)


def many(count: int) -> list[Workout]:
    """So many sets in workouts of fifty."""
    sets = tuple(Set(8, 60, rpe="8") for _ in range(50))  # type: ignore[arg-type]
    start = datetime(2001, 1, 1, 18)
    return [
        Workout(
            "Legs", start + timedelta(days=n), start + timedelta(days=n, hours=1), (Exercise(f"Lift {n % 90}", sets),)
        )
        for n in range(count // 50)
    ]


@pytest.mark.parametrize("key", [key for key in SAMPLES if key not in ("trainai", *TABLES[4:])])
def test_many_sets_are_read_in_little_memory(key: str) -> None:
    count = size(4_000, 20_000)
    data = SAMPLES[key](many(count)).decode()
    pieces = (data[at : at + 65536] for at in range(0, len(data), 65536))
    lines = pieces if FORMATS[key].takes_chunks else iter(data.splitlines(keepends=True))
    tracemalloc.start()
    sets = sum(len(item.sets) for item in FORMATS[key].parse(lines) if isinstance(item, SessionRecord))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sets == count
    # 200,000 sets would be 70 MB in the formats that must see every row first, little in those that needn't.
    assert peak < 2_000_000 + 600 * count


@every_format
def test_a_file_without_end_is_left_at_the_limit(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MAX_SETS", 2000)
    taken = 0

    def pieces() -> Iterator[str]:
        nonlocal taken
        for piece in endless(key):
            taken += 1
            yield piece

    sets = 0
    try:
        for item in FORMATS[key].parse(pieces()):
            sets += len(item.sets) if isinstance(item, SessionRecord) else not isinstance(item, Problem)
            if sets > 2000:
                break
    except UnreadableFileError as refused:
        code: str | None = refused.code
    else:
        code = None
    assert code in (None, "file_too_many_sets")
    assert taken < 8000


def test_sets_beyond_those_of_one_workout_are_listed() -> None:
    sets = tuple(Set(5) for _ in range(1003))
    start = datetime(2024, 1, 1, 18)
    data = SAMPLES["hevy"]([Workout("Long", start, start + timedelta(hours=1), (Exercise("Row", sets),))])
    found = read(data)
    assert found.codes == ["too_many_sets"] * 3
    assert_accounted_for(data, found)


def test_json_with_a_huge_element_is_left_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlists, "MOST_PENDING", 1024 * 1024)

    def pieces() -> Iterator[str]:
        yield '{"schema": "workout-export", "version": "1", "sessions": [{"name": "'
        while True:
            yield "x" * 65536

    with pytest.raises(UnreadableFileError):
        sort_out(FORMATS["workouttracker"].parse(pieces(), DEFAULTS))


def test_numbers_in_json_stay_exact() -> None:
    document = json.loads(sample("workouttracker", 1))
    document["sessions"][0]["sets"][0] |= {"weight": 20.1, "reps": [{"weight": 20.1}]}
    assert str(read(json.dumps(document)).sets[0].weight) == "20.1"
