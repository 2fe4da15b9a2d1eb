"""Reading: articles with everything around them, questions, glossary, videos; views and votes."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from helpcenter import store
from helpcenter.embeds import embed_of
from helpcenter.markdown import render
from helpcenter.models import Article, ArticleDay, Vote
from helpcenter.services.readers import views_write
from helpcenter.views import voting
from tests.helpcenter.support import make_article, make_category, make_term, make_video
from tests.safety.queries import assert_constant_queries

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OTHER = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1"
)
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_views_left() -> None:
    store.client().delete(store.PENDING, store.WRITING)


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def address(article: Article) -> str:
    return reverse("help-article", args=[article.slug])


def read(client: Client, article: Article, agent: str = BROWSER, **extra: Any) -> None:
    headers = {"User-Agent": agent, **extra}
    assert client.get(address(article), headers=headers).status_code == 200


def test_an_article_has_its_way_its_contents_and_its_neighbours(anonymous_client: Client) -> None:
    outer = make_category("outer")
    inner = make_category("inner", parent=outer, position=1)
    first = make_article("first", outer, position=1)
    text = "## One\n\nA.\n\n## Two\n\nB.\n\n## One\n\nC."
    middle = make_article("middle", inner, position=2, content=text, summary="In short.", tags="a, b")
    make_article("last", inner, position=3)
    page = text_of(anonymous_client.get(address(middle)))
    crumbs = re.findall(r'<ol class="crumbs">(.*?)</ol>', page, re.DOTALL)[0]
    assert [crumbs.find(name) for name in ("Help", "Outer", "Inner", "Middle")] == sorted(
        crumbs.find(name) for name in ("Help", "Outer", "Inner", "Middle")
    )
    assert all(f'href="#{anchor}"' in page and f'id="{anchor}"' in page for anchor in ("one", "two", "one-2"))
    assert 'rel="prev" href="/help/articles/first/"' in page
    assert 'rel="next" href="/help/articles/last/"' in page
    assert "Updated in 0.1" in page
    assert '?q=b">b</a>' in page
    assert first.slug in page


def test_related_articles_are_chosen_or_computed(anonymous_client: Client) -> None:
    main = make_article("main", tags="bench, press")
    make_article("near", tags="press")
    chosen = make_article("chosen", make_category("elsewhere"))
    page = text_of(anonymous_client.get(address(main)))
    assert page.count("/help/articles/near/") > page.count("/help/articles/chosen/")
    main.related.add(chosen)
    page = text_of(anonymous_client.get(address(main)))
    related = page.partition('id="help-related"')[2].partition("</section>")[0]
    assert "/help/articles/chosen/" in related
    assert "/help/articles/near/" not in related


def test_hidden_content_is_not_there(anonymous_client: Client) -> None:
    hidden = make_article("hidden", is_published=False)
    inside = make_article("inside", make_category("closed", is_published=False))
    for article in (hidden, inside):
        assert anonymous_client.get(address(article)).status_code == 404
    assert "/help/articles/" not in text_of(anonymous_client.get(reverse("help")))
    assert anonymous_client.get(reverse("help-category", args=["closed"])).status_code == 404


def test_a_german_reader_gets_german_or_is_told(owner: User, owner_client: Client) -> None:
    owner.language = "de"
    owner.save(update_fields=["language"])
    both = make_article("both", title_de="Beides", content_de="Auf Deutsch.")
    english = make_article("english", content="In English.")
    page = text_of(owner_client.get(address(both)))
    assert "Auf Deutsch." in page
    assert "Words." not in page
    page = text_of(owner_client.get(address(english)))
    assert 'lang="en">' in page.partition("<article")[2]
    assert "noch nicht übersetzt" in page


def test_terms_are_explained_in_place(anonymous_client: Client) -> None:
    make_term("rep", also="reps, repetition", definition="Once **down** and up.", example="Eight of them.")
    article = make_article(content="Do eight reps, then one Rep.\n\n[reps](help:squats) `rep`")
    page = text_of(anonymous_client.get(address(article)))
    assert page.count('popovertarget="term-rep"') == 1
    assert page.count("Once down and up.") == 1
    assert 'id="term-rep" popover' in page


def test_the_glossary_goes_from_a_to_z(anonymous_client: Client) -> None:
    for slug, name in (("z", "Zone"), ("a", "Übung"), ("b", "Unit"), ("n", "1RM")):
        make_term(slug, term=name)
    page = text_of(anonymous_client.get(reverse("help-glossary")))
    assert re.findall(r'id="letter-(.)"', page) == ["#", "U", "Z"]
    assert page.find("Übung") < page.find("Unit") < page.find("Zone")


def test_raw_html_and_bad_links_are_harmless() -> None:
    text = "<script>alert(1)</script> [x](javascript:alert(1)) [y](page:nowhere) <img src=x onerror=y>\n\n![z](https://e.org/z.png)"
    html = render(text).html
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript" not in html.replace("(javascript:alert(1))", "")
    assert "<a>y</a>" in html or "y" in html
    assert "e.org" not in html


def test_markdown_has_tables_callouts_and_code() -> None:
    html = render("> [!WARNING]\n> Careful.\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n```\n<x>\n```\n\n# Big").html
    assert '<div class="help-note help-note--warning">' in html
    assert "[!WARNING]" not in html
    assert "<td>1</td>" in html
    assert "style" not in html
    assert "<pre><code>&lt;x&gt;\n</code></pre>" in html
    assert '<h2 id="big">Big</h2>' in html


def test_links_elsewhere_do_not_tell_where_they_come_from() -> None:
    assert 'rel="noopener noreferrer"' in render("[x](https://example.org/)").html


# --- Videos


def test_a_video_elsewhere_is_not_loaded_before_a_click(anonymous_client: Client) -> None:
    make_video("film", file="", url="https://www.youtube.com/watch?v=abcdefghijk", seconds=75)
    where = reverse("help-video", args=["film"])
    before = anonymous_client.get(where)
    page = text_of(before)
    assert "<iframe" not in page
    assert "frame-src" not in before["Content-Security-Policy"]
    assert "1:15" in page
    after = anonymous_client.get(where, {"play": "1"})
    assert 'src="https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"' in text_of(after)
    assert "frame-src https://www.youtube-nocookie.com;" in after["Content-Security-Policy"] + ";"
    assert "script-src 'self';" in after["Content-Security-Policy"] + ";"


def test_a_video_of_an_unknown_host_opens_in_a_tab_of_its_own(anonymous_client: Client) -> None:
    make_video("film", file="", url="https://videos.example.org/1")
    response = anonymous_client.get(reverse("help-video", args=["film"]), {"play": "1"})
    page = text_of(response)
    assert "<iframe" not in page
    assert 'href="https://videos.example.org/1" target="_blank" rel="noopener noreferrer"' in page
    assert "frame-src" not in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://youtu.be/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456?dnt=1&autoplay=1"),
        ("https://youtube.com/watch?v=%22%3E%3Cscript", None),
        ("https://evil.example/youtube.com", None),
        ("https://vimeo.com/about", None),
    ],
)
def test_players_are_made_only_of_known_addresses(url: str, player: str | None) -> None:
    found = embed_of(url)
    assert (found.url if found else None) == player


# --- Views


def test_a_view_counts_once_per_visitor_and_day(anonymous_client: Client, owner_client: Client) -> None:
    article = make_article()
    for _twice in range(2):
        read(anonymous_client, article)
        read(anonymous_client, article, OTHER)
        read(owner_client, article)
        read(owner_client, article, OTHER)
    article.refresh_from_db()
    assert article.views == 0
    assert views_write() == 3
    assert views_write() == 0
    article.refresh_from_db()
    assert article.views == 3
    assert ArticleDay.objects.get().views == 3


def test_programs_and_pages_fetched_ahead_do_not_count(anonymous_client: Client) -> None:
    article = make_article()
    read(anonymous_client, article, BOT)
    read(anonymous_client, article, "")
    read(anonymous_client, article, "curl/8.0")
    read(anonymous_client, article, **{"Sec-Purpose": "prefetch"})
    assert anonymous_client.head(address(article), headers={"User-Agent": BROWSER}).status_code == 200
    assert views_write() == 0


def test_reading_goes_on_without_redis(anonymous_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise store.Unavailable

    monkeypatch.setattr(store, "client", away)
    read(anonymous_client, make_article())
    monkeypatch.undo()
    assert views_write() == 0


def test_what_a_writer_took_and_did_not_write_is_written_later() -> None:
    article = make_article()
    store.note_view(article.pk, date(2026, 11, 1), "somebody")
    assert store.take() == {(article.pk, date(2026, 11, 1)): 1}
    assert views_write() == 1


def test_views_of_a_deleted_article_are_forgotten() -> None:
    store.note_view(10**9, date(2026, 11, 1), "somebody")
    assert views_write() == 1
    assert not ArticleDay.objects.exists()


# --- Votes


def vote(client: Client, article: Article, **data: str) -> Any:
    return client.post(reverse("help-vote", args=[article.slug]), {"helped": "1", **data})


def test_a_visitor_has_one_vote_and_may_think_again(owner_client: Client, owner: User) -> None:
    article = make_article()
    assert vote(owner_client, article)["Location"].endswith("/help/articles/squats/#help-vote")
    vote(owner_client, article, helped="0", comment=" Too short. ")
    one = Vote.objects.get()
    assert (one.helped, one.comment, one.user) == (False, "Too short.", owner)
    vote(owner_client, article, helped="1")
    assert Vote.objects.get().comment == "Too short."
    page = text_of(owner_client.get(address(article)))
    assert "Too short." in page
    assert 'aria-pressed="true"' in page


def test_browsers_without_an_account_are_told_apart_by_a_cookie_that_only_voting_sets() -> None:
    article = make_article()
    first, second = Client(), Client()
    for client in (first, second):
        assert "help_visitor" not in client.get(address(article)).cookies
        vote(client, article)
        vote(client, article, helped="0")
    assert Vote.objects.count() == 2
    cookie = first.cookies["help_visitor"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    first.cookies["help_visitor"] = "forged:value"
    vote(first, article)
    assert Vote.objects.count() == 3


def test_one_address_can_not_vote_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article()
    answers = [vote(Client(), article).status_code for _each in range(voting.BURST + 2)]
    assert answers == [302] * voting.BURST + [429] * 2
    assert Vote.objects.count() == voting.BURST
    cache.clear()


def test_a_vote_in_place_answers_with_its_part(anonymous_client: Client) -> None:
    article = make_article()
    where = reverse("help-vote", args=[article.slug])
    part = anonymous_client.post(where, {"helped": "0"}, headers={"HX-Request": "true"})
    page = text_of(part)
    assert page.startswith('<section class="card stack stack--tight help-vote"')
    assert "Thank you, noted." in page
    assert 'name="comment"' in page


@pytest.mark.parametrize("data", [{"helped": "maybe"}, {"helped": ""}, {"comment": "x" * 1001}])
def test_a_wrong_vote_is_refused_and_kept_in_the_form(anonymous_client: Client, data: dict[str, str]) -> None:
    response = vote(anonymous_client, make_article(), **data)
    assert response.status_code == 422
    assert not Vote.objects.exists()


def test_queries_of_an_article_do_not_grow(anonymous_client: Client) -> None:
    numbers = iter(range(100))
    article = make_article()

    def grow() -> None:
        for _each in range(3):
            number = next(numbers)
            make_article(f"other-{number}")
            make_term(f"term-{number}")

    grow()
    assert_constant_queries(lambda: anonymous_client.get(address(article)), grow=grow, at_most=12)
