"""Pages of moved data: bringing workouts in, taking an import back, deleting everything."""

from portability.views.account import account_delete, account_delete_started
from portability.views.clean_up import (
    clean_up,
    clean_up_dates,
    clean_up_merge,
    clean_up_names,
    clean_up_repeats,
    clean_up_units,
)
from portability.views.columns import import_columns
from portability.views.deletion import data_delete
from portability.views.previews import import_again, import_preview, import_preview_problems
from portability.views.records import import_detail, import_problems, import_repeat, import_roll_back
from portability.views.uploads import import_list

__all__ = [
    "account_delete",
    "account_delete_started",
    "clean_up",
    "clean_up_dates",
    "clean_up_merge",
    "clean_up_names",
    "clean_up_repeats",
    "clean_up_units",
    "data_delete",
    "import_again",
    "import_columns",
    "import_detail",
    "import_list",
    "import_preview",
    "import_preview_problems",
    "import_problems",
    "import_repeat",
    "import_roll_back",
]
