"""The dashboard's websocket: tells admins that something changed, seldom enough, and nobody else anything."""

from collections.abc import Awaitable, Callable

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from accounts.models import User
from jobs import consumers
from jobs.consumers import NOT_FOUND, TAKES_NOTHING
from jobs.doorbell import ring_watchers
from tests.jobs.sockets import Socket
from tests.jobs.support import make_job

pytestmark = pytest.mark.django_db
PATH = "/ws/manage/jobs/"


def talk(conversation: Callable[[], Awaitable[None]]) -> None:
    async_to_sync(conversation)()


def test_admins_are_told_of_every_job(owner: User, staff_client: Client) -> None:
    job = make_job(owner)

    async def conversation() -> None:
        talking = Socket(staff_client, path=PATH)
        assert await talking.joined() == {"changed": True}
        await sync_to_async(ring_watchers)(job.pk)
        assert await talking.told() == {"changed": True}
        await talking.leave()

    talk(conversation)


def test_many_rings_are_told_once(owner: User, staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "LOOKS_SECONDS", 1.0)
    job = make_job(owner)

    def ring_often() -> None:
        for _each in range(20):
            ring_watchers(job.pk)

    async def conversation() -> None:
        talking = Socket(staff_client, path=PATH)
        await talking.joined()
        await sync_to_async(ring_often)()
        await talking.told()
        assert await talking.silent()
        await talking.leave()

    talk(conversation)


def test_nobody_else_is_told_anything(owner_client: Client, anonymous_client: Client, staff_client: Client) -> None:
    async def conversation() -> None:
        for client in (owner_client, anonymous_client):
            talking = Socket(client, path=PATH)
            assert await talking.opened()
            assert await talking.ended() == NOT_FOUND
        talking = Socket(staff_client, path=PATH)
        await talking.joined()
        await talking.say("{}")
        assert await talking.ended() == TAKES_NOTHING

    talk(conversation)


def test_staff_without_a_second_factor_is_told_nothing_where_one_is_required(
    staff_client: Client, settings: object
) -> None:
    settings.REQUIRE_STAFF_MFA = True  # type: ignore[attr-defined]

    async def conversation() -> None:
        talking = Socket(staff_client, path=PATH)
        assert await talking.opened()
        assert await talking.ended() == NOT_FOUND

    talk(conversation)


def test_who_stops_being_an_admin_is_told_no_more(
    owner: User, staff: User, staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "LOOK_SECONDS", 0)
    job = make_job(owner)

    def demote() -> None:
        User.objects.filter(pk=staff.pk).update(is_staff=False)
        ring_watchers(job.pk)

    async def conversation() -> None:
        talking = Socket(staff_client, path=PATH)
        await talking.joined()
        await sync_to_async(demote)()
        assert await talking.ended() == NOT_FOUND

    talk(conversation)
