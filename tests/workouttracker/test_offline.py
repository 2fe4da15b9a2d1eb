"""The service worker, the page shown without network, and the manifest of the app."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from tests.factories import make_session
from workouttracker import offline

TOKENS = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"


def config_of(client: Client) -> dict[str, object]:
    """What the worker is told."""
    text = client.get("/sw.js").content.decode()
    found = re.search(r"^const CONFIG = (\{.*\});$", text, re.MULTILINE)
    assert found
    return dict(json.loads(found[1]))


def test_the_worker_is_a_script_at_the_root_that_browsers_ask_for_anew(anonymous_client: Client) -> None:
    answer = anonymous_client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert "manifest-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_is_the_same_for_everybody(owner_client: Client, anonymous_client: Client) -> None:
    assert owner_client.get("/sw.js").content == anonymous_client.get("/sw.js").content


def test_what_belongs_to_others_or_holds_secrets_is_left_alone(anonymous_client: Client) -> None:
    never = config_of(anonymous_client)["never"]
    assert isinstance(never, list)
    assert {"/shared/", "/s/", "/admin/", "/accounts/", "/manage/", "/api/", "/data/"} <= set(never)


def test_every_asset_of_the_frame_is_kept_and_nothing_of_the_admin(anonymous_client: Client) -> None:
    assets = config_of(anonymous_client)["assets"]
    assert isinstance(assets, list)
    page = anonymous_client.get("/offline/").content.decode()
    used = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert used <= set(assets)
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", address) for address in assets)
    assert not [address for address in assets if "admin" in address]


def test_a_new_release_is_a_new_worker(anonymous_client: Client, settings: object) -> None:
    offline._worker.cache_clear()
    before = config_of(anonymous_client)["version"]
    settings.APP_VERSION = "99.0.0"  # type: ignore[attr-defined]
    offline._worker.cache_clear()
    after = config_of(anonymous_client)["version"]
    offline._worker.cache_clear()
    assert before != after


def test_the_one_page_that_is_kept_is_the_quick_log_with_what_it_needs(anonymous_client: Client) -> None:
    config = config_of(anonymous_client)
    assert config["log"] == offline.LOG == reverse("quick-log")
    assert config["kit"] == offline.KIT == reverse("quick-log-kit")


def test_pages_say_whose_they_are(owner: User, owner_client: Client, anonymous_client: Client) -> None:
    assert f'data-user="{owner.storage_key}"' in owner_client.get("/offline/").content.decode()
    assert 'data-user=""' in anonymous_client.get("/offline/").content.decode()


def test_the_offline_page_offers_the_log_to_who_is_signed_in(owner_client: Client, anonymous_client: Client) -> None:
    assert "Log a set" in owner_client.get("/offline/").content.decode()
    assert "Log a set" not in anonymous_client.get("/offline/").content.decode()


def test_a_copy_that_is_kept_takes_no_notice_from_the_page_that_is_open(owner: User, owner_client: Client) -> None:
    """On a slow network the worker's request for the log page overtakes the next page, which offers "Undo"."""
    header = config_of(owner_client)["copy"]
    session = make_session(owner, "Push")
    owner_client.post(reverse("session-delete", args=[session.pk]))
    copy = owner_client.get("/log/", headers={str(header): "1"}).content.decode()
    page = owner_client.get("/sessions/").content.decode()
    assert "Push" not in notices(copy)
    assert "Push" in notices(page)
    assert "Undo" in notices(page)
    assert "Push" not in notices(owner_client.get("/sessions/").content.decode())


def notices(page: str) -> str:
    """What stands in the region of notices."""
    return page.partition('id="toasts"')[2].partition("<template")[0]


def test_the_offline_page_brings_no_token_that_would_spoil_a_form_of_signing_in(anonymous_client: Client) -> None:
    """The worker fetches it beside the page: the cookie of the one that is answered last is the one that counts."""
    form = anonymous_client.get("/accounts/login/").cookies[settings.CSRF_COOKIE_NAME].value
    assert form
    anonymous_client.cookies.clear()
    answer = anonymous_client.get("/offline/")
    assert settings.CSRF_COOKIE_NAME not in answer.cookies
    assert "csrf" not in answer.content.decode().lower()


def test_the_offline_page_speaks_the_reader_s_language(owner: User, owner_client: Client) -> None:
    User.objects.filter(pk=owner.pk).update(language="de")
    assert "Kein Netz" in owner_client.get("/offline/").content.decode()


@pytest.mark.parametrize(("language", "short"), [("en", "Workouts"), ("de", "Training")])
def test_the_manifest_installs_the_app_in_the_reader_s_language(
    owner: User, owner_client: Client, language: str, short: str
) -> None:
    User.objects.filter(pk=owner.pk).update(language=language)
    answer = owner_client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["lang"], said["short_name"], said["start_url"], said["display"]) == (
        language,
        short,
        reverse("quick-log"),
        "standalone",
    )
    assert {icon["sizes"] for icon in said["icons"]} == {"any", "192x192", "512x512"}
    assert [icon["purpose"] for icon in said["icons"] if "purpose" in icon] == ["maskable"]


def test_icons_are_png_files_of_the_size_they_claim() -> None:
    for name, size in {"app-192": 192, "app-512": 512, "app-maskable-512": 512, "app-apple-180": 180}.items():
        found = finders.find(f"img/{name}.png")
        assert found, name
        head = Path(found).read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (size, size)


def test_the_colours_of_an_installed_app_are_those_of_the_pages(anonymous_client: Client) -> None:
    colours = re.findall(r"--c-bg: (#\w+);", TOKENS.read_text(encoding="utf-8"))
    assert (colours[0], set(colours[1:])) == (offline.LIGHT, {offline.DARK})
    page = anonymous_client.get("/offline/").content.decode()
    assert set(re.findall(r'name="theme-color"[^>]*content="(#\w+)"', page)) == {offline.LIGHT, offline.DARK}


@pytest.mark.parametrize(("theme", "colour"), [("light", offline.LIGHT), ("dark", offline.DARK)])
def test_a_chosen_theme_colours_the_installed_app(owner: User, owner_client: Client, theme: str, colour: str) -> None:
    User.objects.filter(pk=owner.pk).update(theme=theme)
    page = owner_client.get("/offline/").content.decode()
    assert re.findall(r'name="theme-color"[^>]*content="(#\w+)"', page) == [colour]


def test_no_address_below_the_offline_page_is_taken() -> None:
    """The worker keeps whose pages it holds below that address."""
    assert [str(p.pattern) for p in get_resolver().url_patterns if str(p.pattern).startswith("offline/")] == [
        "offline/"
    ]
