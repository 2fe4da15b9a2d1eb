"""The text that people meet on a page: what stands in elements, and what attributes say."""

from dataclasses import dataclass
from html.parser import HTMLParser

UNSEEN = {"script", "style", "svg", "code"}
"""What nobody reads as words; code is what machines call something."""
SPOKEN = {"title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "alt", "label"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BUTTONS = {"submit", "button", "reset"}


class _Reader(HTMLParser):
    """Collects texts. Time zones are left out: their names are the tz database's; so is what says of itself that it is
    not to be translated, such as code.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.spoken: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        is_name = said.get("translate") == "no" or (tag == "select" and said.get("name") == "time_zone")
        if self.depth or tag in UNSEEN or is_name:
            self.depth += tag not in VOID
            return
        self.spoken += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "input" and said.get("type") in BUTTONS:
            self.spoken.append(said.get("value") or "")
        if tag == "meta" and said.get("name") == "description":
            self.spoken.append(said.get("content") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag not in VOID:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.texts.append(data)


@dataclass(frozen=True, slots=True)
class PageText:
    """``texts`` of elements in the order of the page, and ``spoken``: what attributes say."""

    texts: list[str]
    spoken: list[str]


def text_of(html: str) -> PageText:
    """The text of the page, white space folded."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return PageText(_folded(reader.texts), _folded(reader.spoken))


def _folded(texts: list[str]) -> list[str]:
    return [folded for text in texts if (folded := " ".join(text.split()))]
