"""What can be wrong with a file, in words: one text per code, shared by every format.

The texts are English and marked for extraction; whoever shows them passes ``gettext`` to ``render``. Each says what
was expected, and what happens to the row.
"""

from collections.abc import Callable, Mapping

from workouttracker.kit.text import mark

VALUE_LENGTH = 200
"""Longest value that a problem quotes, in characters."""

MESSAGES: dict[str, str] = {
    # The whole file: raised as UnreadableFileError.
    "file_empty": mark("This file is empty. Expected a text file with workouts in it."),
    "file_pdf": mark("This is a PDF document. Expected the text file (CSV or JSON) that the app exported."),
    "file_archive": mark("This is a compressed archive. Expected the text file (CSV or JSON) that is packed in it."),
    "file_spreadsheet": mark("This is a spreadsheet. Expected a text file: save the sheet as CSV and use that."),
    "file_image": mark("This is an image, a sound or a video. Expected a text file (CSV or JSON) with workouts."),
    "file_binary": mark("This file holds no readable text. Expected a text file (CSV or JSON) with workouts."),
    "file_too_many_sets": mark(
        "This file has too many sets. Expected at most %(limit)s in one file. Split it and import the parts."
    ),
    "file_json_broken": mark("This JSON file is damaged. Expected a complete JSON document, as the app exported it."),
    "file_json_version": mark(
        "This export has version %(version)s. Expected one up to %(known)s: a newer application may read it."
    ),
    # Parts of JSON documents.
    "json_cut_off": mark(
        "The file ends in the middle of the JSON document, after this place. Expected the rest of it. "
        "What was read before is kept."
    ),
    "json_broken": mark(
        "The JSON document is damaged after this place. Expected a complete one. What was read before is kept."
    ),
    "json_missing": mark("%(path)s is missing. Expected a value. The set or entry that it belongs to is left out."),
    "json_too_small": mark(
        "The value of %(path)s is too small. Expected at least %(limit)s. "
        "The set or entry that it belongs to is left out."
    ),
    "json_too_large": mark(
        "The value of %(path)s is too large. Expected at most %(limit)s. "
        "The set or entry that it belongs to is left out."
    ),
    "json_too_long": mark(
        "%(path)s is too long. Expected a length of at most %(limit)s. The set or entry that it belongs to is left out."
    ),
    "json_value": mark(
        "The value of %(path)s can't be used. Expected one as in the description of the format. "
        "The set or entry that it belongs to is left out."
    ),
    "file_unknown": mark(
        "This file is in no format we know. Expected a file that one of the apps exported. It is left out."
    ),
    "columns_unknown": mark(
        "Nobody has said what the columns of this table hold. Expected that once, in the preview. It is left out."
    ),
    "columns_unfit": mark(
        "What was said about columns does not fit this table. Expected a date and an exercise among %(count)s columns. "
        "It is left out."
    ),
    "file_same": mark("This file stands twice in the upload. Expected it once. It is read once."),
    "file_too_large": mark("This file is larger than can be imported at once. Expected a smaller one. It is left out."),
    "archive_nested": mark("This is an archive in an archive. Expected files: unpack it first. It is left out."),
    "archive_locked": mark("This file is protected by a password. Expected an archive without one. It is left out."),
    "archive_damaged": mark("This file is damaged inside of its archive. Expected a whole one. It is left out."),
    "archive_bomb": mark(
        "This file is packed hundreds of times smaller than it is. Expected an export, and none is like that. "
        "It is left out."
    ),
    # Rows of any table.
    "heading_missing": mark(
        "The first row does not name the columns that are needed. Expected %(columns)s among others. "
        "The file is left out."
    ),
    "row_repaired": mark(
        "This row holds a separator without quotation marks. Expected one field. It was read as “%(name)s”."
    ),
    "cut_off_end": mark(
        "The file ends in the middle of this row. Expected the rest of it. What was read of the row is kept."
    ),
    "row_damaged": mark(
        "This row holds characters that could not be read; they are shown as \N{REPLACEMENT CHARACTER}. Expected text "
        "saved as UTF-8. The rest of the row is used."
    ),
    "row_too_long": mark("This row is too long. Expected at most %(limit)s characters. The row is left out."),
    "row_unreadable": mark(
        "This row could not be split into fields. Expected quotation marks in pairs. The row is left out."
    ),
    "quote_not_closed": mark(
        "A quotation mark in this row is never closed. Expected quotation marks in pairs. The row is left out."
    ),
    "rows_unreadable": mark(
        "Rows %(row)s to %(last_row)s could not be split into fields. Expected quotation marks in pairs. "
        "These rows are left out."
    ),
    "cut_off": mark("The file ends here. Expected the rest of the row or of the workout. The row is left out."),
    "cut_off_rest": mark(
        "The file ends in the middle of this row. Expected a rest time at its end. The set is kept without a rest time."
    ),
    "workout_cut_off": mark(
        "The file ends in the middle of the workout that starts in row %(first_row)s. Expected its sets after this "
        "row. What was read of it is kept."
    ),
    # Dates.
    "date_impossible": mark(
        "This is not a date that exists. Expected one such as 2024-05-06 07:31. The row is left out."
    ),
    "date_ambiguous": mark(
        "This date can be read as %(one)s and as %(other)s. Expected a choice: day first or month first. "
        "The workout (rows %(first_row)s to %(last_row)s, sets: %(sets)s) is left out until then."
    ),
    # Workouts.
    "row_outside": mark(
        "This row belongs to no workout. Expected a title followed by a row “Workout Start”. The row is left out."
    ),
    "row_unknown": mark(
        "This row was not understood. Expected a label such as Workout End or Burned Calories, then All Sets with the "
        "sets. The row is left out."
    ),
    "row_alone": mark(
        "This row holds a name and nothing else. Expected reps, weight and rest time behind the name of an exercise, "
        "or a row “Workout Start” after the title of a workout. The row is left out."
    ),
    "row_repeated": mark("This row stands twice in the same workout. Expected it once. The first one is used."),
    "extra_values": mark(
        "This row holds more values than expected. Expected one value after the label. The others are left out."
    ),
    "title_in_pieces": mark(
        "This title holds a separator without quotation marks. Expected one field. It was read as “%(name)s”."
    ),
    "title_too_long": mark("This title is too long. Expected at most %(limit)s characters. It is shortened to that."),
    "start_missing": mark(
        "The start of this workout is missing. Expected a row “Workout Start” with date and time before this row. "
        "The workout (rows %(first_row)s to %(last_row)s, sets: %(sets)s) is left out."
    ),
    "start_impossible": mark(
        "This start is not a date and time. Expected one such as 2024-05-06 07:31:10. "
        "The workout (rows %(first_row)s to %(last_row)s, sets: %(sets)s) is left out."
    ),
    "unit_unknown": mark(
        "The unit of weight in this heading is not known. Expected kgs or lbs. "
        "The workout (rows %(first_row)s to %(last_row)s, sets: %(sets)s) is left out."
    ),
    "heading_unknown": mark(
        "This heading was not understood. Expected Exercise, Reps, Weight, Rest Time. "
        "The workout (rows %(first_row)s to %(last_row)s, sets: %(sets)s) is left out."
    ),
    "time_ambiguous": mark(
        "Clocks change at this time in %(zone)s. Expected a time that exists once. It was taken as %(taken)s."
    ),
    "start_of_day": mark("This is not a time of day. Expected one such as 18:40. The workout is kept without it."),
    "end_impossible": mark(
        "This end is not a date and time. Expected one such as 2024-05-06 08:10:40. The workout is kept without an end."
    ),
    "end_before_start": mark(
        "This end is before the start of the workout. Expected a time from %(start)s on. "
        "The workout is kept without an end."
    ),
    "end_too_late": mark(
        "This end is more than %(days)s days after the start. Expected a time soon after %(start)s. "
        "The workout is kept without an end."
    ),
    "calories": mark(
        "These calories can't be used. Expected a number from 0 to %(limit)s, or N/A. "
        "The workout is kept without calories."
    ),
    # Measurements of the body.
    "measurement_unit": mark(
        "This unit of measurement is not known or does not fit. Expected one such as kg, lb, cm, in or %%. "
        "The measurement is left out."
    ),
    "measurement_range": mark(
        "This measurement can't be used. Expected a number from 0 to %(limit)s. The measurement is left out."
    ),
    # Sets.
    "field_count": mark(
        "This row does not have the right number of fields: %(count)s. Expected %(expected)s. The set is left out."
    ),
    "too_many_sets": mark(
        "This workout has too many sets. Expected at most %(limit)s in one workout. The set is left out."
    ),
    "exercise_missing": mark("The name of the exercise is missing. Expected a name. The set is left out."),
    "exercise_too_long": mark(
        "The name of the exercise is too long. Expected at most %(limit)s characters. The set is left out."
    ),
    "reps": mark(
        "These reps can't be used. Expected a whole number from 0 to %(limit)s, or a distance or time with its unit. "
        "The set is left out."
    ),
    "each_rep": mark(
        "The single reps can't be used. Expected their weights, an x behind those that failed, such as 80 80 75x. "
        "The set is left out."
    ),
    "weight": mark(
        "This weight can't be used. Expected a number from 0 to %(limit)s %(unit)s, or nothing. The set is left out."
    ),
    "weight_is_help": mark(
        "A weight below zero is help by a machine or a band. Expected an exercise that says so. "
        "The set was read as “%(name)s”."
    ),
    "weights_and_reps": mark(
        "The number of weights is another one than that of sets. Expected one weight or %(count)s. The row is left out."
    ),
    "unit_of_set": mark("This unit of weight is not known. Expected kg or lb. The set is left out."),
    "rpe": mark("This RPE can't be used. Expected a number from 1 to 10 in halves. The set is kept without an RPE."),
    "duration": mark(
        "This duration can't be used. Expected seconds from 0 to %(limit)s, or a time such as 1:30. "
        "The set is kept without a duration."
    ),
    "duration_of_set": mark(
        "This duration can't be used. Expected seconds from 0 to %(limit)s, or a time such as 1:30. "
        "The set is left out."
    ),
    "distance": mark(
        "This distance can't be used. Expected a number from 0 to %(limit)s km with a unit such as m, km or mi. "
        "The set is kept without a distance."
    ),
    "distance_unit_assumed": mark(
        "The file does not name the unit of its distances. Expected km or mi. They are read as %(unit)s."
    ),
    "notes_too_long": mark("These notes are too long. Expected at most %(limit)s characters. They are shortened."),
    "duration_of_workout": mark(
        "This duration can't be used. Expected a time such as 1h 25m. The workout is kept without an end."
    ),
    # Body measurements.
    "measurement_name": mark(
        "The name of the measurement is missing or too long. Expected at most %(limit)s characters. "
        "The value is left out."
    ),
    "measurement_date": mark(
        "This date can be read as %(one)s and as %(other)s. Expected a choice: day first or month first. "
        "The value is left out until then."
    ),
    "measurement_time": mark("This is not a time of day. Expected one such as 07:30. The value is kept without it."),
    "measurement_value": mark("This value can't be used. Expected a number above 0. The value is left out."),
    "rest": mark(
        "This rest time can't be used. Expected seconds from 0 to %(limit)s. The set is kept without a rest time."
    ),
}


REPAIRED = frozenset({"row_repaired", "title_in_pieces", "weight_is_help"})
"""Codes of rows that were put right, in the only way there is; everything in them is used."""
KEPT = frozenset(
    {
        "calories",
        "cut_off_end",
        "cut_off_rest",
        "distance",
        "distance_unit_assumed",
        "duration",
        "duration_of_workout",
        "end_before_start",
        "end_impossible",
        "end_too_late",
        "measurement_time",
        "notes_too_long",
        "rest",
        "row_damaged",
        "rpe",
        "start_of_day",
        "time_ambiguous",
        "title_too_long",
        "workout_cut_off",
    }
)
"""Codes of which only a part is lost: the set or the workout itself is used. All others leave theirs out."""


def kind_of(code: str) -> str:
    """What a problem means for its row: ``repaired``, ``kept`` (without a part of it) or ``left_out``."""
    if code in REPAIRED:
        return "repaired"
    return "kept" if code in KEPT else "left_out"


def shortened(value: str) -> str:
    """``value``, cut to ``VALUE_LENGTH`` characters with an ellipsis as the last one."""
    return value if len(value) <= VALUE_LENGTH else value[: VALUE_LENGTH - 1] + "…"


def render(code: str, params: Mapping[str, str], translate: Callable[[str], str] = str) -> str:
    """The text for ``code`` with its parameters filled in, in the language of ``translate``."""
    return translate(MESSAGES[code]) % params


class UnreadableFileError(ValueError):
    """Nothing in the file can be read; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str, params: Mapping[str, str] | None = None) -> None:
        super().__init__(MESSAGES[code])
        self.code = code
        self.params = params or {}

    @property
    def message(self) -> str:
        """What is wrong and what was expected, in English."""
        return self.render()

    def render(self, translate: Callable[[str], str] = str) -> str:
        """The same in the language of ``translate`` (for instance ``gettext``)."""
        return render(self.code, self.params, translate)
