"""The formats that can be read, in the order in which they are tried.

To add a format, touch four places (the README's recipe says more):

1. ``portability/formats/<key>.py``: a ``FORMAT`` (of a table: an ``AppTable``; ``hevy.py`` is a model of one with
   sessions, ``fitnotes.py`` of one that has none);
2. ``FORMATS`` below: one entry;
3. ``tests/samples/registry.py``: a generator of files in ``SAMPLES``, of a table a heading in ``NUMBERS``;
4. ``SPEECHES`` in ``tests/portability/test_random_histories.py``: what the format can say of a workout.

Texts of new problems go into ``problems.MESSAGES``; nothing else knows single formats.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from portability.formats import (
    fitnotes,
    fitnotes_body,
    hevy,
    hevy_body,
    mapped,
    older_json,
    own_csv,
    own_json,
    strong,
    stronglifts,
    stronglifts_wide,
    trainai,
)
from portability.formats.decoding import TextLines
from portability.formats.records import DEFAULTS, FileInfo, Item, ReadOptions
from workouttracker.kit.text import mark


class Format(Protocol):
    """A format: stable key, name to show, and how to recognise, describe and read it.

    ``matches`` and ``describe`` get the text of the first 64 KB; ``parse`` reads lines as records and problems, in
    bounded memory. ``takes_chunks``: the format knows no lines.
    """

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def takes_chunks(self) -> bool: ...
    def matches(self, sample: str, /) -> bool: ...
    def describe(self, sample: str, /) -> FileInfo: ...
    def parse(self, lines: Iterable[str], /, options: ReadOptions = ...) -> Iterator[Item]: ...


class Parse(Protocol):
    """Reads lines of text as records and problems, in bounded memory; what it needs to be told is in ``options``."""

    def __call__(self, lines: Iterable[str], /, options: ReadOptions = ...) -> Iterator[Item]: ...


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """A format that is no table with a heading: the functions of its module."""

    key: str
    label: str
    matches: Callable[[str], bool]
    describe: Callable[[str], FileInfo]
    parse: Parse
    takes_chunks: bool = False


_TRAINAI = FormatSpec(trainai.KEY, mark("TrainAI (CSV)"), trainai.matches, trainai.describe, trainai.parse)
_OWN = FormatSpec(
    own_json.KEY, mark("WorkoutTracker (JSON)"), own_json.matches, own_json.describe, own_json.parse, takes_chunks=True
)
_OLDER = FormatSpec(
    older_json.KEY,
    mark("WorkoutTracker 1.0 (JSON)"),
    older_json.matches,
    older_json.describe,
    older_json.parse,
    takes_chunks=True,
)
FORMATS: dict[str, Format] = {
    own_json.KEY: _OWN,
    older_json.KEY: _OLDER,
    own_csv.KEY: own_csv.FORMAT,
    trainai.KEY: _TRAINAI,
    strong.KEY: strong.FORMAT,
    hevy.KEY: hevy.FORMAT,
    fitnotes.KEY: fitnotes.FORMAT,
    fitnotes_body.KEY: fitnotes_body.FORMAT,
    stronglifts.KEY: stronglifts.FORMAT,
    stronglifts_wide.KEY: stronglifts_wide.FORMAT,
    hevy_body.KEY: hevy_body.FORMAT,
}


OTHER_LABELS = {mapped.KEY: mark("Table with columns that you explained")}


def format_label(key: str, translate: Callable[[str], str] = str) -> str:
    """The name of the format called ``key``, in the language of ``translate``; an unknown key as it is.

    Several keys are joined by ``+``.
    """
    labels = OTHER_LABELS | {each: spec.label for each, spec in FORMATS.items()}
    return " + ".join(translate(labels[each]) if each in labels else each for each in key.split("+"))


def detect(sample: str) -> str | None:
    """The key of the format of a text that begins with ``sample``; None when no format knows it."""
    return next((key for key, spec in FORMATS.items() if spec.matches(sample)), None)


def read_records(key: str, lines: TextLines, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """What stands in a text of the format called ``key``, one record or problem after the other."""
    found = FORMATS[key]
    return found.parse(lines.chunks if found.takes_chunks else lines, options)
