"""From lines to rows: delimiters, and every line in a row or in a problem."""

import io

import pytest

from portability.formats import tables
from portability.formats.decoding import MAX_LINE_CHARS
from portability.formats.records import Problem
from portability.formats.registry import FORMATS
from portability.formats.table import TableSpec
from portability.formats.tables import Rows, peek, sniff_delimiter


def rows(text: str) -> list[tuple[int, list[str]] | tuple[int, str]]:
    """Rows as they come, problems as row and code."""
    items = Rows(io.StringIO(text, newline="\n"), ",")
    return [(item.row, item.code) if isinstance(item, Problem) else item for item in items]


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1,5;2,5;3\n4,5;5,5;6\n", ";"),
        ("a\tb\tc\n1,5\t2\t3\n", "\t"),
        ('"a,b";c\n"d,e";f\n"g,h";i\n', ";"),
        ("a;b\n1;2,5,6,7\n3;4,5\n", ";"),
        ("one\ntwo\n", ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_what_cuts_most_lines_alike(sample: str, delimiter: str) -> None:
    assert sniff_delimiter(sample) == delimiter


def test_peeking_loses_no_line() -> None:
    lines = [f"{n},x\n" for n in range(1000)]
    sample, everything = peek(iter(lines))
    assert sample.startswith("0,x\n1,x\n")
    assert list(everything) == lines


def test_peeking_reads_no_more_than_it_must() -> None:
    source = iter(["x" * 50_000 + "\n"] * 10)
    sample, _ = peek(source)
    assert len(sample) == 100_001
    assert len(list(source)) == 8


def test_rows_have_the_line_on_which_they_start() -> None:
    assert rows('a,b\n\n"c\nd",e\nf\n') == [(1, ["a", "b"]), (2, []), (3, ["c\nd", "e"]), (5, ["f"])]


def test_spaces_before_a_quote_do_not_hide_it() -> None:
    assert rows('a, "b,c"\n') == [(1, ["a", "b,c"])]


def test_text_behind_a_closing_quote_belongs_to_the_field() -> None:
    assert rows('"Legs" day,8\n') == [(1, ["Legs day", "8"])]


def test_a_carriage_return_in_a_row_is_listed() -> None:
    assert rows("a\rb,c\nd\n") == [(1, "row_unreadable"), (2, ["d"])]


def test_an_open_quote_at_the_end_of_the_file_costs_one_row() -> None:
    assert rows('a\n"b\nc\nd\n') == [(1, ["a"]), (2, "quote_not_closed"), (3, ["c"]), (4, ["d"])]


def test_an_open_quote_in_the_last_row_without_newline_is_a_cut() -> None:
    assert rows('a\n"b') == [(1, ["a"]), (2, "cut_off")]


def test_an_open_quote_costs_one_row_of_a_long_file() -> None:
    text = 'a\n"b\n' + "c,d\n" * 5000
    found = rows(text)
    assert found[:3] == [(1, ["a"]), (2, "quote_not_closed"), (3, ["c", "d"])]
    assert found[-1] == (5002, ["c", "d"])
    assert len(found) == 5002


def test_an_open_quote_before_lines_that_are_long_costs_one_row() -> None:
    text = '"b\n' + ("c" * 30_000 + "\n") * 5
    assert [number for number, _ in rows(text)] == [1, 2, 3, 4, 5, 6]


def test_a_quoted_field_may_have_many_lines() -> None:
    note = "\n".join(["line"] * 900)
    assert rows(f'a,"{note}"\nb\n') == [(1, ["a", note]), (901, ["b"])]


def test_many_rows_of_several_lines_are_as_good_as_one() -> None:
    text = f'a,"{"b" * 600}\nc"\n' * 400
    assert [number for number, row in rows(text) if len(row) == 2] == list(range(1, 801, 2))


def test_a_line_that_begins_a_row_ends_an_open_quote() -> None:
    lines = ['"a\n', "b\n", "START,1\n", 'c"\n']
    items = list(Rows(lines, ",", begins=lambda line: line.startswith("START")))
    assert [(item.row, item.code) if isinstance(item, Problem) else item for item in items] == [
        (1, "quote_not_closed"),
        (2, ["b"]),
        (3, ["START", "1"]),
        (4, ['c"']),
    ]


def test_lines_that_are_too_long_are_listed_and_cost_only_themselves() -> None:
    long = "x" * (MAX_LINE_CHARS + 1) + "\n"
    assert rows(f'a\n{long}"b\n{long}c\n') == [
        (1, ["a"]),
        (2, "row_too_long"),
        (3, "quote_not_closed"),
        (4, "row_too_long"),
        (5, ["c"]),
    ]


def test_after_too_many_open_quotes_rows_are_listed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_REREADS", 2)
    monkeypatch.setattr(tables, "MAX_ROW_LINES", 4)
    # Every line opens a quote, and leaves it open too when it is read inside of one.
    items = list(Rows(['a","b\n'] * 10, ","))
    assert [(item.row, item.code, item.params.get("last_row")) for item in items if isinstance(item, Problem)] == [
        (1, "quote_not_closed", None),
        (2, "quote_not_closed", None),
        (3, "rows_unreadable", "6"),
        (7, "rows_unreadable", "10"),
    ]
    assert len(items) == 4


def test_damage_is_listed_before_the_row() -> None:
    assert rows("a\nb\ufffd,c\nd\n") == [(1, ["a"]), (2, "row_damaged"), (2, ["b\ufffd", "c"]), (3, ["d"])]


def test_single_rows_with_an_open_quote_are_never_listed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_REREADS", 2)
    items = list(Rows(['"a\n', "START\n"] * 5, ",", begins=lambda line: line.startswith("START")))
    assert [item.code for item in items if isinstance(item, Problem)] == ["quote_not_closed"] * 5


def test_damage_behind_an_open_quote_is_listed_where_it_is() -> None:
    assert rows('"a\nb\ufffd\nc\n') == [(1, "quote_not_closed"), (2, "row_damaged"), (2, ["b\ufffd"]), (3, ["c"])]
    assert rows('"a\ufffd\nb\n') == [(1, "quote_not_closed"), (2, ["b"])]


@pytest.mark.parametrize(("text", "unterminated"), [("a\nb\n", False), ("a\nb", True)])
def test_it_is_known_whether_the_last_line_was_ended(text: str, *, unterminated: bool) -> None:
    found = Rows(text.splitlines(keepends=True), ",")
    assert len(list(found)) == 2
    assert found.unterminated is unterminated


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"Weight (kg)": "weight"}, "folded"),
        ({"weight (kg)": "weight"}, "without the unit"),
        ({"minutes": "seconds:min"}, "counts for weights, distances and sizes"),
    ],
)
def test_a_format_that_would_never_find_its_columns_says_so(names: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TableSpec(names=names, required=())


def test_a_table_of_another_format_is_told_the_headings_that_were_expected() -> None:
    found = list(FORMATS["hevy"].parse(["day,lift\n", "2026-01-01,Squat\n"]))
    assert [(each.code, each.params) for each in found if isinstance(each, Problem)] == [
        ("heading_missing", {"columns": "title, start_time, exercise_title"})
    ]
