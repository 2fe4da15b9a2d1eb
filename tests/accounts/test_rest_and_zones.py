"""What people type for a rest, and the time zones they choose from."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from accounts.agents import agent_icon, agent_name
from accounts.fields import format_rest, parse_rest
from accounts.models import User
from accounts.zones import zone_choices, zone_groups, zone_or_utc

ICON_FILE = Path(__file__).parents[2] / "static" / "icons.txt"


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("90", 90),
        ("2:30", 150),
        (" 2:05 ", 125),
        ("0:00", 0),
        ("1:5", 65),
        ("90 s", 90),
        ("90sec", 90),
        ("3 min", 180),
        ("3M", 180),
        ("60:00", 3600),
        ("٩٠", 90),
    ],
)
def test_a_rest_is_understood_as_people_write_it(typed: str, seconds: int) -> None:
    assert parse_rest(typed) == seconds


@pytest.mark.parametrize("typed", ["", "two", "2:60", "2:30:00", "-1", "1.5", "1,5", "90 h", "12345", ":30"])
def test_what_is_no_rest_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=typed or "^$"):
        parse_rest(typed)


@pytest.mark.parametrize("seconds", range(0, 3601, 61))
def test_a_rest_that_is_shown_reads_back_the_same(seconds: int) -> None:
    assert parse_rest(format_rest(seconds)) == seconds


def test_every_zone_on_offer_exists_once_and_is_sorted_by_place() -> None:
    names = [name for _region, zones in zone_groups() for name, _label in zones]
    assert len(names) == len(set(names)) > 300
    assert all(ZoneInfo(name) for name in names)
    for _region, zones in zone_groups():
        assert [label for _name, label in zones] == sorted(label for _name, label in zones)
    assert names[0] == "UTC"
    assert ("America/Argentina/Buenos_Aires", "Argentina – Buenos Aires") in dict(zone_groups())["America"]


def test_a_zone_outside_the_groups_is_added_for_who_has_it_and_a_made_up_one_is_not() -> None:
    assert zone_choices("EST5EDT")[0] == ("EST5EDT", (("EST5EDT", "EST5EDT"),))
    assert zone_choices("Europe/Berlin") == zone_groups()
    assert zone_choices("Mars/Olympus") == zone_groups()


def test_unknown_zones_become_utc_also_when_they_are_stored() -> None:
    assert zone_or_utc("Mars/Olympus") == "UTC"
    assert User(time_zone="Mars/Olympus").zone == ZoneInfo("UTC")
    assert User(time_zone="Asia/Kolkata").zone == ZoneInfo("Asia/Kolkata")


@pytest.mark.parametrize(
    ("agent", "name", "icon"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux", "laptop"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", "Firefox Mobile on Android", "phone"),
        ("Mozilla/5.0 (Android 14; Tablet; rv:128.0) Gecko/128.0 Firefox/128.0", "Firefox Mobile on Android", "tablet"),
        ("", "Unknown device", "question-circle"),
        ("curl/8.5.0", "curl", "cpu"),
    ],
)
def test_devices_are_named_by_browser_and_system_and_drawn_by_their_shape(agent: str, name: str, icon: str) -> None:
    assert (agent_name(agent), agent_icon(agent)) == (name, icon)
    assert icon in ICON_FILE.read_text().split()
