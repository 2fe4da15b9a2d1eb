"""Why a delivery did not arrive, in words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

ERRORS: Mapping[str, "StrPromise"] = {
    "refused": gettext_lazy("The name leads into a private network, and nothing is sent there."),
    "no_address": gettext_lazy("No address was found for this name."),
    "unreachable": gettext_lazy("Nobody answered at this address."),
    "tls": gettext_lazy("The certificate of this address is not valid, or the connection was not secure."),
    "late": gettext_lazy("The answer took too long."),
    "broken": gettext_lazy("What came back was no answer of a web server."),
    "redirect": gettext_lazy("The address sends on to another one. Redirects are not followed: give the last address."),
}


def error_words(code: str, status: int | None) -> str:
    """``code`` (of ``wire.WireError``, "redirect" or "status") as a sentence; "" for none."""
    if not code:
        return ""
    if code in ERRORS:
        return str(ERRORS[code])
    return _("The answer was %(status)s; one from 200 to 299 was expected.") % {"status": status}
