"""Tables that no format knows: what their columns hold, as explained by the athlete, remembered by their headings."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from portability.archives import files_of
from portability.formats import mapped
from portability.formats.decoding import TextLines
from portability.formats.mapped import ColumnMapping
from portability.formats.records import SessionRecord
from portability.models import ColumnMeaning, ImportDraft
from portability.services.drafts import draft_update
from portability.services.files import file_open
from portability.services.preview import draft_options
from sharing.scope import Scope

ROWS_READ = 5
"""Sets shown as they would be read."""


def columns_explain(*, scope: Scope, draft: ImportDraft, signature: str, mapping: ColumnMapping) -> ImportDraft:
    """Take what the columns hold, remember it, and preview again. Raises ``NotReadyError`` after the import started."""
    columns = {**draft.columns, signature: mapping.as_json()}
    changed = draft_update(scope=scope, draft=draft, changes={"columns": columns})
    ColumnMeaning.objects.update_or_create(
        owner=scope.require_owner(), signature=signature, defaults={"mapping": mapping.as_json()}
    )
    return changed


def first_rows(
    scope: Scope, draft: ImportDraft, table: Mapping[str, Any], mapping: ColumnMapping
) -> list[dict[str, Any]]:
    """The first sets of a table as they would be read with ``mapping``."""
    rows: list[dict[str, Any]] = []
    with file_open(draft.file) as stream:
        inner = next(each for each in files_of(stream, draft.file.name, draft.file.size) if each.name == table["name"])
        lines = islice(TextLines(inner.open()).sample.splitlines(keepends=True), 60)
        for item in mapped.parse(lines, mapping, draft_options(scope, draft)):
            if isinstance(item, SessionRecord):
                rows += [{"session": item, "set": row} for row in item.sets]
    return sorted(rows, key=lambda row: row["set"].row)[:ROWS_READ]
