"""From the Markdown of an article to HTML that is safe wherever it stands.

CommonMark with tables; raw HTML is text. What the help adds: ``[words](page:quick-log)`` links to a page of the app by
its name, ``help:`` to an article, ``faq:`` to a question, ``term:`` to the glossary; ``![words](shot:name-360x640)``
is a picture of ``static/help``; a quotation that begins with ``[!NOTE]``, ``[!TIP]`` or ``[!WARNING]`` is a callout;
headings get anchors; the first mention of a term of the glossary can be opened where it stands. At the end an
allow-list goes over all of it, so that a mistake above is no hole.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from workouttracker.kit.text import one_line

TAGS = {
    *("a", "b", "blockquote", "br", "button", "code", "div", "em", "h2", "h3", "h4", "hr", "img", "kbd", "li"),
    *("ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    "a": {"href", "rel", "class"},
    "button": {"type", "class", "popovertarget"},
    "code": {"class"},
    "div": {"class"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "img": {"src", "alt", "width", "height", "loading", "class"},
    "ol": {"start"},
    "p": {"class"},
}
_SHOT = re.compile(r"shot:(?P<name>[a-z0-9-]+-(?P<width>\d+)x(?P<height>\d+))")
_CALLOUT = re.compile(r"\[!(?P<kind>NOTE|TIP|WARNING)\]\s*")
CALLOUTS = {"NOTE": "info", "TIP": "success", "WARNING": "warning"}
LINKED = {"help": "help-article", "faq": "help-question", "term": "help-term"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents."""

    anchor: str
    words: str
    level: int


@dataclass(slots=True)
class Rendered:
    """HTML, its headings in order, and the slugs of the terms that it explains."""

    html: SafeString = field(default_factory=lambda: mark_safe(""))
    headings: list[Heading] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """Holds rules only, nothing of a text."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def render(text: str, terms: Mapping[str, str] | None = None) -> Rendered:
    """``terms``: the slug of each name."""
    rendered = Rendered()
    known = _Terms(terms) if terms else None
    tokens = _parser().parse(text)
    _headings(tokens, rendered)
    _callouts(tokens)
    for token, inside in _with_surroundings(tokens):
        if token.type == "inline":
            explained = known if "heading_open" not in inside else None
            token.children = _inline(token.children or [], explained, rendered)
    html = str(_parser().renderer.render(tokens, _parser().options, {}))
    rendered.html = mark_safe(nh3.clean(html, tags=TAGS, attributes=_attributes(), link_rel=None))  # noqa: S308 - just cleaned
    return rendered


def plain_text(text: str) -> str:
    """The words of a text, for search and for excerpts."""
    words: list[str] = []
    for token in _parser().parse(text):
        if token.type in {"fence", "code_block"}:
            words.append(token.content)
        for child in token.children or ():
            if child.type in {"text", "code_inline"}:
                words.append(child.content)
            elif child.type in {"softbreak", "hardbreak"}:
                words.append(" ")
            elif child.type == "image":
                words.append(child.content)
        words.append("\n" if token.type == "inline" else "")
    return one_line(_CALLOUT.sub("", "".join(words)))


def links_of(text: str) -> list[str]:
    """Every address that a text leads to or shows, as it is written."""
    children = (child for token in _parser().parse(text) for child in token.children or ())
    return [str(each) for child in children if (each := child.attrGet("href") or child.attrGet("src"))]


def address_of(link: str) -> str:
    """Where a link leads; ``""`` when it leads nowhere."""
    kind, colon, name = link.partition(":")
    if kind == "page" and colon:
        return _reversed(name)
    if kind in LINKED and colon:
        return _reversed(LINKED[kind], name)
    if shot := _SHOT.fullmatch(link):
        return _picture(shot["name"])
    return link if urlsplit(link).scheme in {"", "http", "https", "mailto"} else ""


class _Terms:
    """Finds terms in texts, the longest first; those in capitals (RPE) only as they are written."""

    def __init__(self, slugs: Mapping[str, str]) -> None:
        self._exact = {name: slug for name, slug in slugs.items() if name.isupper()}
        self._folded = {name.lower(): slug for name, slug in slugs.items() if not name.isupper()}
        either = "|".join(re.escape(name) for name in sorted(slugs, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)

    def found_in(self, text: str) -> Iterator[tuple[re.Match[str], str]]:
        """Each mention with its slug."""
        for found in self._pattern.finditer(text):
            slug = self._exact.get(found[0]) or self._folded.get(found[0].lower())
            if slug:
                yield found, slug


def _attributes() -> dict[str, set[str]]:
    return {tag: set(names) for tag, names in ATTRIBUTES.items()}


def _reversed(name: str, *arguments: str) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _picture(name: str) -> str:
    try:
        return static(f"help/{name}.webp")
    except ValueError:  # no such file among the static ones
        return ""


def _with_surroundings(tokens: list[Token]) -> list[tuple[Token, tuple[str, ...]]]:
    """Each token with the types of those that it stands in."""
    around: list[str] = []
    found = []
    for token in tokens:
        if token.nesting < 0:
            around.pop()
        found.append((token, tuple(around)))
        if token.nesting > 0:
            around.append(token.type)
    return found


def _headings(tokens: list[Token], rendered: Rendered) -> None:
    """Anchors; a first-level heading is the page's own, so those of the text begin at the second."""
    taken: set[str] = set()
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        words = "".join(child.content for child in inline.children or ())
        level = min(max(int(opening.tag[1]), 2), 4)
        opening.tag = closing.tag = f"h{level}"
        base = anchor = slugify(words) or "part"
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        opening.attrSet("id", anchor)
        rendered.headings.append(Heading(anchor, words, level))


def _callouts(tokens: list[Token]) -> None:
    names: dict[str, Callable[[], str]] = {
        "NOTE": lambda: _("Good to know"),
        "TIP": lambda: _("Tip"),
        "WARNING": lambda: _("Take care"),
    }
    for place, token in enumerate(tokens):
        first = tokens[place + 2 : place + 3]
        found = _CALLOUT.match(first[0].content) if token.type == "blockquote_open" and first else None
        if not found:
            continue
        kind, inline = found["kind"], first[0]
        _as_division(token, "blockquote_open", f"help-note help-note--{CALLOUTS[kind]}")
        closing = next(each for each in tokens[place:] if each.type == "blockquote_close" and each.level == token.level)
        closing.tag = "div"
        title = Token("html_inline", "", 0, content=format_html("<strong>{}</strong> ", names[kind]()))
        inline.children = [title, *_without_mark(inline.children or [])]


def _as_division(token: Token, _kind: str, css: str) -> None:
    token.tag = "div"
    token.attrSet("class", css)


def _without_mark(children: list[Token]) -> list[Token]:
    """The words of a callout without ``[!NOTE]`` and the line break behind it."""
    first, *rest = children
    first.content = _CALLOUT.sub("", first.content, count=1)
    if not first.content and rest and rest[0].type == "softbreak":
        rest = rest[1:]
    return [first, *rest]


def _inline(children: list[Token], terms: "_Terms | None", rendered: Rendered) -> list[Token]:
    done: list[Token] = []
    depth = 0
    for token in children:
        if token.type == "link_open":
            depth += 1
            _lead(token)
        elif token.type == "link_close":
            depth -= 1
        elif token.type == "image":
            done.append(_shown(token))
            continue
        elif token.type == "text" and terms and not depth:
            done += _explained(token, terms, rendered)
            continue
        done.append(token)
    return done


def _lead(token: Token) -> None:
    """Where a link leads; one that leads nowhere stays as words."""
    address = address_of(str(token.attrGet("href") or ""))
    token.attrs = {"href": address} if address else {}
    if urlsplit(address).netloc:
        token.attrSet("rel", "noopener noreferrer")


def _shown(token: Token) -> Token:
    """A picture of the help, or its words where there is none; nothing is loaded from elsewhere."""
    shot = _SHOT.fullmatch(str(token.attrGet("src") or ""))
    address = _picture(shot["name"]) if shot else ""
    if not shot or not address:
        return Token("text", "", 0, content=token.content)
    html = format_html(
        '<img class="shot{}" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        " shot--wide" if int(shot["width"]) > 500 else "",
        address,
        token.content,
        shot["width"],
        shot["height"],
    )
    return Token("html_inline", "", 0, content=html)


def _explained(token: Token, terms: _Terms, rendered: Rendered) -> list[Token]:
    """The text with the first mention of each term made something that opens."""
    pieces: list[Token] = []
    at = 0
    for found, slug in terms.found_in(token.content):
        if slug in rendered.terms:
            continue
        rendered.terms.append(slug)
        pieces.append(Token("text", "", 0, content=token.content[at : found.start()]))
        button = '<button type="button" class="term" popovertarget="term-{}">{}</button>'
        pieces.append(Token("html_inline", "", 0, content=format_html(button, slug, found[0])))
        at = found.end()
    return [*pieces, Token("text", "", 0, content=token.content[at:])]
