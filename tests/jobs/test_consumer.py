"""The websocket: the present state on joining, each change after it, and nobody who has no business there."""

import uuid
from collections.abc import Awaitable, Callable

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.test import Client

from accounts.models import User
from jobs import consumers, store
from jobs.consumers import NOT_FOUND, TAKES_NOTHING, TOO_MANY, TRY_LATER
from jobs.doorbell import ring_watchers
from jobs.models import Job
from jobs.services import job_succeed
from jobs.snapshot import snapshot
from tests.jobs.sockets import Socket
from tests.jobs.support import claimed, in_state, make_job

pytestmark = pytest.mark.django_db


def talk(conversation: Callable[[], Awaitable[None]]) -> None:
    async_to_sync(conversation)()


async def refused(client: Client, job_id: object) -> int:
    """How the server ends a conversation before it says anything."""
    talking = Socket(client, job_id)
    assert await talking.opened()
    return await talking.ended()


def test_who_joins_late_gets_the_present_state_at_once(owner: User, owner_client: Client) -> None:
    job = in_state(owner, "running")
    assert job.claim is not None
    report = {"stage": "write", "percent": 45, "done": 4, "total": 9, "current": "Push", "rate": 1.0}
    store.progress_write(job.start_key, job.claim, {**report, "seconds_left": 3})

    async def conversation() -> None:
        talking = Socket(owner_client, job.pk)
        assert await talking.joined() == await sync_to_async(snapshot)(job)
        await talking.leave()

    talk(conversation)


def test_each_ring_brings_the_state_as_it_is_then(owner: User, owner_client: Client) -> None:
    claim = claimed(make_job(owner))

    def end() -> None:
        job_succeed(claim=claim, result={})
        ring_watchers(claim.job.pk)

    async def conversation() -> None:
        talking = Socket(owner_client, claim.job.pk)
        assert (await talking.joined())["state"] == "running"
        await sync_to_async(end)()
        told = await talking.told()
        assert (told["state"], told["percent"], told["active"]) == ("succeeded", 100, False)
        await talking.leave()

    talk(conversation)


def test_a_ring_that_is_lost_costs_a_moment(owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Redis changes its master, nobody hears it; the last one would be missed for ever."""
    monkeypatch.setattr(consumers, "SILENT_SECONDS", 0.2)
    claim = claimed(make_job(owner))

    async def conversation() -> None:
        talking = Socket(owner_client, claim.job.pk)
        assert (await talking.joined())["state"] == "running"
        assert (await talking.told())["state"] == "running"
        await sync_to_async(job_succeed)(claim=claim, result={})
        while (told := await talking.told())["active"]:
            pass
        assert told["state"] == "succeeded"
        assert await talking.silent()  # there is nothing more to look for
        await talking.leave()

    talk(conversation)


def test_a_socket_is_put_off_while_the_database_is_away(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "SILENT_SECONDS", 0.2)
    job = make_job(owner)

    def away(_job: Job) -> None:
        raise OperationalError("gone")

    async def conversation() -> None:
        talking = Socket(owner_client, job.pk)
        assert (await talking.joined())["state"] == "queued"
        monkeypatch.setattr(consumers, "snapshot", away)
        assert await talking.ended() == TRY_LATER
        await talking.leave()

    talk(conversation)


def test_a_job_that_is_over_is_told_as_such(owner: User, owner_client: Client) -> None:
    job = in_state(owner, "failed")

    async def conversation() -> None:
        talking = Socket(owner_client, job.pk)
        assert (await talking.joined())["error"] == "The file has no rows."
        await talking.leave()

    talk(conversation)


def test_staff_sees_any_job(owner: User, staff_client: Client) -> None:
    job = make_job(owner)

    async def conversation() -> None:
        talking = Socket(staff_client, job.pk)
        assert (await talking.joined())["id"] == str(job.pk)
        await talking.leave()

    talk(conversation)


def test_strangers_and_nobody_are_told_that_there_is_no_such_job(
    owner: User, stranger_client: Client, anonymous_client: Client, owner_client: Client
) -> None:
    job = make_job(owner)

    async def conversation() -> None:
        assert await refused(stranger_client, job.pk) == NOT_FOUND
        assert await refused(anonymous_client, job.pk) == NOT_FOUND
        assert await refused(owner_client, uuid.uuid4()) == NOT_FOUND

    talk(conversation)


def test_a_page_of_another_site_gets_no_socket(owner: User, owner_client: Client) -> None:
    job = make_job(owner)

    async def conversation() -> None:
        assert not await Socket(owner_client, job.pk, origin="http://elsewhere.example").opened()

    talk(conversation)


def test_nothing_is_taken_from_the_browser(owner: User, owner_client: Client) -> None:
    job = make_job(owner)

    async def conversation() -> None:
        talking = Socket(owner_client, job.pk)
        await talking.joined()
        await talking.say('{"state": "succeeded"}')
        assert await talking.ended() == TAKES_NOTHING

    talk(conversation)


def test_who_goes_on_talking_is_closed_once(owner: User, owner_client: Client) -> None:
    job = make_job(owner)

    async def conversation() -> None:
        socket = Socket(owner_client, job.pk)
        await socket.joined()
        for word in ("one", "two"):
            await socket.say(word)
        assert await socket.ended() == 1008
        assert await socket.silent()

    talk(conversation)


def test_an_address_that_there_is_none_of_is_refused(owner_client: Client) -> None:
    async def conversation() -> None:
        assert not await Socket(owner_client, path="/ws/nothing/").opened()

    talk(conversation)


def test_who_signed_out_meanwhile_hears_nothing_more(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "LOOK_SECONDS", -1)
    job = make_job(owner)

    async def conversation() -> None:
        talking = Socket(owner_client, job.pk)
        await talking.joined()
        await sync_to_async(owner_client.logout)()
        await sync_to_async(ring_watchers)(job.pk)
        assert await talking.ended() == NOT_FOUND

    talk(conversation)


def test_a_job_that_goes_while_it_is_watched_ends_the_socket(owner: User, owner_client: Client) -> None:
    job = make_job(owner)

    async def conversation() -> None:
        talking = Socket(owner_client, job.pk)
        await talking.joined()
        await sync_to_async(Job.objects.filter(pk=job.pk).delete)()
        await sync_to_async(ring_watchers)(job.pk)
        assert await talking.ended() == NOT_FOUND

    talk(conversation)


def test_one_person_has_so_many_sockets_and_no_more(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "SOCKETS_PER_USER", 1)
    job = make_job(owner)

    async def conversation() -> None:
        first = Socket(owner_client, job.pk)
        await first.joined()
        assert await refused(owner_client, job.pk) == TOO_MANY
        await first.leave()
        again = Socket(owner_client, job.pk)
        await again.joined()
        await again.leave()

    talk(conversation)


def test_while_redis_is_away_the_page_is_asked_to_come_later(owner: User, owner_client: Client, away: None) -> None:
    job = make_job(owner)

    async def conversation() -> None:
        assert await refused(owner_client, job.pk) == TRY_LATER

    talk(conversation)


def test_the_snapshot_is_in_the_language_of_who_looks(owner: User, owner_client: Client) -> None:
    owner.language = "de"
    owner.save(update_fields=["language"])
    job = make_job(owner)

    async def conversation() -> None:
        talking = Socket(owner_client, job.pk)
        assert (await talking.joined())["state_label"] == "Wartet"
        await talking.leave()

    talk(conversation)


def test_nobody_signed_in_sees_any_job() -> None:
    assert not Job.objects.visible_to(AnonymousUser()).exists()
