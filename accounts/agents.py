"""What a user agent says about a device."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from ua_parser import parse

READ_LENGTH = 500
"""What comes after is not looked at: some agents are made up to be long."""
NAME_LENGTH = 60
DESKTOPS = (
    "Windows",
    "Mac OS X",
    "Linux",
    "Ubuntu",
    "Fedora",
    "Debian",
    "Chrome OS",
    "FreeBSD",
    "OpenBSD",
    "Arch Linux",
)


class DeviceType(StrEnum):
    """The shape of a device."""

    PHONE = "phone"
    TABLET = "tablet"
    COMPUTER = "computer"
    PROGRAM = "program"
    """A crawler or a script, by its own account."""
    OTHER = "other"


ICONS = {
    DeviceType.PHONE: "phone",
    DeviceType.TABLET: "tablet",
    DeviceType.COMPUTER: "laptop",
    DeviceType.PROGRAM: "cpu",
    DeviceType.OTHER: "question-circle",
}


@dataclass(frozen=True, slots=True)
class Agent:
    """What an agent says about itself; ``platform`` and ``browser`` without version, so that an update is no news."""

    device_type: DeviceType
    platform: str
    browser: str

    @property
    def name(self) -> str:
        """``Firefox on Linux``; what can be told of it, or "Unknown device"."""
        return device_words(self.browser, self.platform)

    @property
    def icon(self) -> str:
        """The name of an icon of the shape of the device."""
        return ICONS[self.device_type]


def agent_of(user_agent: str) -> Agent:
    """Device type, platform and browser of a ``User-Agent`` header."""
    text = user_agent[:READ_LENGTH]
    found = parse(text)
    browser = found.user_agent.family if found.user_agent else ""
    platform = found.os.family if found.os else ""
    device = found.device.family if found.device else ""
    return Agent(_device_type(text, platform, device), platform[:NAME_LENGTH], browser[:NAME_LENGTH])


def _device_type(text: str, platform: str, device: str) -> DeviceType:
    if device == "Spider" or not ("Mozilla" in text or "Opera" in text):
        return DeviceType.PROGRAM if text else DeviceType.OTHER
    if device == "iPad" or "Tablet" in text or (platform == "Android" and "Mobile" not in text):
        return DeviceType.TABLET
    if platform in {"iOS", "Android"} or "Mobi" in text:
        return DeviceType.PHONE
    return DeviceType.COMPUTER if platform in DESKTOPS else DeviceType.OTHER


def agent_name(user_agent: str) -> str:
    """The same of a ``User-Agent`` header."""
    return agent_of(user_agent).name


def agent_icon(user_agent: str) -> str:
    """The same of a ``User-Agent`` header."""
    return agent_of(user_agent).icon


def device_words(browser: str, platform: str) -> str:
    """``Firefox on Linux``; what can be told of it, or "Unknown device"."""
    if browser and platform:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": platform}
    return browser or platform or _("Unknown device")
