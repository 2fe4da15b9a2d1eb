"""The owner's page of links."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sharing.links import link_of
from sharing.models import ShareEvent, ShareToken
from tests.factories import make_session
from tests.safety.queries import assert_constant_queries
from tests.sharing.support import make_share, visit

FORM = {"name": "For Kim", "can_sessions": "on", "days": "7"}


def made(owner: User) -> ShareToken:
    return ShareToken.objects.get(owner=owner)


def test_a_new_link_is_made_and_shown_open(owner: User, owner_client: Client) -> None:
    response = owner_client.post(reverse("share-new"), {**FORM, "max_uses": "5", "can_reports": "on"}, follow=True)
    share = made(owner)
    assert (share.max_uses, share.can_sessions, share.can_reports, share.can_calculator) == (5, True, True, False)
    assert share.days_left == 7
    page = response.content.decode()
    assert link_of(share) in page
    assert "data:image/svg+xml" in page
    assert ShareEvent.objects.get(share=share).kind == "created"


def test_the_form_sent_twice_makes_one_link(owner: User, owner_client: Client) -> None:
    form = {**FORM, "share": str(uuid4())}
    for _press in range(2):
        assert owner_client.post(reverse("share-new"), form).status_code == HTTPStatus.FOUND
    assert made(owner).name == "For Kim"


def test_a_link_with_somebody_elses_id_is_not_taken_over(owner: User, stranger: User, stranger_client: Client) -> None:
    share = make_share(owner)
    response = stranger_client.post(reverse("share-new"), {**FORM, "share": str(share.pk)})
    assert response.status_code == HTTPStatus.FOUND
    share.refresh_from_db()
    assert share.owner == owner
    assert made(stranger).pk != share.pk


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "Give the link a name"),
        ({"days": "0"}, "days from 1 to 365"),
        ({"days": "366"}, "days from 1 to 365"),
        ({"days": "soon"}, "days from 1 to 365"),
        ({"max_uses": "0"}, "number of uses"),
        ({"can_sessions": ""}, "Tick at least one"),
    ],
)
def test_what_is_wrong_is_said_and_kept_in_the_form(
    owner: User, owner_client: Client, change: dict[str, str], words: str
) -> None:
    form = {**FORM, "description": "typed before", **change}
    response = owner_client.post(reverse("share-new"), {key: value for key, value in form.items() if value})
    page = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in page
    assert "typed before" in page
    assert not ShareToken.objects.exists()


def test_a_link_for_one_session_is_offered_from_its_page(owner: User, owner_client: Client) -> None:
    session = make_session(owner, "Push")
    page = owner_client.get(reverse("session-detail", args=[session.pk])).content.decode()
    assert f"{reverse('share-list')}?session={session.pk}" in page
    form = owner_client.get(reverse("share-list"), {"session": session.pk}).content.decode()
    assert "Only for" in form
    owner_client.post(reverse("share-new"), {**FORM, "session": session.pk})
    assert made(owner).session == session


def test_a_session_that_is_gone_makes_no_link_to_everything(owner: User, owner_client: Client) -> None:
    response = owner_client.post(reverse("share-new"), {**FORM, "session": "999999"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nothing was made" in response.content.decode()
    assert not ShareToken.objects.exists()


def test_extending_counts_from_the_end_or_from_now(owner: User, owner_client: Client) -> None:
    running, over = make_share(owner, days=7), make_share(owner, expired=True)
    for share in (running, over):
        owner_client.post(reverse("share-extend", args=[share.pk]), {"days": "10"})
        share.refresh_from_db()
    assert running.days_left == 17
    assert over.days_left == 10
    owner_client.post(reverse("share-extend", args=[running.pk]), {"days": "365"})
    running.refresh_from_db()
    assert running.expires_at <= timezone.now() + timedelta(days=365)


def test_a_revoked_link_is_not_extended_or_replaced(owner: User, owner_client: Client) -> None:
    share = make_share(owner)
    owner_client.post(reverse("share-revoke", args=[share.pk]))
    response = owner_client.post(reverse("share-extend", args=[share.pk]), {"days": "10"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    owner_client.post(reverse("share-replace", args=[share.pk]))
    share.refresh_from_db()
    assert not share.is_active
    assert share.secret == ""


def test_editing_changes_what_is_said(owner: User, owner_client: Client) -> None:
    share = make_share(owner)
    url = reverse("share-edit", args=[share.pk])
    owner_client.post(url, {"name": "For Alex", "can_reports": "on", "max_uses": ""})
    share.refresh_from_db()
    assert (share.name, share.can_sessions, share.can_reports) == ("For Alex", False, True)
    assert owner_client.post(url, {"name": "For Alex"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_link_nobody_followed_says_so(owner: User, owner_client: Client) -> None:
    share = make_share(owner)
    page = reverse("share-detail", args=[share.pk])
    assert "Not opened yet." in owner_client.get(page).content.decode()
    visit(share)
    told = owner_client.get(page).content.decode()
    assert "Opened 1 time, from 1 network." in told
    assert "Not opened yet." not in told


def test_ticked_links_are_revoked_at_once(owner: User, stranger: User, owner_client: Client) -> None:
    mine, other, theirs = make_share(owner), make_share(owner), make_share(stranger)
    owner_client.post(reverse("share-revoke-many"), {"share": [str(mine.pk), str(theirs.pk), "nonsense"]})
    states = dict(ShareToken.objects.values_list("pk", "is_active"))
    assert states == {mine.pk: False, other.pk: True, theirs.pk: True}


def test_the_list_is_filtered_by_state(owner: User, owner_client: Client) -> None:
    make_share(owner, name="Still good")
    make_share(owner, name="Long over", expired=True)
    used = make_share(owner, name="All used", max_uses=1)
    visit(used)
    page = owner_client.get(reverse("share-list"), {"state": "used_up"}).content.decode()
    assert "All used" in page
    assert "Still good" not in page
    assert "Long over" not in page
    assert "Still good" in owner_client.get(reverse("share-list"), {"state": "nonsense"}).content.decode()


def test_a_link_folds_open_as_part_or_page(owner: User, owner_client: Client) -> None:
    share = make_share(owner)
    url = reverse("share-detail", args=[share.pk])
    part = owner_client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert link_of(share) in part
    page = owner_client.get(url)
    assert "<html" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert link_of(share) not in page.content.decode().partition("</title>")[0]


def test_deleting_keeps_the_record(owner: User, owner_client: Client) -> None:
    share = make_share(owner)
    visit(share)
    owner_client.post(reverse("share-delete", args=[share.pk]))
    kinds = set(ShareEvent.objects.filter(share_key=share.pk).values_list("kind", flat=True))
    assert kinds == {"created", "opened", "deleted"}
    assert not ShareToken.objects.exists()


def test_the_page_costs_as_many_queries_for_any_number_of_links(owner: User, owner_client: Client) -> None:
    make_share(owner)
    assert_constant_queries(
        lambda: owner_client.get(reverse("share-list")),
        grow=lambda: [make_share(owner, name=f"Link {number}") for number in range(8)],
        at_most=6,
    )
