"""Addresses of rows, as the URL configuration says."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from sessions_app.addresses import address_of_row


@pytest.mark.parametrize("name", ["set-edit", "set-reps", "session-detail"])
@pytest.mark.parametrize("key", [0, 7, 12_345_678_901])
def test_it_is_what_reverse_gives(name: str, key: int) -> None:
    assert address_of_row(name, key) == reverse(name, args=(key,))


def test_it_follows_where_the_product_is_served() -> None:
    here = address_of_row("set-edit", 7)
    set_script_prefix("/gym/")
    try:
        assert address_of_row("set-edit", 7) == f"/gym{here}"
    finally:
        set_script_prefix("/")


def test_an_unknown_page_has_no_address() -> None:
    with pytest.raises(NoReverseMatch):
        address_of_row("no-such-page", 7)
