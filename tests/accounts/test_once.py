"""A form that is sent twice is done once; the same words on a page drawn anew are another form."""

import pytest
from django.test import Client

from accounts.models import IdempotentAnswer, User
from accounts.services.answers import answers_forget
from sessions_app.models import Routine
from tests.factories import working_set_type

URL = "/routines/shipped/five-by-five/"


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    """What shipped routines are made of."""
    working_set_type()


def test_the_second_time_leads_to_the_same_place(owner: User, owner_client: Client) -> None:
    answers = [owner_client.post(URL, {"csrfmiddlewaretoken": "drawn once"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"] == f"/routines/{Routine.objects.get(owner=owner).pk}/"


def test_a_page_drawn_anew_is_another_form(owner: User, owner_client: Client) -> None:
    for token in ("drawn once", "drawn twice"):
        owner_client.post(URL, {"csrfmiddlewaretoken": token})
    assert Routine.objects.filter(owner=owner).count() == 2


def test_what_was_refused_can_be_sent_again(owner: User, owner_client: Client) -> None:
    form = {"csrfmiddlewaretoken": "drawn once", "text": "no file"}
    assert [owner_client.post("/routines/import/", form).status_code for _ in range(2)] == [422, 422]
    assert not IdempotentAnswer.objects.exists()


def test_two_people_do_not_share_what_was_answered(owner_client: Client, stranger_client: Client) -> None:
    places = {
        client.post(URL, {"csrfmiddlewaretoken": "drawn once"})["Location"]
        for client in (owner_client, stranger_client)
    }
    assert len(places) == 2


def test_a_part_of_a_page_comes_again_as_it_was(owner: User, owner_client: Client) -> None:
    owner_client.post(URL)
    routine = Routine.objects.get(owner=owner)
    form = {"csrfmiddlewaretoken": "drawn once", "name": "Day of rest"}
    parts = [owner_client.post(f"/routines/{routine.pk}/days/", form, headers={"HX-Request": "true"}) for _ in range(2)]
    assert [part.status_code for part in parts] == [200, 200]
    assert parts[0].content == parts[1].content
    assert routine.days.filter(name="Day of rest").count() == 1
    assert answers_forget(owner) == 1
