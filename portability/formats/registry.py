"""The formats that can be read, in the order in which they are tried.

To add a format, touch three places:

1. ``portability/formats/<key>.py``: ``matches(sample)``, ``describe(sample)`` and ``parse(lines, options)``;
2. ``FORMATS`` below: one entry;
3. ``SAMPLES`` in ``tests/samples/registry.py``: a file made up by a generator; the conformance test does the rest.

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
    own_json,
    strong,
    stronglifts,
    stronglifts_wide,
    trainai,
)
from portability.formats.decoding import TextLines
from portability.formats.records import DEFAULTS, FileInfo, Item, ReadOptions
from workouttracker.kit.text import mark


class Parse(Protocol):
    """Reads lines of text as records and problems, in bounded memory; what it needs to be told is in ``options``."""

    def __call__(self, lines: Iterable[str], /, options: ReadOptions = ...) -> Iterator[Item]: ...


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """A format: stable key, name to show, and the functions that recognise, describe and read it.

    ``matches`` and ``describe`` get the text of the first 64 KB. ``takes_chunks``: the format knows no lines.
    """

    key: str
    label: str
    matches: Callable[[str], bool]
    parse: Parse
    describe: Callable[[str], FileInfo]
    takes_chunks: bool = False


FORMATS: dict[str, FormatSpec] = {
    own_json.KEY: FormatSpec(
        own_json.KEY,
        mark("WorkoutTracker (JSON)"),
        own_json.matches,
        own_json.parse,
        own_json.describe,
        takes_chunks=True,
    ),
    older_json.KEY: FormatSpec(
        older_json.KEY,
        mark("WorkoutTracker 1.0 (JSON)"),
        older_json.matches,
        older_json.parse,
        older_json.describe,
        takes_chunks=True,
    ),
    trainai.KEY: FormatSpec(trainai.KEY, mark("TrainAI (CSV)"), trainai.matches, trainai.parse, trainai.describe),
    strong.KEY: FormatSpec(strong.KEY, mark("Strong (CSV)"), strong.matches, strong.parse, strong.describe),
    hevy.KEY: FormatSpec(hevy.KEY, mark("Hevy (CSV)"), hevy.matches, hevy.parse, hevy.describe),
    fitnotes.KEY: FormatSpec(fitnotes.KEY, mark("FitNotes (CSV)"), fitnotes.matches, fitnotes.parse, fitnotes.describe),
    fitnotes_body.KEY: FormatSpec(
        fitnotes_body.KEY,
        mark("FitNotes body tracker (CSV)"),
        fitnotes_body.matches,
        fitnotes_body.parse,
        fitnotes_body.describe,
    ),
    stronglifts.KEY: FormatSpec(
        stronglifts.KEY, mark("StrongLifts (CSV)"), stronglifts.matches, stronglifts.parse, stronglifts.describe
    ),
    stronglifts_wide.KEY: FormatSpec(
        stronglifts_wide.KEY,
        mark("StrongLifts, older versions (CSV)"),
        stronglifts_wide.matches,
        stronglifts_wide.parse,
        stronglifts_wide.describe,
    ),
    hevy_body.KEY: FormatSpec(
        hevy_body.KEY, mark("Hevy measurements (CSV)"), hevy_body.matches, hevy_body.parse, hevy_body.describe
    ),
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
    spec = FORMATS[key]
    return spec.parse(lines.chunks if spec.takes_chunks else lines, options)
