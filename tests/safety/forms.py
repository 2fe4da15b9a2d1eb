"""Every form and every query string that the pages offer, read from the pages themselves: what an attacker fills in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from tests.safety import routes
from tests.safety.audiences import ask, data_of, is_refused, taken_back, url_of
from tests.safety.route import Route, Who
from tests.safety.world import World

Fields = dict[str, str]
WHO_LOOKS: Final = ("owner", "staff", "anonymous", "visitor")
TOKEN: Final = "csrfmiddlewaretoken"
CONTROLS: Final = {"input", "select", "textarea", "button"}
ASKING: Final = {"hx-get": "get", "hx-post": "post", "hx-put": "post", "data-url": "get"}
"""Attributes with an address that a script asks; the address may carry a query string."""


@dataclass
class Form:
    """A form: who was shown it, the name of the view that it is sent to, and its fields with what stood in them."""

    audience: str
    view: str
    verb: str
    path: str
    fields: Fields = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """Forms with the same key are the same form, drawn for other rows or in another state."""
        return self.audience, self.view, self.verb


def forms_of(audience: str, client: Client, world: World) -> list[Form]:
    """The forms with fields on all pages of the route × audience table that ``audience`` sees as nobody before.

    One for each key, with all fields that it ever had. The API says itself what it takes (``tests/api``).
    """
    found: dict[tuple[str, str, str], Form] = {}
    for route in routes.all_routes():
        if not route.name.startswith("api:"):
            for form in _forms_on(route, audience, client, world):
                form.fields.pop(TOKEN, None)
                known = found.setdefault(form.key, form)
                known.fields = form.fields | known.fields
    return [form for form in found.values() if form.fields]


def _looks(who: Who | None, audience: str) -> bool:
    """Whether ``audience`` is let in; staff only where the owner is not, visitors only where nobody else is."""
    if who is None or is_refused(who.of(audience)):
        return False
    if audience == "staff":
        return is_refused(who.owner)
    return audience in {"owner", "anonymous"} or getattr(who, audience) is not None


def _forms_on(route: Route, audience: str, client: Client, world: World) -> Iterator[Form]:
    """The forms of a page, and what the table says about its own: fields that no page shows, which programs send."""
    if _looks(route.post, audience):
        said = {name: str(value) for name, value in data_of(route, world).items()}
        yield Form(audience, route.name, "post", url_of(route, world), said)
    if not _looks(route.get, audience):
        return
    for look in ("", *route.looks):
        address = url_of(route, world) + look.format_map(world)
        with taken_back(client):
            response = ask(client, "get", address)
            html = response.content.decode() if is_page(response) else ""
        parts = urlsplit(address)
        yield Form(audience, route.name, "get", parts.path, dict(parse_qsl(parts.query)))
        for verb, target, fields in offered(html, address):
            if view := view_of(target):
                yield Form(audience, view, verb, target, fields)


def is_page(response: HttpResponseBase) -> bool:
    """Whether a browser shows the answer as HTML."""
    return response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming


def view_of(path: str) -> str:
    """The name of the view that answers ``path``; "" for another site, files, and what is not there."""
    parts = urlsplit(path)
    if parts.netloc or parts.scheme:
        return ""
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return ""


def offered(html: str, address: str) -> list[tuple[str, str, Fields]]:
    """Verb, path and fields of every form, link and asking element of a page; links count when they have a query."""
    reader = _Reader(address)
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Collects forms. A control outside, with ``form="id"``, counts as well wherever it stands."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.found: list[tuple[str, str, Fields]] = []
        self.inside: Fields | None = None
        self.by_id: dict[str, Fields] = {}
        self.chosen: tuple[Fields, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        for name, verb in ASKING.items():
            if name in said:
                self._note(verb, said[name])
        if tag == "a" and "?" in said.get("href", ""):
            self._note("get", said["href"])
        elif tag == "form":
            self.inside = self._note(said.get("method", "get").lower(), said.get("action", ""), always=True)
            self.inside |= self.by_id.get(said.get("id", ""), {})
            self.by_id[said.get("id", "")] = self.inside
        elif tag in CONTROLS and said.get("name") and not said.get("formaction"):
            fields = self.by_id.setdefault(said["form"], {}) if "form" in said else self.inside
            self._fill(fields, tag, said)
        elif tag == "option" and self.chosen is not None and "selected" in said:
            self.chosen[0][self.chosen[1]] = said.get("value", "")

    def _fill(self, fields: Fields | None, tag: str, said: Fields) -> None:
        if fields is None:
            return
        is_box = said.get("type") in {"checkbox", "radio"}
        if not is_box or "checked" in said or said["name"] not in fields:
            fields[said["name"]] = said.get("value", "on" if is_box else "")
        self.chosen = (fields, said["name"]) if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.chosen = None

    def _note(self, verb: str, target: str, *, always: bool = False) -> Fields:
        parts = urlsplit(urljoin(self.address, target))
        fields = dict(parse_qsl(parts.query, keep_blank_values=True))
        if fields or always or verb == "post":
            here = f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else parts.path
            self.found.append((verb if verb == "post" else "get", here, fields))
        return fields


def send(client: Client, form: Form, fields: Fields, *, htmx: bool = False) -> HttpResponseBase:
    """The answer to the form with ``fields``; lone surrogates go out as the bytes that no text may hold."""
    text = urlencode(fields, errors="surrogatepass")
    headers = {"HX-Request": "true"} if htmx else {}
    if form.verb == "get":
        return client.generic("GET", form.path, QUERY_STRING=text, headers=headers)
    return client.generic("POST", form.path, text, "application/x-www-form-urlencoded", headers=headers)
