"""Search over the shipped help: what people type, and what they mean. The same on both databases."""

import pytest
from django.test import Client
from django.urls import reverse

from helpcenter.search.find import Found, help_search, words_of
from tests.helpcenter.support import make_article, make_question, make_term, make_video
from tests.safety.queries import assert_constant_queries

JUDGED: list[tuple[str, set[str]]] = [
    ("squating", {"compound-exercise", "exercises"}),
    ("1rm", {"one-rep-max"}),
    ("how do i delete my data", {"delete-my-data", "delete-data"}),
    ("strong import", {"from-strong"}),
    ("one rep max", {"one-rep-max"}),
    ("rest timer", {"rest-timer"}),
    ("rest timmer", {"rest-timer"}),
    ("offline", {"offline"}),
    ("no signal", {"no-signal", "offline"}),
    ("hevy", {"from-hevy"}),
    ("import from hevy", {"from-hevy"}),
    ("fit notes", {"from-fitnotes"}),
    ("trainai csv", {"from-trainai"}),
    ("stronglifts", {"from-stronglifts"}),
    ("forgot password", {"forgot-password", "sign-in"}),
    ("pasword reset", {"forgot-password", "sign-in"}),
    ("two factor", {"second-factor"}),
    ("passkey", {"passkey", "second-factor"}),
    ("recovery codes", {"recovery-code", "second-factor", "lost-phone"}),
    ("lost my phone", {"lost-phone"}),
    ("share with a friend", {"share", "friend-account"}),
    ("revoke link", {"revoke", "share", "take-link-back"}),
    ("link expired", {"shared-link"}),
    ("undo", {"undo"}),
    ("restore deleted workout", {"undo"}),
    ("duplicates", {"duplicate", "imported-twice", "clean-up"}),
    ("wrong unit", {"weights-wrong", "clean-up"}),
    ("kg to lbs", {"switch-units", "preferences", "clean-up"}),
    ("dark mode", {"preferences"}),
    ("language german", {"languages", "preferences"}),
    ("install on iphone", {"install", "need-to-install"}),
    ("warm up sets", {"warm-up", "log-warm-up", "set-types"}),
    ("drop set", {"drop-set", "set-types"}),
    ("superset", {"superset", "supersets"}),
    ("failed rep", {"failed-rep", "failed-set", "reps"}),
    ("rpe", {"rpe"}),
    ("progressive overload", {"progression"}),
    ("deload", {"deload"}),
    ("5x5", {"from-stronglifts", "routines"}),
    ("body weight", {"body"}),
    ("goal", {"goals"}),
    ("plate calculator", {"plates-and-warm-up"}),
    ("personal record", {"personal-record", "records"}),
    ("why is this not a pr", {"not-a-record"}),
    ("export to excel", {"export"}),
    ("csv columns", {"import-columns"}),
    ("cancel import", {"jobs"}),
    ("delete account", {"delete-account"}),
    ("create admin command", {"operator-commands"}),
    ("smtp settings", {"operator-settings"}),
    ("streak", {"streak"}),
    ("calender", {"history"}),
]
GERMAN: list[tuple[str, set[str]]] = [
    ("daten löschen", {"delete-data", "delete-my-data"}),
    ("wie lösche ich meine daten", {"delete-my-data", "delete-data"}),
    ("pausenuhr", {"rest-timer"}),
    ("passwort vergessen", {"forgot-password", "sign-in"}),
    ("trainingsplan", {"routine", "routines"}),
    ("kein empfang", {"no-signal", "offline"}),
    ("maximalgewicht", {"one-rep-max", "how-1rm"}),
    ("strong importieren", {"from-strong"}),
    ("körpergewicht", {"body", "bodyweight-exercise"}),
    ("gewichtseinheit falsch", {"weights-wrong", "clean-up"}),
    ("teilen", {"share", "friend-account"}),
    ("aufwermen", {"warm-up", "plates-and-warm-up", "log-warm-up"}),
]
BAR = 0.8


def rank(found: list[Found], expected: set[str]) -> float:
    """One divided by the place of the first expected one; 0 when it is not among the first ten."""
    places = [place for place, each in enumerate(found[:10], start=1) if each.slug in expected]
    return 1 / places[0] if places else 0.0


def mean_rank(judged: list[tuple[str, set[str]]], language: str) -> tuple[float, list[str]]:
    ranks = {text: rank(help_search(text, language=language).found, expected) for text, expected in judged}
    return sum(ranks.values()) / len(ranks), [f"{text}: {value:.2f}" for text, value in ranks.items() if value < 1]


def test_people_find_what_they_mean(shipped: None) -> None:
    assert len(JUDGED) >= 50
    mean, worse = mean_rank(JUDGED, "en")
    assert mean >= BAR, f"{mean:.3f}\n" + "\n".join(worse)


def test_people_find_it_in_german_too(shipped: None) -> None:
    mean, worse = mean_rank(GERMAN, "de")
    assert mean >= BAR, f"{mean:.3f}\n" + "\n".join(worse)


@pytest.mark.parametrize("text", ["squating", "1rm", "how do i delete my data", "strong import"])
def test_the_examples_are_found_at_once(shipped: None, text: str) -> None:
    expected = dict(JUDGED)[text]
    assert rank(help_search(text, language="en").found, expected) == 1


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
