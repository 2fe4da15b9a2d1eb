"""A German reader meets no text in English that the catalogue has in German."""

import gettext
from pathlib import Path

import pytest
from django.utils import translation

from accounts.models import User
from tests.safety.audiences import Cast, cast_of
from tests.safety.page_text import text_of
from tests.safety.pages import pages
from tests.safety.test_pseudo_locale import EXEMPT, known_texts
from tests.safety.world import World, world_of
from tests.safety.writes import APPS, ROOT

BOTH = {"Filter", "Start"}
"""Words of both languages, which Django's German catalogue uses."""
IN_ENGLISH = (*EXEMPT, "form of accounts-preferences ")
"""Who chose English a moment ago reads English."""


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    cast = cast_of(request)
    User.objects.update(language="de")
    cast["anonymous"].defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    return cast


@pytest.fixture
def world(cast: Cast, owner: User, stranger: User) -> World:
    """Whatever is written down for somebody is written in their language."""
    with translation.override("de"):
        return world_of(owner, stranger)


def english_only() -> set[str]:
    """Every text of the catalogues that reads differently in German and is no part of a German text."""
    texts: dict[str, str] = {}
    for app in APPS:
        file = Path(ROOT / app / "locale/de/LC_MESSAGES/django.mo")
        if file.exists():
            with file.open("rb") as source:
                catalogue = gettext.GNUTranslations(source)._catalog  # type: ignore[attr-defined]
            texts |= {_plain(key): _plain(value) for key, value in catalogue.items() if value}
    german = set(texts.values())
    return {english for english, said in texts.items() if english != said and english not in german | BOTH and english}


def _plain(text: object) -> str:
    """Without the context that stands before a text, and without the number of a plural form."""
    said = text[0] if isinstance(text, tuple) else text
    return " ".join(str(said).rpartition("\x04")[2].split())


@pytest.mark.one_database
def test_no_page_shows_english_to_a_german_reader(cast: Cast, world: World) -> None:
    english, known = english_only(), set(known_texts(world))
    assert len(english) > 500
    wrong = []
    for name, html in pages(cast, world):
        page = text_of(html)
        if not name.startswith(IN_ENGLISH):
            wrong += [f"{name}: {text}" for text in {*page.texts, *page.spoken} & english - known]
    assert not wrong, "\n".join(sorted(wrong))
