"""The public board: what is published, one vote each, nothing about who sent it."""

import pytest
from django.test import Client

from accounts.models import User
from feedback.models import Vote
from tests.feedback.support import MARKUP, make_feedback
from tests.safety.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


def published(**fields: object) -> int:
    said = {"is_published": True, "public_response": "It is planned", "subject": "Dark charts"} | fields
    row = make_feedback(**said)  # type: ignore[arg-type]
    row.published_at = row.created_at
    row.save()
    return row.pk


def test_everybody_sees_what_is_published_and_nothing_of_the_sender(anonymous_client: Client, owner: User) -> None:
    key = published(
        sender=owner, email="nina@example.org", message="My knee hurts", admin_notes="Difficult", page="/log/x/"
    )
    make_feedback(subject="Not for all")
    for path in ("/feedback/", f"/feedback/board/{key}/"):
        page = anonymous_client.get(path).content.decode()
        assert "Dark charts" in page
        assert "It is planned" in page
        for hidden in ("knee", "Olga", owner.email, "nina", "Difficult", "/log/x/", "Not for all"):
            assert hidden not in page


def test_what_is_not_published_is_not_there(anonymous_client: Client, owner_client: Client) -> None:
    key = make_feedback().pk
    assert anonymous_client.get(f"/feedback/board/{key}/").status_code == 404
    assert owner_client.post(f"/feedback/board/{key}/vote/", {"wanted": "yes"}).status_code == 404
    assert not Vote.objects.exists()


def test_the_title_can_be_another_one(anonymous_client: Client) -> None:
    published(subject="Olga's private trouble", public_title="Charts in the dark")
    page = anonymous_client.get("/feedback/").content.decode()
    assert "Charts in the dark" in page
    assert "private" not in page


def test_one_person_has_one_vote_and_takes_it_back(owner_client: Client, stranger_client: Client, owner: User) -> None:
    key = published()
    address = f"/feedback/board/{key}/vote/"
    for _ in range(2):
        assert owner_client.post(address, {"wanted": "yes"})["Location"] == f"/feedback/board/{key}/"
    in_place = stranger_client.post(address, {"wanted": "yes"}, headers={"hx-request": "true"}).content.decode()
    assert 'aria-pressed="true"' in in_place
    assert '<span class="num">2</span>' in in_place
    owner_client.post(address, {"wanted": "no"})
    assert [vote.voter for vote in Vote.objects.exclude(voter=owner)] == [vote.voter for vote in Vote.objects.all()]


def test_who_is_not_signed_in_is_asked_to_sign_in(anonymous_client: Client) -> None:
    answer = anonymous_client.post(f"/feedback/board/{published()}/vote/", {"wanted": "yes"})
    assert answer["Location"].startswith("/accounts/login/")


def test_most_votes_come_first_unless_the_newest_are_asked_for(anonymous_client: Client, owner: User) -> None:
    first, second = published(subject="Wanted"), published(subject="Fresh")
    Vote.objects.create(feedback_id=first, voter=owner)
    for query, order in (("", [first, second]), ("?sort=newest", [second, first])):
        page = anonymous_client.get(f"/feedback/{query}").content.decode()
        assert sorted(order, key=lambda key: page.index(f"board-{key}")) == order


def test_type_and_status_narrow_the_board(anonymous_client: Client) -> None:
    published(subject="A wish", kind="feature", status="completed")
    published(subject="A bug")
    assert "A bug" not in anonymous_client.get("/feedback/?kind=feature").content.decode()
    assert "A wish" not in anonymous_client.get("/feedback/?status=new").content.decode()
    assert "A bug" in anonymous_client.get("/feedback/?kind=nonsense").content.decode()


def test_markup_is_shown_as_typed(anonymous_client: Client) -> None:
    published(public_response=MARKUP, public_title=MARKUP[:100])
    page = anonymous_client.get("/feedback/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; {{ braces }}" in page


def test_the_number_of_queries_does_not_grow(owner_client: Client, owner: User) -> None:
    def more() -> None:
        for _ in range(5):
            Vote.objects.create(feedback_id=published(), voter=owner)

    more()
    assert_constant_queries(lambda: owner_client.get("/feedback/"), grow=more, at_most=8)
