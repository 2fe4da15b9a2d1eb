"""How numbers, weights, times and days are shown to people, in the reader's language. The one place for it.

Everything takes stored values (kilograms, metres, seconds, dates) and gives text; conversion happens only here and,
on the way in, in ``sessions_app.forms.fields``.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, dates
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sessions_app.reads import SetRow
from workouttracker.kit.text import percent_sign
from workouttracker.kit.units import METRES, Unit, from_kg, to_metres

MINUTE, HOUR = 60, 3600
_LOCALES = {"en": "en_GB"}
"""Days come before months in the product's English: "Tue, 3 Jun"."""


def number(value: Decimal | int, *, grouped: bool = True, language: str = "") -> str:
    """``value`` with the language's marks: ``7,420`` or ``7.420``; ``grouped=False`` for what goes into a form.

    Who writes many says the ``language``, the present one: to ask for it takes half of the time.
    """
    if isinstance(value, int) and 0 <= value < 1000:
        return str(value)  # nothing to mark, and most numbers of a page are like this
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_marks(language or get_language() or "en", grouped=grouped))


@lru_cache(maxsize=32)
def _marks(language: str, *, grouped: bool) -> dict[int, str]:
    """A language's marks instead of Python's. Django's own formatting takes five times as long for each number."""
    thousands = formats.get_format("THOUSAND_SEPARATOR", language) if grouped else ""
    return str.maketrans({",": thousands, ".": formats.get_format("DECIMAL_SEPARATOR", language)})


def weight(kilograms: Decimal, unit: Unit, language: str = "") -> str:
    """``kilograms`` in ``unit``, without the unit's name: ``62.5``."""
    return number(from_kg(kilograms, unit), language=language)


def weight_with_unit(kilograms: Decimal, unit: Unit) -> str:
    """``62.5 kg``, held together by a no-break space."""
    return f"{weight(kilograms, unit)}\N{NO-BREAK SPACE}{unit.value}"


def volume(kilograms: Decimal, unit: Unit, language: str = "") -> str:
    """``kilograms`` in whole ``unit``, without the unit's name: ``7,420``."""
    return number(from_kg(kilograms, unit).quantize(Decimal(1), rounding=ROUND_HALF_EVEN), language=language)


def percent(value: Decimal, language: str = "") -> str:
    """``98.8%`` or ``98,8 %``."""
    language = language or get_language() or "en"
    return number(value, language=language) + percent_sign(language)


def clock(seconds: int) -> str:
    """``1:30`` or ``1:02:05``."""
    minutes, rest = divmod(seconds, MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_spent(seconds: int) -> str:
    """``58 min`` or ``1 h 12 min``; seconds only below a minute."""
    if seconds < MINUTE:
        return _("%(seconds)s s") % {"seconds": seconds}
    hours, minutes = divmod(round(seconds / MINUTE), MINUTE)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s h") % {"hours": number(hours)}
    return _("%(hours)s h %(minutes)s min") % {"hours": number(hours), "minutes": minutes}


def distance(metres: Decimal, unit: Unit, *, grouped: bool = True) -> str:
    """``400 m``, ``5 km``, ``3.1 mi``: the longest unit of the reader's system that says it exactly."""
    big = "mi" if unit is Unit.LB else "km"
    value = (metres / METRES[big]).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    exact = value > 0 and to_metres(value, big) == metres.quantize(Decimal("0.01"))
    if exact and metres >= (METRES["mi"] / 10 if big == "mi" else METRES["km"]):
        return f"{number(value, grouped=grouped)}\N{NO-BREAK SPACE}{big}"
    return f"{number(metres, grouped=grouped)}\N{NO-BREAK SPACE}m"


class LoadPart(NamedTuple):
    """A number of a set, its unit, and what joins it to the one before."""

    value: str
    unit: str
    joint: str


def load_parts(row: SetRow, unit: Unit) -> list[LoadPart]:
    """What was done in the set: weight × reps, distance, duration; whatever it holds, in this order."""
    parts = []
    if row.weight:
        sign = "+" if row.added else "\N{MINUS SIGN}" if row.assisted else ""
        parts.append(LoadPart(sign + weight(row.weight, unit), unit.value, ""))
    if row.number_reps or not (row.weight or row.duration_seconds or row.distance_metres):
        word = "" if parts else ngettext("rep", "reps", row.number_reps)
        parts.append(LoadPart(number(row.number_reps), word, "×"))
    if row.distance_metres:
        far, _space, far_unit = distance(row.distance_metres, unit).partition("\N{NO-BREAK SPACE}")
        parts.append(LoadPart(far, far_unit, "·"))
    if row.duration_seconds is not None:
        parts.append(LoadPart(clock(row.duration_seconds), "", "·"))
    return parts


def load_words(row: SetRow, unit: Unit) -> str:
    """The same as one text: ``80 kg × 8``."""
    words = []
    for place, part in enumerate(load_parts(row, unit)):
        if place:
            words.append(part.joint)
        words.append(f"{part.value}\N{NO-BREAK SPACE}{part.unit}" if part.unit else part.value)
    return " ".join(words)


def extras(row: SetRow, unit: Unit) -> list[str]:
    """What else is to say about a set: superset, type, differing weights, effort, rest."""
    words = []
    if row.superset_group:
        words.append(_("Superset %(number)s") % {"number": row.superset_group})
    if not (row.is_usual or row.is_warm_up):
        words.append(row.type_label)
    if row.other_weights:
        each = ", ".join(weight(kilograms, unit) for kilograms in row.other_weights)
        words.append(_("reps at %(weights)s %(unit)s") % {"weights": each, "unit": unit.value})
    if row.rpe is not None:
        words.append(_("RPE %(value)s") % {"value": number(row.rpe)})
    if row.rest_seconds:
        words.append(_("%(time)s rest") % {"time": clock(row.rest_seconds)})
    return words


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language).replace("-", "_"))


def day(value: date, today: date, language: str = "") -> str:
    """``Tue, 3 Jun``; with the year when it is not the one of ``today``."""
    skeleton = "MMMEd" if value.year == today.year else "yMMMEd"
    return _day_words(value, skeleton, language or get_language() or "en")


def days(values: Iterable[date], today: date) -> tuple[str, ...]:
    """The same of many."""
    language = get_language() or "en"
    return tuple([day(value, today, language) for value in values])


@lru_cache(maxsize=4096)
def _day_words(value: date, skeleton: str, language: str) -> str:
    """Remembered: a table of a year's days takes a tenth of the time."""
    return str(dates.format_skeleton(skeleton, value, locale=_locale(language)))


def month(value: date) -> str:
    """``June 2026``."""
    return str(dates.format_skeleton("yMMMM", value, locale=_locale(get_language() or "en")))


def weekday(value: date) -> str:
    """``Tuesday``."""
    return str(dates.format_date(value, "EEEE", locale=_locale(get_language() or "en")))


def weekday_short(value: date) -> str:
    """``Tue``."""
    return str(dates.format_date(value, "ccc", locale=_locale(get_language() or "en"))).removesuffix(".")


def month_of_year(value: date) -> str:
    """``Jun 2026``."""
    return str(dates.format_skeleton("yMMM", value, locale=_locale(get_language() or "en")))


def month_short(value: date) -> str:
    """``Jun``."""
    return str(dates.format_date(value, "LLL", locale=_locale(get_language() or "en"))).removesuffix(".")


def wall_time(value: datetime) -> str:
    """``18:30`` of an already localised moment."""
    return str(dates.format_skeleton("Hm", value, locale=_locale(get_language() or "en"), tzinfo=value.tzinfo))
