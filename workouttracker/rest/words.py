"""What is wrong with a value, in the reader's language: pydantic's complaints, by their type.

Pydantic speaks English only. The kinds of complaints that our models can make are said again here; one that isn't in
the list (a new release of pydantic may have some) is told in pydantic's words, with its code, which is the same in
every language.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Mapping[str, str | Promise] = {
    "missing": _("This is missing."),
    "extra_forbidden": _("There is no such field. Is it a typing error?"),
    "string_type": _("A text was expected."),
    "string_too_short": _("At least %(min_length)s characters are expected."),
    "string_too_long": _("At most %(max_length)s characters are expected."),
    "string_pattern_mismatch": _("It does not fit this form: %(pattern)s"),
    "int_type": _("A whole number was expected."),
    "int_parsing": _("A whole number was expected."),
    "int_parsing_size": _("This number is too large."),
    "int_from_float": _("A whole number was expected."),
    "float_type": _("A number was expected."),
    "float_parsing": _("A number was expected."),
    "finite_number": _("A number was expected."),
    "decimal_type": _("A number was expected, as text: “82.5”."),
    "decimal_parsing": _("A number was expected, as text: “82.5”."),
    "decimal_max_digits": _("At most %(max_digits)s digits are stored."),
    "decimal_max_places": _("At most %(decimal_places)s digits behind the point are stored."),
    "decimal_whole_digits": _("At most %(whole_digits)s digits before the point are stored."),
    "greater_than": _("It should be more than %(gt)s."),
    "greater_than_equal": _("It should be %(ge)s or more."),
    "less_than": _("It should be less than %(lt)s."),
    "less_than_equal": _("It should be %(le)s or less."),
    "multiple_of": _("It should be a multiple of %(multiple_of)s."),
    "bool_type": _("It should be true or false."),
    "bool_parsing": _("It should be true or false."),
    "literal_error": _("It should be one of: %(expected)s."),
    "enum": _("It should be one of: %(expected)s."),
    "date_type": _("A day was expected: 2026-06-30."),
    "date_parsing": _("A day was expected: 2026-06-30."),
    "date_from_datetime_parsing": _("A day was expected: 2026-06-30."),
    "date_from_datetime_inexact": _("A day was expected: 2026-06-30."),
    "datetime_type": _("A time was expected: 2026-06-30T18:30:00+02:00."),
    "datetime_parsing": _("A time was expected: 2026-06-30T18:30:00+02:00."),
    "datetime_from_date_parsing": _("A time was expected: 2026-06-30T18:30:00+02:00."),
    "timezone_aware": _("Say the offset, too: 2026-06-30T18:30:00+02:00."),
    "uuid_type": _("An id of the form 6f7c1c9e-8a52-4c6f-9c83-2d0a4be8e0a1 was expected."),
    "uuid_parsing": _("An id of the form 6f7c1c9e-8a52-4c6f-9c83-2d0a4be8e0a1 was expected."),
    "list_type": _("A list was expected."),
    "dict_type": _("An object was expected."),
    "model_type": _("An object was expected."),
    "model_attributes_type": _("An object was expected."),
    "too_short": _("At least %(min_length)s entries are expected."),
    "too_long": _("At most %(max_length)s entries are expected."),
}


def words_of(error: Mapping[str, Any]) -> str:
    """The sentence for one of pydantic's complaints (``type``, ``msg``, ``ctx``)."""
    own = str(error["msg"]).removeprefix("Value error, ")
    said = WORDS.get(error["type"])
    if said is None:
        return own
    try:
        words: str = str(said) % error.get("ctx", {})
    except KeyError:
        return own
    return words
