"""Where a request came from, no finer than needed: a network, not an address."""

from django.http import HttpRequest

from accounts.agents import agent_name
from workouttracker.kit.networks import network_of_address

AGENT_LENGTH = 120


def network_of(request: HttpRequest) -> str:
    """The /24 (IPv4) or /48 (IPv6) that the client is in; empty when its address is unknown."""
    return network_of_address(client_of(request))


def client_of(request: HttpRequest) -> str:
    """The client's address as the middleware found it behind the trusted proxies; may be empty."""
    return str(getattr(request, "client_ip", ""))


def agent_of(request: HttpRequest) -> str:
    """Browser and system in words."""
    return agent_name(request.headers.get("User-Agent", "")[:500])[:AGENT_LENGTH]
