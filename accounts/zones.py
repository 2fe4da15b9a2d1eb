"""Time zones people can choose."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
FALLBACK = "UTC"

Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@cache
def zone_names() -> frozenset[str]:
    """Every name of the machine's IANA database; read once, it takes 10 ms."""
    return frozenset(available_timezones())


def zone_or_utc(name: str) -> str:
    """``name`` when it is a time zone (browsers say ``Europe/Berlin``, and old names too), else ``UTC``."""
    return name if name in zone_names() else FALLBACK


def unknown_zone(name: str) -> ValidationError:
    """The refusal of ``name``."""
    message = _("“%(value)s” is not a time zone. Choose one like Europe/Berlin.")
    return ValidationError(message, code="unknown_zone", params={"value": name})


@cache
def zone_groups() -> Groups:
    """Zones by region for a select: ``(("Africa", (("Africa/Abidjan", "Abidjan"), …)), …)``; UTC comes first."""
    regions: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in zone_names():
        region, _, place = name.partition("/")
        if place and region in regions:
            regions[region].append((name, _place(place)))
    groups: list[tuple[str, tuple[tuple[str, str], ...]]] = [(FALLBACK, ((FALLBACK, FALLBACK),))]
    groups += [(region, tuple(sorted(zones, key=lambda zone: zone[1]))) for region, zones in regions.items()]
    return tuple(groups)


def zone_choices(current: str) -> Groups:
    """``zone_groups()``, with ``current`` added when it is a zone the groups leave out (``Etc/GMT-3``, ``EST``)."""
    groups = zone_groups()
    if any(current == name for _, zones in groups for name, _label in zones) or current not in zone_names():
        return groups
    return ((current, ((current, current),)), *groups)


def _place(place: str) -> str:
    """``Argentina/Buenos_Aires`` → ``Argentina – Buenos Aires``."""
    return place.replace("_", " ").replace("/", " – ")
