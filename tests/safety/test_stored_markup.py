"""Every text that people wrote is markup, and no page and no mail takes it for markup."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.safety import routes
from tests.safety.audiences import Cast, ask, cast_of, taken_back, url_of
from tests.safety.pages import html_of, pages
from tests.safety.world import UNWATCHED, World, world_of

MARKUP = "\"'><b id=x onx=1>{{7*7}}</script>"
# fmt: off
KEYS = {
    "app_label", "codename", "content_hash", "date_order", "digest", "email", "file", "file_hash", "fingerprint",
    "form_token", "format", "icon", "kind", "lane", "language", "network", "new", "nonce", "object_id", "old",
    "pages", "password", "prefix", "queue", "request_id", "result", "said_in", "secret", "session_key",
    "session_kind", "sha256", "signature", "slug", "source_key", "spam_reason", "time_zone", "unit", "url",
    "visitor",
}
# fmt: on
"""Text columns that hold what machines compare, not what people wrote."""
JSON_AS_TEXT = {"portability.WebhookDelivery.body", "sessions_app.DataVersion.news"}
"""Text columns that hold JSON, byte for byte as it is sent or a line each: people's texts stand inside."""
WRITTEN = re.compile(r"(^|_)(name|value|message|column|label|text|title|reason|error|sample|why|head|heading)s?$")
"""Keys of stored JSON under which what people wrote stands."""


def poison() -> int:
    """Put markup into every text column and every written text of JSON; how many values that were."""
    count = 0
    for model in apps.get_models():
        if model._meta.label in UNWATCHED or model._meta.app_label in {"account", "mfa"}:
            continue
        texts = [field for field in model._meta.concrete_fields if _is_written(field)]
        documents = [field for field in model._meta.concrete_fields if isinstance(field, models.JSONField)]
        lines = [field for field in model._meta.concrete_fields if str(field) in JSON_AS_TEXT]
        if not texts and not documents and not lines:
            continue
        for row in model._base_manager.all():
            values = {field.attname: _cut(field, row.pk) for field in texts}
            values |= {field.attname: _poisoned(getattr(row, field.attname)) for field in documents}
            values |= {field.attname: _poisoned_lines(getattr(row, field.attname)) for field in lines}
            model._base_manager.filter(pk=row.pk).update(**values)
            count += len(values)
    return count


def _is_written(field: models.Field[Any, Any]) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    is_key = field.primary_key or field.name in KEYS or str(field) in JSON_AS_TEXT
    return is_text and not field.choices and not is_key


def _cut(field: models.Field[Any, Any], key: Any) -> str:
    """Markup that fits, with the row's key, since some names are unique."""
    whole = f"{MARKUP}{key}"
    return whole if field.max_length is None or len(whole) <= field.max_length else f"<b id=x>{key}"[: field.max_length]


def _poisoned_lines(text: str) -> str:
    return "\n".join(json.dumps(_poisoned(json.loads(line))) for line in text.splitlines())


def _poisoned(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _poisoned(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_poisoned(each, key) for each in value]
    return MARKUP if isinstance(value, str) and WRITTEN.search(key) else value


class _Taken(HTMLParser):
    """Whether a browser takes any of it for markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "onx" in dict(attrs) or (tag == "b" and dict(attrs).get("id") == "x"):
            self.found.append(self.get_starttag_text() or tag)


def taken_for_markup(html: str) -> list[str]:
    """Where ``MARKUP`` became elements or attributes, or ended a script."""
    parser = _Taken()
    parser.feed(html)
    parser.close()
    return parser.found + (["not escaped"] if "<b id=x" in html else [])


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    return cast_of(request)


@pytest.fixture
def world(cast: Cast, owner: User, stranger: User) -> World:
    made = world_of(owner, stranger)
    assert poison() > 400
    return made


@pytest.mark.one_database
def test_no_page_takes_what_people_wrote_for_markup(cast: Cast, world: World) -> None:
    wrong, shown = [], 0
    for name, html in [*pages(cast, world), *_pages_of_a_visitor(cast["visitor"], world)]:
        shown += "&lt;b id=x" in html
        wrong += [f"{name}: {found}" for found in taken_for_markup(html)]
    assert not wrong, "\n".join(wrong)
    assert shown > 100


def _pages_of_a_visitor(client: Client, world: World) -> Iterator[tuple[str, str]]:
    for route in routes.all_routes():
        if route.get is not None and route.get.visitor == 200:
            with taken_back(client):
                response = ask(client, "get", url_of(route, world))
                yield f"{route.name} by visitor", html_of(response)


class _Said(str):
    """A value in a mail: whatever is asked of it, markup."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return timezone.now() if name.endswith(("_at", "_on")) else self


class _Everything(dict[str, Any]):
    """A context in which there is everything that a mail may ask for."""

    def __contains__(self, name: object) -> bool:
        return name not in {"LANGUAGE_CODE", "block", "forloop", "True", "False", "None"}

    def __missing__(self, name: str) -> _Said:
        return _Said(MARKUP)


MAILS = sorted(
    file.relative_to(settings.BASE_DIR / "templates").as_posix()
    for file in (settings.BASE_DIR / "templates").glob("**/*_message.html")
)


@pytest.mark.parametrize("mail", MAILS)
def test_no_mail_takes_what_people_wrote_for_markup(mail: str) -> None:
    assert not taken_for_markup(render_to_string(mail, _Everything(timestamp=timezone.now())))


def test_markup_is_found_in_elements_attributes_and_scripts() -> None:
    assert taken_for_markup(f"<p>{MARKUP}</p>")
    assert taken_for_markup(f'<p title="{MARKUP.replace("<", "&lt;").replace(">", "&gt;")}">')
    assert taken_for_markup(f"<script>var x = '{MARKUP}'</script>")
    assert not taken_for_markup("<p title='&quot;&#x27;&gt;&lt;b id=x onx=1&gt;'>&lt;b id=x onx=1&gt;</p>")
