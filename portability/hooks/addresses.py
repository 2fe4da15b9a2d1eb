"""Where a webhook may go: which addresses of the internet are nobody's house but their owner's. Pure.

Everything is refused that lies inside: of this machine, of its network, of the provider who runs it. ``is_global``
alone is not enough: it knows nothing of what is wrapped in IPv6, and what it says changed between releases of Python.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

LONGEST = 500
USUAL_PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024
"""Below it, but for the usual ones, are mail, name servers and the like."""

NEVER = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",  # this network
        "169.254.0.0/16",  # link-local, and what clouds tell their machines
        "168.63.129.16/32",  # the same of one cloud, by a public address
        "192.0.0.192/32",  # and of another
        "100.100.100.200/32",  # and of a third
        "fd00:ec2::254/128",  # and in IPv6
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "::/128",
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local, of old
        "ff00::/8",  # multicast
        "64:ff9b::/96",  # IPv4 behind a translator (NAT64): it would be looked at by nobody
        "64:ff9b:1::/48",
        "2001::/32",  # IPv4 in a tunnel (Teredo)
        "2002::/16",  # and in another (6to4)
        "100::/64",  # discarded
        "5f00::/16",
    )
)
"""Refused whatever the operator allows."""
INSIDE = tuple(
    ip_network(each)
    for each in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
)
"""Private and loopback: the operator may allow them."""


class AddressRefusedError(ValueError):
    """A webhook may not go there; the message says why, to the athlete."""


def url_check(url: str, *, allow_private: bool) -> str:
    """``url`` as it is stored. Raises ``AddressRefusedError``.

    Plain http is for networks at home only: what is sent is somebody's training. Where it leads is looked at when it is
    called, each time anew (``address_allowed``): today's answer of a name server says nothing about tomorrow's.
    """
    said = url.strip()
    if len(said) > LONGEST or not said.isascii() or any(letter <= " " or letter == "\x7f" for letter in said):
        raise AddressRefusedError(
            _("Give an address of at most %(number)s letters, without spaces; letters like ü as xn--….")
            % {"number": LONGEST}
        )
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError as error:
        raise AddressRefusedError(_("This is no address: “%(url)s”.") % {"url": said}) from error
    if parts.scheme not in USUAL_PORTS or not parts.hostname:
        raise AddressRefusedError(_("Give a whole address, such as https://example.org/hook."))
    if parts.scheme == "http" and not allow_private:
        raise AddressRefusedError(_("Give an address that begins with https://: what is sent is your training."))
    if parts.username is not None or parts.password is not None:
        raise AddressRefusedError(_("Leave name and password out of the address; the signature says who sends."))
    if parts.fragment:
        raise AddressRefusedError(_("Leave out what stands behind #: it is never sent."))
    if port is not None and port < FIRST_FREE_PORT and port not in USUAL_PORTS.values():
        raise AddressRefusedError(
            _("Port %(port)s is not for webhooks: take 443, 80 or one from %(first)s on.")
            % {"port": port, "first": FIRST_FREE_PORT}
        )
    if (literal := _literal(parts.hostname)) is not None and not address_allowed(
        str(literal), allow_private=allow_private
    ):
        raise AddressRefusedError(refusal(parts.hostname))
    return said


def refusal(host: str) -> str:
    """Why nothing is sent to ``host``."""
    return _("%(host)s lies inside of a private network, and nothing is sent there.") % {"host": host}


def address_allowed(address: str, *, allow_private: bool) -> bool:
    """Whether a webhook may connect to this very IP address; False for what is none."""
    found = _literal(address.partition("%")[0])
    if found is None:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if any(found in network for network in NEVER if network.version == found.version):
        return False
    if any(found in network for network in INSIDE if network.version == found.version):
        return allow_private
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
