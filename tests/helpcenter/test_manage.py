"""For staff: the dashboard, editing in the admin, preview, earlier texts, review, ratings."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from helpcenter.models import Article, ArticleDay, EarlierText, Term, Vote
from helpcenter.search.find import help_search
from helpcenter.services.texts import KEEP, content_save
from tests.factories import make_user
from tests.helpcenter.support import make_article, make_category, make_question
from tests.safety.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor_client() -> Client:
    """Somebody of the shipped group of help editors."""
    editor = make_user(email="editor@example.org", name="Edda Editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Help editors"))
    client = Client()
    client.force_login(editor)
    return client


def fields_of(article: Article, **changes: str) -> dict[str, str]:
    """What the admin's form of an article sends."""
    names = [*article.text_columns(), "slug", "pages", "position"]
    values = {name: str(getattr(article, name)) for name in names}
    return {**values, "category": str(article.category_id), "is_published": "on", **changes}


def edit(client: Client, article: Article, **changes: str) -> Any:
    where = reverse("admin:helpcenter_article_change", args=[article.pk])
    response = client.post(where, fields_of(article, **changes))
    assert response.status_code == 302, response.context["adminform"].form.errors if response.context else response
    article.refresh_from_db()
    return response


def page_of(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_an_edit_keeps_what_was_said_and_is_found(editor_client: Client) -> None:
    article = make_article(content="The first words.")
    edit(editor_client, article, content="Other words.", title="Renamed")
    earlier = EarlierText.objects.get()
    assert earlier.values["content"] == "The first words."
    assert earlier.editor is not None
    assert earlier.editor.name == "Edda Editor"
    assert help_search("other words", language="en").found[0].name == "Renamed"
    page = page_of(editor_client, "manage-help-texts", "article", article.pk)
    assert "The first words." in page
    assert "Changed by" in page


def test_saving_without_a_change_keeps_nothing(editor_client: Client) -> None:
    article = make_article()
    edit(editor_client, article)
    assert not EarlierText.objects.exists()


def test_without_views_a_sentence_stands_in_for_the_bars(editor_client: Client) -> None:
    nobody = "Nobody read the help in the last 30 days."
    page = page_of(editor_client, "manage-help")
    assert nobody in page
    assert "help-bars" not in page
    ArticleDay.objects.create(article=make_article(), day=timezone.now().date(), views=2)
    page = page_of(editor_client, "manage-help")
    assert nobody not in page
    assert "help-bars" in page


def test_an_earlier_text_comes_back_and_the_present_one_is_kept(editor_client: Client) -> None:
    article = make_article(content="First.")
    edit(editor_client, article, content="Second.")
    response = editor_client.post(reverse("manage-help-restore", args=[EarlierText.objects.get().pk]))
    assert response.status_code == 302
    article.refresh_from_db()
    assert article.content == "First."
    latest = EarlierText.objects.first()
    assert latest is not None
    assert (latest.values["content"], latest.why) == ("Second.", "restored")


def test_only_so_many_earlier_texts_are_kept(staff: User) -> None:
    article = make_article()
    for number in range(KEEP + 3):
        article.content = f"Text {number}."
        content_save(row=article, editor=staff)
    assert EarlierText.objects.count() == KEEP


def test_questions_and_terms_have_earlier_texts_too(editor_client: Client, staff: User) -> None:
    question = make_question(answer="Old.")
    question.answer = "New."
    content_save(row=question, editor=staff)
    assert "Old." in page_of(editor_client, "manage-help-texts", "question", question.pk)
    assert editor_client.get(reverse("manage-help-texts", args=["nothing", 1])).status_code == 404
    assert editor_client.get(reverse("manage-help-texts", args=["term", 10**6])).status_code == 404


def test_who_may_only_look_can_not_restore(client: Client) -> None:
    looker = make_user(email="looker@example.org", is_staff=True)
    client.force_login(looker)
    article = make_article()
    assert client.get(reverse("manage-help")).status_code == 403
    assert client.post(reverse("manage-help-reviewed", args=[article.pk])).status_code == 403
    assert client.post(reverse("manage-help-preview"), {"_kind": "article"}).status_code == 403


def test_a_new_release_makes_articles_need_review(editor_client: Client, settings: Any) -> None:
    article = make_article()
    assert "Still true" not in page_of(editor_client, "manage-help")
    settings.APP_VERSION = "0.2.0+9"
    page = page_of(editor_client, "manage-help", review="1")
    assert "Squats" in page
    assert "Still true" in page
    listed = page_of(editor_client, "admin:helpcenter_article_changelist", review="yes")
    assert "Squats" in listed
    assert editor_client.post(reverse("manage-help-reviewed", args=[article.pk])).status_code == 302
    article.refresh_from_db()
    assert article.version == "0.2"
    assert "Still true" not in page_of(editor_client, "manage-help", review="1")


def test_editing_counts_as_review(editor_client: Client, settings: Any) -> None:
    article = make_article()
    settings.APP_VERSION = "1.4.0+9"
    edit(editor_client, article, position="7")
    assert article.version == "0.1"
    edit(editor_client, article, content="Changed.")
    assert article.version == "1.4"


def test_preview_stores_nothing(editor_client: Client) -> None:
    data = {"_kind": "article", "title": "Not yet", "content": "## Part\n\n<b>x</b>", "content_de": "Deutsch."}
    response = editor_client.post(reverse("manage-help-preview"), data)
    page = response.content.decode()
    assert '<h2 id="part">Part</h2>' in page
    assert "&lt;b&gt;" in page
    assert "Deutsch." in page
    assert not Article.objects.exists()
    assert editor_client.post(reverse("manage-help-preview"), {"_kind": "user"}).status_code == 404


def test_a_new_article_of_an_admin_is_there_at_once(editor_client: Client, anonymous_client: Client) -> None:
    category = make_category()
    fields = {"title": "Ours", "slug": "ours", "content": "Our gym opens at six.", "category": str(category.pk)}
    where = reverse("admin:helpcenter_article_add")
    assert editor_client.post(where, {**fields, "position": "1", "is_published": "on"}).status_code == 302
    assert anonymous_client.get("/help/articles/ours/").status_code == 200
    assert help_search("gym opens", language="en").found[0].slug == "ours"
    own = Article.objects.get(slug="ours")
    assert (
        editor_client.post(reverse("admin:helpcenter_article_delete", args=[own.pk]), {"post": "yes"}).status_code
        == 302
    )
    assert help_search("gym opens", language="en").total == 0


def test_what_is_shipped_can_be_hidden_but_not_deleted(editor_client: Client) -> None:
    article = make_article(shipped={"title": "Squats"})
    assert editor_client.get(reverse("admin:helpcenter_article_delete", args=[article.pk])).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    editor_client.post(reverse("admin:helpcenter_article_changelist"), chosen)
    assert Article.objects.filter(pk=article.pk).exists()


def test_the_list_sorts_by_views_by_ratings_and_by_review(editor_client: Client, owner: User, stranger: User) -> None:
    good, bad = make_article("good"), make_article("bad")
    Article.objects.filter(pk=bad.pk).update(views=5)
    Vote.objects.create(article=good, user=owner, visitor="a", helped=True)
    Vote.objects.create(article=bad, user=stranger, visitor="b", helped=False, comment="Too long.")

    def order(sort: str) -> bool:
        page = page_of(editor_client, "manage-help", sort=sort).partition("<tbody>")[2]
        return page.find(">Bad<") < page.find(">Good<")

    assert order("views")
    assert order("helped")
    assert order("title")
    admin = page_of(editor_client, "admin:helpcenter_article_changelist", o="4").partition("<tbody>")[2]
    assert admin.find(">Bad<") < admin.find(">Good<")
    assert "Too long." in page_of(editor_client, "manage-help-ratings", comments="1")


def test_the_dashboard_asks_as_often_with_more_articles(editor_client: Client, owner: User) -> None:
    numbers = iter(range(100))

    def grow() -> None:
        for _each in range(3):
            article = make_article(f"more-{next(numbers)}")
            Vote.objects.create(article=article, user=owner, visitor="v", helped=True, comment="Words")

    grow()
    assert_constant_queries(lambda: editor_client.get(reverse("manage-help")), grow=grow)
    assert_constant_queries(lambda: editor_client.get(reverse("manage-help-ratings")), grow=grow)


def test_terms_are_edited_with_their_names(editor_client: Client) -> None:
    fields = {"term": "Rack", "slug": "rack", "definition": "It holds the bar.", "also": "squat rack", "position": "0"}
    added = editor_client.post(reverse("admin:helpcenter_term_add"), {**fields, "is_published": "on"})
    assert added.status_code == 302
    assert Term.objects.get().names("en") == ["Rack", "squat rack"]
    assert help_search("squat rack", language="en").found[0].slug == "rack"
