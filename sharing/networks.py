"""Where a request came from, no finer than needed: a network, not an address."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest

from accounts.agents import agent_name

IPV4_BITS = 24
IPV6_BITS = 48
AGENT_LENGTH = 120


def network_of(request: HttpRequest) -> str:
    """The /24 (IPv4) or /48 (IPv6) that the client is in; empty when its address is unknown."""
    text = client_of(request)
    if not text:
        return ""
    bits = IPV4_BITS if ip_address(text).version == 4 else IPV6_BITS
    return str(ip_network(f"{text}/{bits}", strict=False))


def client_of(request: HttpRequest) -> str:
    """The client's address as the middleware found it behind the trusted proxies; may be empty."""
    return str(getattr(request, "client_ip", ""))


def agent_of(request: HttpRequest) -> str:
    """Browser and system in words."""
    return agent_name(request.headers.get("User-Agent", "")[:500])[:AGENT_LENGTH]
