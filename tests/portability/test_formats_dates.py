"""Dates in the languages of phones: what is read, what stays open, what is no date."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portability.formats.dates import DateReader, TwoWays, clock, is_open, languages_of
from portability.formats.months import MONTHS
from portability.formats.records import DateOrder

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def read(text: str, among: Iterable[str] = ()) -> datetime | TwoWays:
    return DateReader(languages_of([text, *among])).read(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-01-03 08:15:19", datetime(2022, 1, 3, 8, 15, 19)),
        ("2022-01-03", datetime(2022, 1, 3)),
        ("2022/01/03 8:15 PM", datetime(2022, 1, 3, 20, 15)),
        ("2022-01-03 12:05:00 am", datetime(2022, 1, 3, 0, 5)),
        ("2025. okt. 28. 7:05", datetime(2025, 10, 28, 7, 5)),
        ("2025年10月28日 下午5:18", datetime(2025, 10, 28, 17, 18)),
        ("5 9月 2026, 07:05", datetime(2026, 9, 5, 7, 5)),
        ("28.10.25, 07:05", datetime(2025, 10, 28, 7, 5)),
        ("1er mars 2025 à 18h40", datetime(2025, 3, 1, 18, 40)),
        ("12 août 2025 18 h 40", datetime(2025, 8, 12, 18, 40)),
        ("4 DE SET. DE 2026, 15:16", datetime(2026, 9, 4, 15, 16)),
        ("1 янв. 2025 г., 17:18", datetime(2025, 1, 1, 17, 18)),
        ("28. okt. 2025 07.05", datetime(2025, 10, 28, 7, 5)),
        ("2 nov 2025 7pm", datetime(2025, 11, 2, 19, 0)),
        ("2026-08-24T17:05:00Z", datetime(2026, 8, 24, 17, 5, tzinfo=UTC)),
    ],
)
def test_dates_of_many_phones(text: str, moment: datetime) -> None:
    assert read(text) == moment


def phone_dates() -> dict[str, list[tuple[str, str]]]:
    """By language: moments, and how a phone prints them."""
    rows = (SAMPLES / "phone_dates.txt").read_text().splitlines()[1:]
    found: dict[str, list[tuple[str, str]]] = {}
    for tag, iso, text in (row.split("\t") for row in rows):
        found.setdefault(tag, []).append((iso, text))
    return found


@pytest.mark.parametrize(("tag", "dates"), phone_dates().items())
def test_a_year_of_dates_from_the_phones_of_the_world(tag: str, dates: list[tuple[str, str]]) -> None:
    texts = [text for _iso, text in dates]
    reader = DateReader(languages_of(texts))
    moments = [reader.read(text) for text in texts]
    settled = [reader.settle(each) for each in moments]
    assert [each and each.isoformat(timespec="minutes") for each in settled] == [iso for iso, _text in dates]


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2025-02-30", "31 Apr 2025, 10:00", "2025-01-01 25:00", "9 Apr 26, 17:18", "04/09/25", "9 Apr",
     "Apr 2025", "9 Apr May 2025", "0000-00-00", "1850-01-01", "9999-01-01", "20250101", "1.2.3.2025", "9" * 500],
)  # fmt: skip
def test_what_is_no_date_or_not_surely_one(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


def test_a_date_that_can_be_read_two_ways_stays_open_until_another_one_settles_it() -> None:
    reader = DateReader()
    moment = reader.read("04/09/2025 07:05")
    assert isinstance(moment, TwoWays)
    assert reader.settle(moment) is None
    assert is_open(["04/09/2025"])
    reader.read("28/09/2025")
    assert reader.settle(moment) == datetime(2025, 9, 4, 7, 5)
    assert not is_open(["04/09/2025", "28/09/2025"])


def test_files_that_contradict_themselves_stay_open() -> None:
    assert is_open(["04/09/2025", "28/09/2025", "09/28/2025"])


def test_the_athletes_choice_counts_where_the_file_is_silent() -> None:
    for order, month in ((DateOrder.DAY_FIRST, 9), (DateOrder.MONTH_FIRST, 4)):
        reader = DateReader(order=order)
        settled = reader.settle(reader.read("04/09/2025"))
        assert settled is not None
        assert settled.month == month


def test_the_other_months_of_a_file_tell_its_language() -> None:
    assert read("4 lis 2025, 10:00", ["1 sie 2025"]) == datetime(2025, 11, 4, 10, 0)
    assert read("4 lis 2025, 10:00", ["1 kol 2025"]) == datetime(2025, 10, 4, 10, 0)
    with pytest.raises(ValueError, match="month"):
        read("4 lis 2025, 10:00")


def test_each_language_has_twelve_months_and_few_names_mean_two() -> None:
    languages = {language for names in MONTHS.values() for language in names}
    for language in languages:
        assert {names[language] for names in MONTHS.values() if language in names} == set(range(1, 13))
    assert {name for name, names in MONTHS.items() if len(set(names.values())) > 1} == {
        "lip", "lis", "listopad", "listopada", "srp",
    }  # fmt: skip
    assert {"en", "pt", "es", "de", "fr", "it"} <= languages


@pytest.mark.parametrize(
    ("text", "expected"),
    [("18:40", (18, 40, 0)), ("6:40:10 PM", (18, 40, 10)), ("12:00 AM", (0, 0, 0)), ("18h40", (18, 40, 0))],
)
def test_times_of_day(text: str, expected: tuple[int, int, int]) -> None:
    assert clock(text) == expected
