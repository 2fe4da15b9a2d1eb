"""What the readers of rows have in common: a row has a date, and most rows are sets of the session of that date."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from portability.formats.checks import is_date
from portability.formats.dates import DateReader, Moment, languages_of
from portability.formats.grouping import Draft, Sessions
from portability.formats.records import Item, ReadOptions, SetRecord
from portability.formats.table import LEFT_OUT, Row, RowReader


class DatedReader(RowReader):
    """Reads the date of each row; what else stands in it, ``place`` says. ``rows`` are the first ones of the file."""

    def __init__(self, rows: Sequence[Row], options: ReadOptions, *, short_years: bool = False) -> None:
        texts = [row.get("date") for row in rows]
        self.dates = DateReader(languages_of(texts), options.date_order, short_years=short_years)
        for text in filter(is_date, texts):
            self.dates.read(text)  # what later rows tell about the order of day and month holds for the first ones too

    def take(self, row: Row) -> tuple[str, list[Item]]:
        """What became of a row, and what is to be passed on now."""
        try:
            moment = self.moment(row)
        except ValueError:
            return LEFT_OUT, [row.problem("date", "date_impossible")]
        items: list[Item] = []
        return self.place(row, moment, items), items

    def moment(self, row: Row) -> Moment:
        """The date of a row. Raises ``ValueError`` for one that is none."""
        return self.dates.read(row.get("date"))

    @abstractmethod
    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        """What becomes of a row of this date; records and problems are added to ``items``."""


class SessionReader(DatedReader):
    """Puts sets into sessions."""

    def __init__(self, rows: Sequence[Row], options: ReadOptions, *, short_years: bool = False) -> None:
        super().__init__(rows, options, short_years=short_years)
        self.sessions = Sessions(self.dates, options)

    def add(self, draft: Draft, record: SetRecord | None, items: list[Item]) -> bool:
        """Whether there is a set and it found its place; why not is added to ``items``."""
        refused = self.sessions.add(draft, record) if record else None
        if refused:
            items.append(refused)
        return record is not None and refused is None

    def finish(self) -> Iterator[Item]:
        """The sessions in the order of their start, and problems with their dates and texts."""
        return self.sessions.finish()

    def rows_lost(self) -> int:
        """Rows of sessions whose date stayed open."""
        return self.sessions.rows_lost
