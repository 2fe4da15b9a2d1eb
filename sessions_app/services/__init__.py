"""What can happen: the verbs that change an athlete's log. Pages, API, commands and jobs call these, nothing else."""

from sessions_app.services.body import (
    MeasurementValues,
    measure_create,
    measure_delete,
    measure_rename,
    measurement_delete,
    measurement_log,
    measurement_update,
)
from sessions_app.services.sessions import (
    SessionValues,
    session_create,
    session_delete,
    session_finish,
    session_resume,
    session_update,
)
from sessions_app.services.sets import (
    SetValues,
    rep_mark,
    reps_write,
    set_clone,
    set_delete,
    set_log,
    set_move,
    set_update,
)
from sessions_app.services.undo import undo_apply, undo_purge

__all__ = [
    "MeasurementValues",
    "SessionValues",
    "SetValues",
    "measure_create",
    "measure_delete",
    "measure_rename",
    "measurement_delete",
    "measurement_log",
    "measurement_update",
    "rep_mark",
    "reps_write",
    "session_create",
    "session_delete",
    "session_finish",
    "session_resume",
    "session_update",
    "set_clone",
    "set_delete",
    "set_log",
    "set_move",
    "set_update",
    "undo_apply",
    "undo_purge",
]
