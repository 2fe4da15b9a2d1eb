"""Rows with a comma that nobody quoted: put right where there is exactly one way, and left alone where not.

``2025-04-29,Overhead Press (Each Side, Dumbbells),Shoulders,8.0,kgs,5,,,`` has one field too many. Joining fields
gives a valid row in one way only: dates and numbers stand where they must, brackets are closed, and the muscle group
is one that other rows have.
"""

from collections.abc import Callable, Mapping

from portability.formats.columns import Header

_MOST_JOINED = 8
_CLOSING = {"(": ")", "[": "]"}


class Repair:
    """Knows the columns of one table and the words that stand in them."""

    def __init__(
        self,
        header: Header,
        checks: Mapping[str, Callable[[str], bool]],
        texts: tuple[str, ...],
        categories: frozenset[str],
        first_rows: list[list[str]],
    ) -> None:
        self._width = len(header.cells)
        self._checks = [(place.index, check) for key, check in checks.items() for place in header.places.get(key, ())]
        self._texts = sorted(place.index for key in texts for place in header.places.get(key, ()))
        self._delimiter = header.delimiter
        self._category = header.place("category")
        self._categories: set[str] = set(categories)
        self.joined = ""
        for row in first_rows:
            if len(row) == self._width and self._category and self._is_valid(row):
                self._categories.add(row[self._category.index])

    def row(self, cells: list[str], raw: str) -> list[str] | None:
        """The same list when nothing is wrong, a repaired one, or None when there is not exactly one way.

        A row with no field too many is only touched where muscle groups are known: otherwise a wrong number in it
        would pass for a name in two pieces.
        """
        extra = any(cell.strip() for cell in cells[self._width :])
        if not extra and not (self._categories and self._looks_shifted(cells)):
            return cells
        ways = self._ways(self._split(raw) or cells)
        if len(ways) == 1:
            self.joined, repaired = ways[0]
            return repaired
        return None if extra else cells

    def _split(self, raw: str) -> list[str] | None:
        """The fields with the spaces between them, so that what is joined reads as before."""
        if "\n" in raw.strip() or '"' in raw:
            return None
        return raw.rstrip("\r\n").split(self._delimiter)

    def _looks_shifted(self, cells: list[str]) -> bool:
        return any(index < len(cells) and not check(cells[index].strip()) for index, check in self._checks)

    def _ways(self, fields: list[str]) -> list[tuple[str, list[str]]]:
        found: list[tuple[str, list[str]]] = []
        for start in self._texts:
            for size in range(2, _MOST_JOINED):
                if start + size > len(fields):
                    break
                joined = self._delimiter.join(fields[start : start + size]).strip()
                row = [*fields[:start], joined, *fields[start + size :]]
                if len(row) > self._width and any(cell.strip() for cell in row[self._width :]):
                    continue
                row = (row + [""] * self._width)[: self._width]
                if self._is_valid(row) and self._is_known(row):
                    found.append((joined, row))
        return found

    def _is_valid(self, row: list[str]) -> bool:
        return not self._looks_shifted(row) and all(_is_closed(row[index]) for index in self._texts)

    def _is_known(self, row: list[str]) -> bool:
        """Whether the muscle group is one of those in rows that are in order; any, where there are none."""
        if self._category is None or not self._categories:
            return True
        return row[self._category.index].strip() in self._categories


def _is_closed(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in _CLOSING.items())
