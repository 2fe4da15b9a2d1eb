"""The Redis that must not evict: every app reaches it by the same addresses, a group's password included."""

from typing import Any

import pytest
from django.conf import LazySettings

from accounts import token_use
from helpcenter import store as help_store
from jobs import store as jobs_store
from sharing import store as sharing_store
from workouttracker.kit import redis_client
from workouttracker.redis import RedisUrls

GROUP = RedisUrls(
    "redis://localhost/0", "redis://localhost/1", "redis://localhost/2", (("localhost", 26379),), "primary", "hidden"
)


@pytest.mark.parametrize("place", [token_use, help_store, jobs_store, sharing_store], ids=lambda place: place.__name__)
def test_a_group_of_sentinels_is_asked_with_its_password(place: Any, settings: LazySettings) -> None:
    settings.REDIS = GROUP
    assert place.client().connection_pool.connection_kwargs["password"] == GROUP.password


def test_what_was_gathered_is_there_until_it_is_written() -> None:
    pending, writing = "test:gathered", "test:gathered:writing"
    client = jobs_store.client()
    client.delete(pending, writing)
    assert redis_client.gathered(client, pending, writing) == {}
    client.hset(pending, "first", "1")
    assert redis_client.gathered(client, pending, writing) == {b"first": b"1"}
    client.hset(pending, "second", "1")
    assert redis_client.gathered(client, pending, writing) == {b"first": b"1"}, "its writer died: once more"
    client.delete(writing)
    assert redis_client.gathered(client, pending, writing) == {b"second": b"1"}
    client.delete(pending, writing)
