"""The rows around a problem, as they stand in the file: to see what is wrong without opening it elsewhere."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portability.archives import InnerFile, Source, files_of
from portability.formats.decoding import TextLines
from portability.formats.problems import UnreadableFileError, shortened
from portability.formats.registry import FORMATS
from portability.reading import Located

if TYPE_CHECKING:
    from portability.services.plan import ImportPlan

BEFORE, AFTER = 1, 1

Rows = list[dict[str, Any]]


def rows_around(stream: Source, plan: "ImportPlan", problems: Sequence[Located]) -> list[Rows]:
    """For each problem the row before it, itself and the one after it: ``{"row", "text", "is_it"}``; nothing for
    problems that are in no row. Reads a file no further than to its last problem shown.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for each in problems:
        if each.problem.row > 0:
            wanted[each.file].update(range(each.problem.row - BEFORE, each.problem.row + AFTER + 1))
    texts: dict[str, dict[int, str]] = {}
    formats = {part.label: part.format for part in plan.parts}
    for inner in files_of(stream, plan.meta.name, plan.meta.size):
        label = inner.name if len(plan.parts) > 1 else ""
        spec = FORMATS.get(formats.get(label, ""))
        if label in wanted and label not in texts and spec is not None and not spec.takes_chunks:
            texts[label] = _lines(inner, wanted[label])
    return [_context(each, texts.get(each.file, {})) for each in problems]


def _lines(inner: InnerFile, wanted: set[int]) -> dict[int, str]:
    last, found = max(wanted), {}
    try:
        for number, line in enumerate(TextLines(inner.open()), start=1):
            if number in wanted:
                found[number] = shortened(line.rstrip("\n"))
            if number >= last:
                break
    except UnreadableFileError:
        pass
    return found


def _context(each: Located, texts: dict[int, str]) -> Rows:
    row = each.problem.row
    return [
        {"row": number, "text": texts[number], "is_it": number == row}
        for number in range(row - BEFORE, row + AFTER + 1)
        if number in texts
    ]
