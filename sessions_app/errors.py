"""What can be wrong with a request to change the log; views turn these into messages."""

from django.utils.translation import gettext as _


class StaleError(Exception):
    """The row was changed since the form was opened (another tab, another device). Nothing was written."""

    def __str__(self) -> str:
        return _("This was changed somewhere else meanwhile. Nothing was overwritten; look at it and save again.")


class LimitError(ValueError):
    """A limit of the product would be passed; the message says which. Nothing was written."""


class UndoneError(Exception):
    """It was undone before, or can't be undone any more."""

    def __str__(self) -> str:
        return _("This was undone before, or is too old to be undone.")


class NameTakenError(ValueError):
    """Something else has this name already; the message says what. Nothing was written."""
