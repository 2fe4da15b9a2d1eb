"""What each verb of the log means to webhooks. A test reads the services and fails for a verb without a line."""

from collections.abc import Mapping
from enum import StrEnum


class Effect(StrEnum):
    """What a verb does, seen from outside."""

    MADE = "made"
    CHANGED = "changed"
    DELETED = "deleted"
    MANY = "many"
    """It goes through the whole log."""
    NOTHING = "nothing"
    """No session is another one afterwards."""


EFFECTS: Mapping[str, Effect] = {
    "session_create": Effect.MADE,
    "session_log": Effect.MADE,
    "session_repeat": Effect.MADE,
    "routine_start": Effect.MADE,
    "session_update": Effect.CHANGED,
    "session_finish": Effect.CHANGED,
    "session_resume": Effect.CHANGED,
    "set_log": Effect.CHANGED,
    "sets_log": Effect.CHANGED,
    "sets_order": Effect.CHANGED,
    "set_update": Effect.CHANGED,
    "set_clone": Effect.CHANGED,
    "set_move": Effect.CHANGED,
    "set_delete": Effect.CHANGED,
    "reps_write": Effect.CHANGED,
    "rep_mark": Effect.CHANGED,
    "sums_fix": Effect.CHANGED,
    "undo_apply": Effect.CHANGED,
    "exercisetype_merge": Effect.CHANGED,
    "settype_merge": Effect.CHANGED,
    "session_delete": Effect.DELETED,
    "import_run": Effect.MANY,
    "import_roll_back": Effect.MANY,
    "workouts_delete": Effect.MANY,
    "dates_shift": Effect.MANY,
    "units_convert": Effect.MANY,
    "exercises_unite": Effect.MANY,
    "names_replace": Effect.MANY,
    "repeats_settle": Effect.MANY,
    "exercise_create": Effect.NOTHING,
    "exercise_update": Effect.NOTHING,
    "set_type_create": Effect.NOTHING,
    "set_type_update": Effect.NOTHING,
    "own_entry_delete": Effect.NOTHING,
    "favourite_mark": Effect.NOTHING,
}
JOB_ENDED = "job_ended"
"""The verb of news that an import or an export ended."""
