"""Addresses of clients, no finer than needed."""

from ipaddress import ip_address, ip_network

IPV4_BITS = 24
IPV6_BITS = 48


def network_of_address(address: str) -> str:
    """The /24 (IPv4) or /48 (IPv6) that ``address`` lies in; empty for an empty address."""
    if not address:
        return ""
    bits = IPV4_BITS if ip_address(address).version == 4 else IPV6_BITS
    return str(ip_network(f"{address}/{bits}", strict=False))
