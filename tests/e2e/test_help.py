"""The help centre in a real browser: finding, reading, terms in place, voting, help where one is."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from helpcenter.models import Article, Category, Topic, Vote
from helpcenter.services.texts import content_delete
from tests.e2e.conftest import Guard, OpenPage, axe
from tests.helpcenter.support import make_article, make_question, make_term, make_video

DESKTOP = {"width": 1280, "height": 900}
LOOKS = pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, DESKTOP], ids=["phone", "desktop"])
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "plain"])


@pytest.fixture
def help_content() -> Iterator[Article]:
    """A small help centre, which no other test sees."""
    category = Category.objects.create(slug="zebra", name="Zebra lifting")
    topic = Topic.objects.create(slug="zebra-talk", name="Zebra talk")
    other = make_article("zebra-rows", category, title="Zebra rows", summary="Rows.", position=2)
    text = (
        "## Load\n\nPut a zebradisc on. See [today](page:today).\n\n> [!TIP]\n> Slowly.\n\n"
        "## Lift\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Lower\n\n`code` and more.\n"
    )
    article = make_article(
        "zebra-press", category, title="Zebra press", summary="Pressing.", content=text, pages="today", tags="zebra"
    )
    rows = [
        make_question("zebra-why", question="Why zebra?", answer="Because.", topic=topic),
        make_term("zebradisc", term="Zebradisc", definition="A striped plate.", category=category),
        make_video("zebra-film", title="Zebra film", topic=topic, file="", url="https://vimeo.com/123456"),
    ]
    yield article
    with transaction.atomic():
        for row in (*rows, article, other):
            content_delete(row=row)
        category.delete()
        topic.delete()


def test_somebody_types_and_is_led_to_the_article(open_page: OpenPage, help_content: Article) -> None:
    page = open_page()
    page.goto("/help/")
    page.get_by_role("searchbox").press_sequentially("zebra pres")
    suggestion = page.locator("#help-suggestions").get_by_role("link", name=re.compile("Zebra press"))
    expect(suggestion).to_be_visible()
    suggestion.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zebra press")
    expect(page.locator(".crumbs")).to_contain_text("Zebra lifting")


def test_results_change_while_one_types_and_can_be_narrowed(open_page: OpenPage, help_content: Article) -> None:
    page = open_page()
    page.goto("/help/search/")
    page.get_by_role("searchbox").press_sequentially("zebra")
    expect(page.locator("#help-results .help-hit")).to_have_count(5)
    expect(page).to_have_url(re.compile(r"q=zebra"))
    page.locator("#help-results").get_by_role("link", name=re.compile("^Videos")).click()
    expect(page.locator("#help-results .help-hit")).to_have_count(1)
    expect(page.locator("#help-results mark")).to_have_text("Zebra")


def test_a_term_is_explained_where_it_stands(open_page: OpenPage, help_content: Article) -> None:
    page = open_page()
    page.goto("/help/articles/zebra-press/")
    card = page.locator("#term-zebradisc")
    expect(card).to_be_hidden()
    page.get_by_role("button", name="zebradisc").click()
    expect(card).to_be_visible()
    expect(card).to_contain_text("A striped plate.")
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


@JAVASCRIPT
def test_a_reader_votes_and_says_why(open_page: OpenPage, help_content: Article, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/help/articles/zebra-press/")
    box = page.locator("#help-vote")
    box.get_by_role("button", name="No").click()
    page.get_by_label("What was missing or wrong?").fill("The stripes.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#help-vote").get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you, noted.").first).to_be_visible()
    expect(page.locator("#help-vote").get_by_role("button", name="No")).to_have_attribute("aria-pressed", "true")
    vote = Vote.objects.get(article=help_content)
    assert (vote.helped, vote.comment) == (False, "The stripes.")


def test_help_is_where_one_is(page: Page, help_content: Article) -> None:
    page.goto("/")
    page.locator(".page-help > summary").click()
    link = page.locator(".page-help").get_by_role("link", name=re.compile("Zebra press"))
    expect(link).to_be_visible()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zebra press")


def test_without_scripts_help_is_a_page(open_page: OpenPage, help_content: Article) -> None:
    page = open_page(javascript=False)
    page.goto("/help/about/?page=today")
    expect(page.get_by_role("link", name=re.compile("Zebra press"))).to_be_visible()


def test_the_address_of_an_article_is_copied(open_page: OpenPage, help_content: Article) -> None:
    page = open_page(viewport=DESKTOP)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/help/articles/zebra-press/#lift")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".toasts")).to_contain_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/help/articles/zebra-press/")


def test_nothing_of_a_video_is_loaded_before_it_is_played(
    open_page: OpenPage, help_content: Article, guard: Guard
) -> None:
    page = open_page()
    page.goto("/help/videos/zebra-film/")
    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_role("link", name="Play here")).to_have_attribute("href", "?play=1")


def test_on_paper_only_the_article_is_left(open_page: OpenPage, help_content: Article) -> None:
    page = open_page(viewport=DESKTOP)
    page.goto("/help/articles/zebra-press/")
    page.emulate_media(media="print")
    for gone in (".help-tree", ".help-vote", ".help-around", ".site-foot"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".prose")).to_be_visible()


@LOOKS
@THEMES
def test_help_pages_are_usable_by_everybody(
    open_page: OpenPage, help_content: Article, viewport: dict[str, int], dark: bool
) -> None:
    page = open_page(viewport=viewport, dark=dark)
    for address in (
        "/help/",
        "/help/search/?q=zebra",
        "/help/articles/zebra-press/",
        "/help/questions/",
        "/help/glossary/",
        "/help/videos/zebra-film/",
        "/help/categories/zebra/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, (
            address
        )
        axe(page)
