"""The forms of a page that send something, as a browser would fill them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

CHOSEN = {"checkbox", "radio"}
KEPT = {"hidden", "submit", "button", "date", "time", "datetime-local", "file", *CHOSEN}
"""Types of inputs into which nobody types a word."""


@dataclass(slots=True)
class Form:
    """Where a form is sent, what it holds already, and the names of what somebody types in."""

    action: str
    given: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)

    def filled(self, word: str) -> dict[str, str]:
        """What is sent when ``word`` is typed into everything."""
        return self.given | dict.fromkeys(self.typed, word)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._url = url
        self._open: Form | None = None
        self._select = ""
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(urljoin(self._url, said.get("action", ""))) if said.get("method") == "post" else None
            if self._open:
                self.forms.append(self._open)
        name = said.get("name", "")
        if self._open is None or (not name and tag != "option"):
            return
        if tag == "textarea":
            self._open.typed.add(name)
        elif tag == "select":
            self._select = name
            self._open.given.setdefault(name, "")
        elif tag == "option" and self._select and (not self._open.given[self._select] or "selected" in said):
            self._open.given[self._select] = said.get("value", "")
        elif tag == "input":
            self._input(self._open, name, said)

    def _input(self, form: Form, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind not in KEPT:
            form.typed.add(name)
        elif kind not in CHOSEN or "checked" in said:
            form.given[name] = said.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""


def forms_of(html: str, url: str) -> list[Form]:
    """Every form of the page at ``url`` that is sent by POST."""
    reader = _Reader(url)
    reader.feed(html)
    return reader.forms
