"""What ships: all of it, in both languages; every link and picture leads somewhere; every feature page has its help."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from helpcenter.context import page_name
from helpcenter.markdown import address_of, links_of, render
from helpcenter.models import Article, Category, Question, SearchDocument, Term
from helpcenter.querysets import articles_about
from sharing.models import ShareToken
from tests.safety import routes
from tests.safety.resolver import patterns
from tests.safety.route import Route
from tests.sharing.support import VISITORS_LINK

LINK = re.compile(r'href="([^"#]+)(?:#[^"]*)?"')
WITHOUT_ARTICLE = {"help"}
"""Pages that are help themselves."""


def shipped_texts() -> Iterator[tuple[str, str]]:
    for article in Article.objects.all():
        yield f"{article.slug}, en", article.content
        yield f"{article.slug}, de", article.content_de
    for question in Question.objects.all():
        yield f"{question.slug}, en", question.answer
        yield f"{question.slug}, de", question.answer_de


def test_everything_that_ships_is_there(shipped: None) -> None:
    assert Category.objects.count() >= 6
    assert Article.objects.count() >= 25
    assert Question.objects.count() >= 24
    assert Question.objects.values("topic").distinct().count() >= 6
    assert Term.objects.count() >= 40
    for slug in ("from-strong", "from-hevy", "from-trainai", "from-fitnotes", "running-it", "operator-commands"):
        assert Article.objects.filter(slug=slug).exists(), slug
    assert SearchDocument.objects.filter(language="de").count() == SearchDocument.objects.filter(language="en").count()


def test_every_shipped_text_is_there_in_german(shipped: None) -> None:
    for model in (Category, Article, Question, Term):
        for row in model.objects.all():
            missing = [name for name in row.TEXTS if getattr(row, name) and not getattr(row, f"{name}_de")]
            allowed = {"also"} if model is Term else set()
            assert not set(missing) - allowed, f"{row.slug}: {missing}"


def test_every_link_in_a_text_leads_somewhere(shipped: None) -> None:
    wrong = [f"{name}: {link}" for name, text in shipped_texts() for link in links_of(text) if not address_of(link)]
    assert not wrong, "\n".join(wrong)


def test_every_picture_is_there(shipped: None) -> None:
    every = {link for _name, text in shipped_texts() for link in links_of(text)}
    shown = {link.removeprefix("shot:") for link in every if link.startswith("shot:")}
    there = {path.stem for path in (settings.BASE_DIR / "static" / "help").glob("*.webp")}
    assert shown - there == set(), "articles show what scripts/help_screenshots did not take"
    assert len(shown) >= 10


def test_links_of_both_languages_are_the_same(shipped: None) -> None:
    for article in Article.objects.exclude(content_de=""):
        assert sorted(links_of(article.content)) == sorted(links_of(article.content_de)), article.slug


def test_every_page_of_the_help_can_be_followed_to_its_end(shipped: None, owner_client: Client) -> None:
    """From the start page on, everything below /help/ that a page links to answers."""
    seen, todo = set(), ["/help/"]
    while todo:
        address = todo.pop()
        seen.add(address)
        response = owner_client.get(address)
        assert response.status_code == 200, address
        found = (link.replace("&amp;", "&") for link in LINK.findall(response.content.decode()))
        inside = {link for link in found if link.startswith("/help/") and "?" not in link}
        todo += sorted(inside - seen - set(todo))
    assert len(seen) > 25 + 24 + 40


def test_links_out_of_the_help_lead_to_pages(shipped: None, owner_client: Client) -> None:
    addresses = {address_of(link) for _name, text in shipped_texts() for link in links_of(text) if link[:5] == "page:"}
    for address in sorted(addresses):
        status = owner_client.get(address).status_code
        assert status in {200, 302, 403}, f"{address}: {status}"


def feature_pages() -> list[Route]:
    """Everything with an address of its own that somebody can look at."""
    return [
        route
        for route in routes.all_routes()
        if route.get is not None
        and not route.path
        and not route.name.startswith(("admin", "api", "help", "health"))
        and page_name_of(route)
    ]


def page_name_of(route: Route) -> str:
    return route.name.rpartition(":")[2] if ":" not in route.name else ""


MACHINES = {
    "service-worker", "manifest", "quick-log-kit", "job-badge", "log-sync", "body-csv", "routine-json", "metrics",
}  # fmt: skip
"""Answers for programs: nobody sees a page there."""


def test_every_feature_page_has_an_article(shipped: None) -> None:
    without = sorted({route.name for route in feature_pages() if not articles_about(route.name)} - MACHINES)
    assert not without, f"no article names these in its pages: {without}"
    assert len(feature_pages()) > 60


def test_articles_name_only_pages_that_exist(shipped: None) -> None:
    names = set(patterns()) | {"shared-link"}
    for article in Article.objects.all():
        for pattern in article.pages.split():
            if "*" not in pattern and pattern not in names:
                pytest.fail(f"{article.slug} is about {pattern}, which is no page")


def test_pages_lead_to_their_help(shipped: None, owner_client: Client) -> None:
    for name in ("today", "session-list", "reports", "calculator", "import-list", "share-list", "accounts-profile"):
        page = owner_client.get(reverse(name)).content.decode()
        assert f"/help/about/?page={name}" in page, name
        part = owner_client.get(reverse("help-about"), {"page": name}, headers={"HX-Request": "true"})
        assert b"/help/articles/" in part.content
        assert b"<html" not in part.content


def test_a_visitor_of_a_shared_link_gets_help_about_it(shipped: None, visitor_client: Client) -> None:
    share = ShareToken.objects.get(name=VISITORS_LINK)
    page = visitor_client.get(reverse("shared:session-list", args=[share.pk])).content.decode()
    assert "/help/about/?page=shared-link" in page


def test_terms_are_explained_once_where_they_first_stand(shipped: None) -> None:
    names = {name: term.slug for term in Term.objects.all() for name in term.names("en")}
    rendered = render("A rep, a rep and RPE. `rep`", names)
    assert rendered.html.count("popovertarget") == 2
    assert rendered.terms == ["rep", "rpe"]


def test_a_page_without_a_name_has_no_help() -> None:
    assert page_name(None) == ""
    with pytest.raises(NoReverseMatch):
        reverse("no-such-page")
