"""How long something took, in the reader's words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

SHORT, MINUTE, HOUR, DAY = 10, 60, 3600, 86_400


def tenths(value: float) -> str:
    """``2.5``, rounded: Django's own formatting cuts. Never "-0.0"."""
    return str(number_format(round(value, 1) + 0.0, decimal_pos=1))


def duration(seconds: float) -> str:
    """``0.4 s``, ``42 s``, ``3 min 20 s``, ``2 h 5 min``, ``3 d 4 h``: two units at most."""
    seconds = max(0.0, seconds)
    if seconds < SHORT - 0.05:
        return _("%(number)s s") % {"number": tenths(seconds)}
    whole = round(seconds)
    if whole < MINUTE:
        return _("%(number)s s") % {"number": whole}
    if whole < HOUR:
        return _pair(_("%(number)s min"), whole // MINUTE, _("%(number)s s"), whole % MINUTE)
    if whole < DAY:
        return _pair(_("%(number)s h"), whole // HOUR, _("%(number)s min"), whole % HOUR // MINUTE)
    return _pair(_("%(number)s d"), whole // DAY, _("%(number)s h"), whole % DAY // HOUR)


def milliseconds(seconds: float) -> str:
    """``1.4 ms``: how fast something answers."""
    return _("%(number)s ms") % {"number": tenths(seconds * 1000)}


def _pair(first: str, many: int, second: str, few: int) -> str:
    text = first % {"number": many}
    return f"{text} {second % {'number': few}}" if few else text
