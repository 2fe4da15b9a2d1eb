"""Where a webhook may go: nothing that lies inside, however it is written or looked up."""

import pytest

from portability.hooks.addresses import AddressRefusedError, address_allowed, url_check

PUBLIC = ["93.184.215.14", "8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "172.15.0.1", "172.32.0.1"]
INSIDE = [
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "::1",
    "fd12:3456::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
]
NEVER = [
    "0.0.0.0",
    "0.1.2.3",
    "169.254.169.254",
    "169.254.0.1",
    "::ffff:169.254.169.254",
    "168.63.129.16",
    "100.100.100.200",
    "192.0.0.192",
    "fd00:ec2::254",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "240.0.0.1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "::127.0.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "203.0.113.7",
    "2001:db8::1",
    "example.org",
    "",
    "127.1",
    "0x7f000001",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_is_allowed(address: str) -> None:
    assert address_allowed(address, allow_private=False)
    assert address_allowed(address, allow_private=True)


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_private_only_by_the_operator(address: str) -> None:
    assert not address_allowed(address, allow_private=False)
    assert address_allowed(address, allow_private=True)


@pytest.mark.parametrize("address", NEVER)
def test_what_is_never_allowed(address: str) -> None:
    assert not address_allowed(address, allow_private=False)
    assert not address_allowed(address, allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook",
        " https://example.org/hook?key=1 ",
        "https://example.org",
        "https://example.org:8443/",
        "https://xn--mnchen-3ya.example/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
    ],
)
def test_addresses_that_are_taken(url: str) -> None:
    assert url_check(url, allow_private=False) == url.strip()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org/", "begins with https://"),
        ("ftp://example.org/", "whole address"),
        ("file:///etc/passwd", "whole address"),
        ("gopher://example.org/", "whole address"),
        ("example.org/hook", "whole address"),
        ("https://", "whole address"),
        ("https:///path", "whole address"),
        ("https://name:secret@example.org/", "name and password"),
        ("https://name@example.org/", "name and password"),
        ("https://example.org/#part", "behind #"),
        ("https://example.org:22/", "Port 22"),
        ("https://example.org:25/", "Port 25"),
        ("https://example.org:0/", "Port 0"),
        ("https://example.org:99999/", "no address"),
        ("https://exa mple.org/", "without spaces"),
        ("https://example.org/\r\nHost: inside", "without spaces"),
        ("https://example.org/\x00", "without spaces"),
        ("https://münchen.example/", "xn--"),
        ("https://[::1/", "no address"),
        ("https://127.0.0.1/", "private network"),
        ("https://[::1]/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("https://169.254.169.254/latest/meta-data", "private network"),
        ("https://example.org/" + "x" * 500, "at most 500"),
    ],
)
def test_addresses_that_are_refused_say_why(url: str, words: str) -> None:
    with pytest.raises(AddressRefusedError, match=words):
        url_check(url, allow_private=False)


def test_at_home_the_operator_may_allow_plain_http_and_private_addresses() -> None:
    assert url_check("http://192.168.1.20:8123/api/webhook/x", allow_private=True)
    assert url_check("http://localhost:8123/", allow_private=True)
    with pytest.raises(AddressRefusedError, match="private network"):
        url_check("http://169.254.169.254/", allow_private=True)
