"""What can be wrong with a request to change the log; views turn these into messages."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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


class SessionGoneError(UndoneError):
    """The session that a set would go back to was deleted, too."""

    def __str__(self) -> str:
        return _("Its session was deleted, too. Bring that back first.")


class InUseError(ValueError):
    """Sets or routines name it, so it can't be deleted. Nothing was written."""

    def __init__(self, name: str, uses: int) -> None:
        self.uses = uses
        words = ngettext(
            "“%(name)s” is used %(count)s time, so it can't be deleted. Merge it into another one instead.",
            "“%(name)s” is used %(count)s times, so it can't be deleted. Merge it into another one instead.",
            uses,
        )
        super().__init__(words % {"name": name, "count": uses})


class NameTakenError(ValueError):
    """Something else has this name already; the message says what. Nothing was written."""
