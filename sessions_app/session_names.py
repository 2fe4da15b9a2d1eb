"""What a session is called that nobody named."""

import datetime as dt

from django.utils.translation import gettext as _

from sessions_app import display


def name_by_time(here: dt.datetime) -> str:
    """A name for a session started at ``here``: "Monday evening workout"."""
    names = (
        (5, _("%(weekday)s night workout")),
        (11, _("%(weekday)s morning workout")),
        (14, _("%(weekday)s midday workout")),
        (18, _("%(weekday)s afternoon workout")),
        (22, _("%(weekday)s evening workout")),
        (24, _("%(weekday)s night workout")),
    )
    pattern = next(name for until, name in names if here.hour < until)
    return pattern % {"weekday": display.weekday(here.date())}


def name_by_day(day: dt.date) -> str:
    """A name for a session of which only the day is known: "Monday workout"."""
    return _("%(weekday)s workout") % {"weekday": display.weekday(day)}
