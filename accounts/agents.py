"""What a user agent says about a device."""

from django.utils.translation import gettext as _
from ua_parser import parse


def agent_name(user_agent: str) -> str:
    """``Firefox on Linux``; what can be told of it, or "Unknown device"."""
    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
