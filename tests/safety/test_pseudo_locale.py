"""Every text that people meet goes through gettext: under a pseudo translation none stays unmarked."""

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.utils import translation

from accounts.models import User
from accounts.zones import zone_names
from calculator.formulas import FORMULAS
from sessions_app.catalogue.routines import ROUTINES
from sessions_app.templatetags import set_rows, shown
from tests.safety import routes
from tests.safety.audiences import Cast, cast_of, data_of
from tests.safety.page_text import PageText, text_of
from tests.safety.pages import pages
from tests.safety.world import World, world_of

OPEN, CLOSE, NODE = "⟦", "⟧", "\N{UNIT SEPARATOR}"
MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
NAMES = (
    "WorkoutTracker",
    "hook.example.org",
    "TrainAI",
    "English",
    "Deutsch",
    "kg",
    "lb",
    "cm",
    "Sept",
    "CSV",
    "SHA-256",
    "md5",
)
"""What is called the same in every language."""
DATES = tuple(name for names in (day_name, day_abbr, month_name, month_abbr) for name in names if name)
"""Babel writes days and months, in every language."""
DJANGO = ("Search", "True", "False")
"""Texts of the icons in Django's admin."""
NUMBERED = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9a-f-]{36}\b|\w+\*{6,}|\{[a-z_]+\}")
"""Ids of requests and rows, hashes that the admin shows veiled, and placeholders of reply templates."""
EXEMPT = ("style-guide ",)
"""The style guide shows parts with made-up content, to whoever builds pages."""
LETTERS = re.compile(r"[^\W\d_]{2}")
"""Single letters stand in formulas."""


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    return cast_of(request)


@pytest.fixture
def world(cast: Cast, owner: User, stranger: User) -> World:
    return world_of(owner, stranger)


@pytest.fixture
def pseudo(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each translated text comes between marks, also those that a process keeps."""

    def marked(text: str) -> str:
        return f"{OPEN}{text}{CLOSE}" if text else text

    def one_or_many(one: str, many: str, number: int) -> str:
        return marked(one if number == 1 else many)

    with monkeypatch.context() as patched:
        trans = translation._trans  # type: ignore[attr-defined]
        patched.setattr(trans, "gettext", marked)
        patched.setattr(trans, "pgettext", lambda _context, text: marked(text))
        patched.setattr(trans, "ngettext", one_or_many)
        patched.setattr(trans, "npgettext", lambda _context, one, many, number: one_or_many(one, many, number))
        _forget()
        yield
    _forget()


def _forget() -> None:
    for kept in (shown._marks, set_rows._reps_words, set_rows._edit_words):
        kept.cache_clear()


def stored_texts() -> Iterator[str]:
    """Every text in the database: what people typed is nobody's to translate."""
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            for value in row:
                yield from texts_in(value)


def texts_in(value: object) -> Iterator[str]:
    """The texts in a column, in JSON at any depth."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


def known_texts(world: World) -> list[str]:
    """What need not be translated, the longest first."""
    typed = [text for route in routes.all_routes() for text in texts_in(data_of(route, world))]
    formulas = [formula.name for formula in FORMULAS.values()]
    lifts = [lift.name for each in ROUTINES for _day, lifts in each.days for lift in lifts]
    texts = {*stored_texts(), *typed, *lifts, *formulas, *zone_names(), *NAMES, *DATES, *DJANGO}
    return sorted((text for text in texts if LETTERS.search(text)), key=len, reverse=True)


def unmarked(text: str, known: list[str]) -> str:
    """What is left of ``text`` without marked texts and without what is known."""
    before = ""
    while before != text:
        before, text = text, MARKED.sub(" ", text)
    text = NUMBERED.sub(" ", text)
    for each in known:
        if each in text:
            text = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", " ", text)
    return text


def unmarked_on(html: str, known: list[str]) -> list[str]:
    """The texts of a page that did not go through gettext. A marked text may hold elements."""
    page = text_of(html)
    left = unmarked(NODE.join(page.texts), known).split(NODE) + [unmarked(text, known) for text in page.spoken]
    return [" ".join(text.split()) for text in left if LETTERS.search(text)]


@pytest.mark.one_database
def test_every_text_of_every_page_is_marked(pseudo: None, cast: Cast, world: World) -> None:
    known, seen = known_texts(world), 0
    wrong: dict[str, str] = {}
    for name, html in pages(cast, world):
        if not name.startswith(EXEMPT):
            wrong |= {text: f"{name}: {text}" for text in unmarked_on(html, known)}
            seen += 1
    assert seen > len(routes.all_routes()) / 2
    assert not wrong, "\n".join(sorted(wrong.values()))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("⟦Save⟧", ""),
        ("⟦80 kg × 8 saved⟧", ""),
        ("⟦Saved ⟦today⟧ at⟧ 18:05", "18:05"),
        ("Save", "Save"),
        ("⟦Name⟧ or e-mail", "or e-mail"),
        ("Push of Olga", ""),
        ("Pushing", "Pushing"),
        ("⟦Olga⟧ kg", ""),
    ],
)
def test_what_is_left_unmarked_is_found(text: str, rest: str) -> None:
    assert unmarked(text, ["Push of Olga", "Push", "kg"]).strip() == rest


def test_a_marked_text_may_hold_elements() -> None:
    page = "<p>⟦Signed in as <b>Olga</b>, <a title='⟦Leave⟧'>sign out</a>⟧ <i>now</i></p><img alt='Me'>"
    assert unmarked_on(page, []) == ["now", "Me"]


def test_the_text_of_a_page_is_what_people_meet() -> None:
    page = """<!doctype html><html><head><title>Title</title><meta name="description" content="About">
    <script>hidden()</script></head><body><svg><title>drawn</title></svg><img alt="Picture" src="x.png">
    <button aria-label="Close" title="Close it">×</button><input type="submit" value="Send">
    <input type="text" value="typed" placeholder="hint"><p>One <b>two</b></p> 12 </body></html>"""
    assert text_of(page) == PageText(
        ["Title", "×", "One", "two", "12"], ["About", "Picture", "Close", "Close it", "Send", "hint"]
    )
