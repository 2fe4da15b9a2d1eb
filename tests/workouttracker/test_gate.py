"""Signing in is the rule."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver


def test_a_page_asks_for_the_sign_in_and_comes_back(anonymous_client: Client) -> None:
    answer = anonymous_client.get("/more/?from=here")
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next=/more/%3Ffrom%3Dhere"


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        ("http://testserver/sessions/?page=2", "%2Fsessions%2F%3Fpage%3D2"),
        ("https://elsewhere.example.org/sessions/", "%2F"),
        ("//elsewhere.example.org/", "%2F"),
        ("", "%2F"),
    ],
)
def test_a_fragment_gets_401_and_leads_the_whole_page_away(
    current: str, expected: str, anonymous_client: Client
) -> None:
    headers = {"HX-Request": "true", **({"HX-Current-URL": current} if current else {})}
    answer = anonymous_client.get("/more/", headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"{reverse('account_login')}?next={expected}"
    assert answer.content == b""


def test_a_signed_in_fragment_is_answered(owner_client: Client) -> None:
    assert owner_client.get("/more/", headers={"HX-Request": "true"}).status_code == 200


def test_the_frame_s_own_pages_are_not_public() -> None:
    """Nobody opens them by mistake."""
    for name in ("more", "style-guide"):
        view = _patterns()[name].callback
        assert getattr(view, "login_required", True), name


def _patterns() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    waiting: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting.extend(pattern.url_patterns)
        elif pattern.name:
            found[pattern.name] = pattern
    return found
