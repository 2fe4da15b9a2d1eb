"""The shipped set types in the reader's language."""

import re

from django.test import Client
from django.utils import translation

from accounts.models import User
from sessions_app.catalogue.data import load_set_types
from sessions_app.set_type_names import in_words
from tests.factories import make_session, make_set, make_set_type


def test_every_shipped_set_type_has_a_german_name_and_description() -> None:
    with translation.override("de"):
        for each in load_set_types():
            assert in_words(each.name, each.slug) == each.de
            assert in_words(each.description, each.slug) != each.description


def test_what_somebody_named_stays_as_it_was_named() -> None:
    with translation.override("de"):
        assert in_words("Warm-up", "") == "Warm-up"
        assert in_words("Easy ones", "warm_up") == "Easy ones"


def test_a_german_reader_gets_german_set_types_wherever_they_stand(owner: User, owner_client: Client) -> None:
    owner.language = "de"
    owner.save()
    drop = next(each for each in load_set_types() if each.slug == "drop")
    row = make_set_type(drop.name, slug=drop.slug, description=drop.description)
    make_set_type("Drop set on the rings", owner=owner)
    session = make_session(owner, "Push")
    make_set(session, set_type=row)
    page = owner_client.get(f"/sessions/{session.pk}/").content.decode()
    options = [name.strip() for name in re.findall(r"<option value=\"\d+\"[^>]*>([^<]+)</option>", page)]
    assert {"Dropsatz", "Drop set on the rings"} <= set(options)
    assert '<span class="set__note"><span>Dropsatz</span></span>' in page
    listed = owner_client.get("/exercises/set-types/").content.decode()
    assert "Weniger Gewicht gleich nach dem Satz davor" in listed
