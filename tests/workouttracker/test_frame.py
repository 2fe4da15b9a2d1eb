"""The frame: navigation, footer, theme, error pages, Content-Security-Policy, who may see what."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from tests.factories import make_user
from workouttracker import navigation, pages
from workouttracker.errors import server_error, too_many_requests
from workouttracker.navigation import Entry, Section, navigation_of

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


def _text(response: Any) -> str:
    return str(response.content.decode())


def _links(page: str) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', page))


def _policy(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.fixture
def unknown_entry(monkeypatch: pytest.MonkeyPatch) -> Entry:
    entry = Entry("Not built yet", ("no-such-page",), "gear", Section.MAIN)
    monkeypatch.setattr(navigation, "ENTRIES", (*navigation.ENTRIES, entry))
    return entry


def test_more_shows_every_page_that_exists_and_none_that_does_not(owner_client: Client, unknown_entry: Entry) -> None:
    page = _text(owner_client.get("/more/"))
    assert {reverse("accounts-preferences"), reverse("versions-history"), reverse("more")} <= _links(page)
    assert str(unknown_entry.name) not in page


def test_every_link_of_the_navigation_leads_to_a_page(owner_client: Client, owner: User) -> None:
    request = RequestFactory().get("/more/")
    request.user = owner
    found = navigation_of(request)
    links = [*found.main, *found.bottom, *found.footer, *(link for group in found.groups for link in group.entries)]
    assert len(links) >= 5
    for link in links:
        assert owner_client.get(link.url).status_code == 200, link


def test_the_first_address_that_exists_is_taken() -> None:
    entry = Entry("Either", ("no-such-page", "more"), "gear", Section.MAIN)
    assert navigation.address_of(entry) == "/more/"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/more/", "/more/"),
        ("/more/details/", "/more/"),
        ("/moreover/", ""),
        ("/accounts/", "/accounts/"),
        ("/accounts/preferences/", "/accounts/preferences/"),
        ("/sessions/17/", "/sessions/"),
        ("/sessions/undo/", "/sessions/undo/"),
    ],
)
def test_a_page_belongs_to_the_nearest_entry_above_it(path: str, place: str) -> None:
    assert navigation.place_of(path) == place


def test_only_one_place_is_current(owner: User) -> None:
    request = RequestFactory().get("/accounts/preferences/")
    request.user = owner
    found = navigation_of(request)
    links = [*found.main, *(link for group in found.groups for link in group.entries)]
    assert [link.url for link in links if link.current] == ["/accounts/preferences/"]


def test_the_first_page_belongs_to_the_log(owner: User) -> None:
    request = RequestFactory().get("/")
    request.user = owner
    assert [link.url for link in navigation_of(request).bottom if link.current] == [reverse("quick-log")]


def test_the_current_place_is_marked_for_screen_readers(owner_client: Client) -> None:
    page = _text(owner_client.get(reverse("accounts-preferences")))
    assert re.search(rf'href="{reverse("accounts-preferences")}" aria-current="page"', page)
    assert re.search(r'href="/more/" aria-current="page"', page), "More is current where no other place is"


def test_the_staff_menu_is_for_staff_only(owner_client: Client, staff_client: Client) -> None:
    style_guide = reverse("style-guide")
    assert style_guide in _links(_text(staff_client.get("/more/")))
    page = _text(owner_client.get("/more/"))
    assert style_guide not in _links(page)
    assert reverse("admin:index") not in _links(page)


def test_staff_without_a_permission_do_not_see_its_dashboard(db: None) -> None:
    versions = reverse("admin:versions_appversion_changelist")
    request = RequestFactory().get("/more/")
    request.user = make_user(is_staff=True)
    assert versions not in {link.url for link in navigation.dashboards(request)}
    request.user = make_user(is_staff=True, is_superuser=True)
    assert versions in {link.url for link in navigation.dashboards(request)}


def test_a_signed_out_page_offers_to_sign_in_and_shows_no_place(anonymous_client: Client) -> None:
    page = _text(anonymous_client.get(reverse("versions-history")))
    assert reverse("account_login") in _links(page)
    assert "bottom-bar" not in page
    assert reverse("more") not in _links(page)


@pytest.mark.parametrize("client_name", ["anonymous_client", "owner_client"])
def test_the_footer_shows_the_version_and_leads_to_its_notes(client_name: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(client_name)
    page = _text(client.get(reverse("versions-history")))
    footer = page[page.index("<footer") :]
    assert f'href="{reverse("versions-history")}"' in footer
    assert settings.APP_VERSION in footer


@pytest.mark.parametrize(("theme", "attribute"), [("light", "light"), ("dark", "dark")])
def test_the_saved_theme_stands_on_the_root_element(theme: str, attribute: str, db: None) -> None:
    client = Client()
    client.force_login(make_user(theme=theme))
    root = re.search(r"<html[^>]*>", _text(client.get("/more/")))
    assert root is not None
    assert f'data-theme="{attribute}"' in root[0]
    assert f'data-bs-theme="{attribute}"' in root[0]


def test_the_automatic_theme_is_left_to_the_browser(owner_client: Client, anonymous_client: Client) -> None:
    for client in (owner_client, anonymous_client):
        root = re.search(r"<html[^>]*>", _text(client.get(reverse("versions-history"))))
        assert root is not None
        assert "data-theme" not in root[0]


def test_a_page_has_one_heading_a_skip_link_and_a_main_part(owner_client: Client) -> None:
    page = _text(owner_client.get("/more/"))
    assert len(re.findall(r"<h1\b", page)) == 1
    assert page.index('class="skip-link" href="#main"') < page.index('<main class="main stack" id="main"')


# --- Error pages -----------------------------------------------------------------------------------------------


def _not_found(client: Client, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    return client.get("/no/such/page/")  # type: ignore[return-value]


def _forbidden(client: Client, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    return client.get(reverse("style-guide"))  # type: ignore[return-value]


def _stale_form(client: Client, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    client.handler.enforce_csrf_checks = True
    return client.post(reverse("account_logout"))  # type: ignore[return-value]


def _broken(client: Client, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    def fail(*_args: object, **_kwargs: object) -> HttpResponse:
        raise RuntimeError("the sample failure of this test")

    monkeypatch.setattr(pages, "render", fail)
    client.raise_request_exception = False
    return client.get("/more/")  # type: ignore[return-value]


def _unreadable(client: Client, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    return client.get("/more/", headers={"host": "not-ours.example.org"})  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("ask", "status"), [(_not_found, 404), (_forbidden, 403), (_stale_form, 403), (_broken, 500), (_unreadable, 400)]
)
def test_an_error_page_says_what_happened_and_shows_the_request_id(
    ask: Any, status: int, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = ask(owner_client, monkeypatch)
    page = _text(response)
    assert response.status_code == status
    assert len(response["X-Request-ID"]) >= 8
    assert response["X-Request-ID"] in page
    assert 'class="error-page card"' in page
    assert 'name="robots" content="noindex"' in page
    assert "the sample failure of this test" not in page
    assert _policy(response).items() >= STRICT.items()


@pytest.mark.parametrize("ask", [_not_found, _forbidden, _stale_form, _broken])
def test_error_pages_are_translated(ask: Any, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    owner.language = "de"
    owner.save(update_fields=["language"])
    client = Client()
    client.force_login(owner)
    assert '<html lang="de"' in _text(ask(client, monkeypatch))


def test_the_page_for_too_many_requests_answers_429(owner: User) -> None:
    request = RequestFactory().get("/")
    request.user = owner
    request.id = "0123456789abcdef"  # type: ignore[attr-defined]
    response = too_many_requests(request)
    assert response.status_code == 429
    assert "0123456789abcdef" in response.content.decode()


def test_the_500_page_needs_neither_session_nor_database(rf: RequestFactory) -> None:
    """Without the ``db`` fixture any query fails this test."""
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "<h1" in response.content.decode()


# --- Content-Security-Policy -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/more/", "/versions/", "/accounts/login/", "/admin/", "/manage/style-guide/"])
def test_every_page_carries_the_strict_policy(path: str, staff_client: Client) -> None:
    policy = _policy(staff_client.get(path))  # type: ignore[arg-type]
    assert policy.items() >= STRICT.items()
    assert not {word for value in policy.values() for word in value.split()} & {"'unsafe-inline'", "'unsafe-eval'", "*"}


# --- Who may -----------------------------------------------------------------------------------------------------


def test_the_style_guide_is_for_staff(owner_client: Client, anonymous_client: Client, staff_client: Client) -> None:
    path = reverse("style-guide")
    assert owner_client.get(path).status_code == 403
    answer = anonymous_client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={path}"
    assert staff_client.get(path).status_code == 200
    assert staff_client.post(path).status_code == 405


def test_the_style_guide_shows_every_component(staff_client: Client) -> None:
    page = _text(staff_client.get(reverse("style-guide"), {"toast": "1"}))
    shown = (
        "btn--danger chip badge--record stat--hero note--warning toast__undo stepper rep--failed empty__title "
        "progress--lg pages__list crumbs facts skeleton"
    )
    assert [css for css in shown.split() if css not in page] == []
    assert 'action="/more/"' in page, "the notice with Undo"


def test_the_icons_of_the_style_guide_are_those_of_the_sprite(staff_client: Client) -> None:
    page = _text(staff_client.get(reverse("style-guide")))
    listed = (settings.BASE_DIR / "static" / "icons.txt").read_text(encoding="utf-8").split()
    assert len(listed) > 50
    assert all(f"#{name}" in page for name in listed)


def test_the_admin_has_no_sign_in_of_its_own(
    anonymous_client: Client, owner_client: Client, staff_client: Client
) -> None:
    login = reverse("admin:login")
    admin = reverse("admin:index")
    signed_out = anonymous_client.get(login, {"next": admin})
    assert signed_out["Location"] == f"{reverse('account_login')}?next={admin}"
    assert owner_client.get(login).status_code == 403
    assert staff_client.get(login, {"next": "https://elsewhere.example.org/"})["Location"] == admin


def test_the_admin_shows_our_look_and_the_dashboards(staff_client: Client) -> None:
    page = _text(staff_client.get(reverse("admin:index")))
    assert "css/tokens" in page
    assert "css/admin" in page
    assert 'class="dashboards"' in page
    assert reverse("style-guide") in _links(page)


def test_messages_become_notices(staff_client: Client) -> None:
    page = _text(staff_client.get(reverse("style-guide"), {"toast": "1"}))
    region = page[page.index('id="toasts"') : page.index('id="toast-template"')]
    assert 'role="status"' in region
    assert region.count("data-toast") == 2
    assert region.count("csrfmiddlewaretoken") == 1, "only the notice that can be undone has a form"
