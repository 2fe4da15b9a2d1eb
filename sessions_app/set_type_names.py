"""The shipped set types in the reader's language. Database, exports and imports know their English names."""

from django.utils.translation import pgettext, pgettext_lazy

CONTEXT = "set type"
_SHIPPED = (
    (
        pgettext_lazy("set type", "Working set"),
        pgettext_lazy("set type", "The sets that count: they make records and volume."),
    ),
    (
        pgettext_lazy("set type", "Warm-up"),
        pgettext_lazy("set type", "Lighter sets before the work. They make no records and no working volume."),
    ),
    (
        pgettext_lazy("set type", "Drop set"),
        pgettext_lazy("set type", "Lighter weight straight after the set before, without rest."),
    ),
    (
        pgettext_lazy("set type", "Back-off set"),
        pgettext_lazy("set type", "Less weight after the heaviest set, with full rest, for more volume."),
    ),
    (
        pgettext_lazy("set type", "To failure"),
        pgettext_lazy("set type", "Reps until the next one is no longer possible."),
    ),
    (
        pgettext_lazy("set type", "AMRAP"),
        pgettext_lazy("set type", "As many good reps as possible with the given weight."),
    ),
    (
        pgettext_lazy("set type", "Cluster set"),
        pgettext_lazy("set type", "A heavy set cut into small groups of reps with a few seconds between them."),
    ),
    (
        pgettext_lazy("set type", "Rest-pause"),
        pgettext_lazy("set type", "A set near failure, continued after a few breaths with the same weight."),
    ),
)
"""For the message extractor; catalogue/set_types.toml has the same texts, which a test compares."""


def in_words(text: str, slug: str) -> str:
    """Name or description of a set type. What an athlete or an admin wrote stays as it was written."""
    return pgettext(CONTEXT, text) if slug and text else text
