"""How each tool's run is undone, by the kind of its ``Undo`` row; a kind stays as long as rows of it may exist."""

from collections.abc import Callable

from portability.services.clean_up import dates, merging, names, repeats, units
from sessions_app.models import Undo

RESTORERS: dict[str, Callable[[Undo], list[int]]] = {
    units.KIND: units.restore_units,
    dates.KIND: dates.restore_dates,
    names.KIND: names.restore_names,
    merging.KIND: merging.restore_exercises,
    repeats.KIND: repeats.restore_repeats,
}
