"""The public page of releases."""

from typing import Any

import pytest
from django.test import Client

from versions.services import Number, version_add

pytestmark = pytest.mark.django_db

PAGE = "/versions/"


def add(text: str, **fields: Any) -> Any:
    return version_add(number=Number.parse(text), **fields)


def test_everybody_reads_the_notes_newest_first(client: Client) -> None:
    add("1.0.0+1", description="The first one", notes="Log sets.\nTick reps.\n\nAnd more.")
    add("1.1.0+2", description="Sharing", current=True)
    page = client.get(PAGE).content.decode()
    assert page.index("Version 1.1.0") < page.index("Version 1.0.0")
    assert "<p>Log sets.<br>Tick reps.</p>" in page
    assert page.count("runs here now") == 1


def test_notes_are_text_and_never_markup(client: Client) -> None:
    add("1.0.0+1", notes="<script>alert(1)</script>", description="<b>bold</b>")
    page = client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_before_the_first_release_the_page_says_what_runs(client: Client, settings: Any) -> None:
    settings.APP_VERSION = "3.2.1+7"
    page = client.get(PAGE).content.decode()
    assert "This site runs version 3.2.1+7." in page


def test_long_histories_are_paged_at_a_constant_number_of_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    add("0.0.1+1")
    with django_assert_max_num_queries(3) as few:
        client.get(PAGE)
    for build in range(2, 46):
        add(f"0.0.{build}+{build}")
    with django_assert_max_num_queries(3) as many:
        first = client.get(PAGE).content.decode()
    assert len(many) == len(few)
    assert first.count("<article") == 20
    assert client.get(PAGE, {"page": "3"}).content.decode().count("<article") == 5
    assert client.get(PAGE, {"page": "nonsense"}).status_code == 200


def test_every_page_shows_the_version_and_links_here(client: Client, settings: Any) -> None:
    settings.APP_VERSION = "3.2.1+7"
    for path in ("/accounts/login/", PAGE):
        assert f'<a href="{PAGE}">WorkoutTracker 3.2.1+7</a>' in client.get(path).content.decode()


def test_the_page_is_for_reading(client: Client) -> None:
    assert client.post(PAGE).status_code == 405
