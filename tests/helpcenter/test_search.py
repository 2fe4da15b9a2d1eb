"""Search over all kinds at once: words, stems, slips, excerpts, filters, suggestions. The same on both databases."""

import pytest
from django.test import Client
from django.urls import reverse

from helpcenter.search.find import help_search, words_of
from tests.helpcenter.support import make_article, make_question, make_term, make_video
from tests.safety.queries import assert_constant_queries


def test_all_kinds_are_found_at_once_and_apart(db: None) -> None:
    make_article("squats", title="Squat deep", content="All about the squat.")
    make_question("q", question="How deep is a squat?")
    make_term("t", term="Squat")
    make_video("v", title="Squat in slow motion")
    results = help_search("squat", language="en")
    assert results.counts == {"article": 1, "question": 1, "term": 1, "video": 1}
    assert results.found[0].kind == "term"
    only = help_search("squat", kind="video", language="en")
    assert [each.slug for each in only.found] == ["v"]
    assert only.total == 4


def test_words_are_found_by_stem_beginning_and_with_slips(db: None) -> None:
    make_article("squats", title="Deep squats", content="Knees travel forward.")
    for typed in ("squatting", "squat", "squ", "sqaut", "KNEE", "travelling", "forwrd"):
        assert [each.slug for each in help_search(typed, language="en").found] == ["squats"], typed
    assert help_search("sqaut", language="en").instead == "squats"
    assert help_search("squat", language="en").instead == ""
    assert help_search("bicycle", language="en").total == 0


def test_titles_weigh_more_than_texts(db: None) -> None:
    make_article("text", title="Something else", content="Bench bench bench. The bench is there.")
    make_article("title", title="The bench", content="Words.")
    assert [each.slug for each in help_search("bench", language="en").found] == ["title", "text"]


def test_excerpts_show_the_words_and_nothing_dangerous(db: None) -> None:
    before = "One two three four five. " * 30
    make_article("safe", title="A <b>bold</b> squat", content=f"{before} `<script>` near the squat rack. {before}")
    found = help_search("squat", language="en").found[0]
    assert found.title == "A &lt;b&gt;bold&lt;/b&gt; <mark>squat</mark>"
    assert "<mark>squat</mark> rack" in found.excerpt
    assert "<script>" not in found.excerpt
    assert len(found.excerpt) < 400


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "'", '"', "a:b & !c | (d", "* ) OR (", "\\", "%_", "\x00", "ﬁ", "x" * 900]
)
def test_whatever_is_typed_is_answered(db: None, anonymous_client: Client, text: str) -> None:
    make_article("squats")
    assert anonymous_client.get(reverse("help-search"), {"q": text}).status_code == 200
    assert anonymous_client.get(reverse("help-suggest"), {"q": text}).status_code == 200


def test_unpublished_and_deleted_content_is_not_found(db: None) -> None:
    make_article("hidden", title="Bench", is_published=False)
    assert help_search("bench", language="en").total == 0


def test_a_text_without_translation_is_found_in_english_by_german_readers(db: None) -> None:
    make_article("both", title="Squats", title_de="Kniebeugen", content="Deep.", content_de="Tief.")
    make_article("english", title="Deadlifts", content="Heavy lifting.")
    assert [each.slug for each in help_search("kniebeuge", language="de").found] == ["both"]
    found = help_search("deadlift", language="de").found
    assert [(each.slug, each.said_in) for each in found] == [("english", "en")]
    assert help_search("kniebeugen", language="en").total == 0


def test_the_page_filters_by_kind_and_says_so(db: None, anonymous_client: Client) -> None:
    make_article("squats", title="Squat")
    make_term("squat-term", term="Squat")
    page = anonymous_client.get(reverse("help-search"), {"q": "squat", "kind": "term"}).content.decode()
    assert "/help/glossary/squat-term/" in page
    assert "/help/articles/squats/" not in page
    part = anonymous_client.get(reverse("help-search"), {"q": "squat"}, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div class="stack" id="help-results">')


def test_suggestions_are_a_few_titles(db: None, anonymous_client: Client) -> None:
    for number in range(9):
        make_article(f"squat-{number}", title=f"Squat number {number}")
    page = anonymous_client.get(reverse("help-suggest"), {"q": "squ"}).content.decode()
    assert page.count("/help/articles/squat-") == 6
    assert "Show all 9 results" in page


def test_queries_do_not_grow_with_the_content(db: None, anonymous_client: Client) -> None:
    numbers = iter(range(100))

    def grow() -> None:
        for _each in range(3):
            make_article(f"squat-{next(numbers)}", title="Squat")

    grow()
    for address in (f"{reverse('help-search')}?q=squat+raxk", reverse("help")):
        assert_constant_queries(lambda where=address: anonymous_client.get(where), grow=grow)  # type: ignore[misc]


def test_question_words_do_not_count_unless_they_are_all() -> None:
    assert words_of("How do I delete my data?") == ["delete", "data"]
    assert words_of("what is it") == ["what", "is", "it"]
    assert words_of("Wie lösche ich meine Daten?") == ["lösche", "daten"]
