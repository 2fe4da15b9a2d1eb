"""Ringing: messages that only say "look", whatever the broker does."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from kombu import Connection

from accounts.models import User
from jobs import doorbell
from jobs.models import Job
from tests.jobs.support import make_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of this test alone."""
    name = f"test-{uuid.uuid4().hex}"
    yield name
    with current_app.connection_for_write() as connection:
        channel_of(connection).client.delete(name)


def channel_of(connection: Connection) -> Any:
    return connection.default_channel


def waiting(owner: User, queue: str, number: int) -> list[Job]:
    jobs = [make_job(owner) for _ in range(number)]
    for job in jobs:
        job.queue = queue
    return jobs


def messages(queue: str) -> int:
    with current_app.connection_for_read() as connection:
        return int(channel_of(connection).client.llen(queue))


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that refuses."""
    refusing = Connection("redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "connection_for_write", lambda **options: refusing.clone(**options))


def test_a_ring_is_one_message_with_the_id_of_the_job(owner: User, queue: str) -> None:
    (job,) = waiting(owner, queue, 1)
    doorbell.ring_worker(job)
    with current_app.connection_for_read() as connection:
        message = connection.SimpleQueue(queue).get(timeout=5)
        message.ack()
    assert message.headers["task"] == "jobs.run"
    assert message.payload[0] == [str(job.pk)]


def test_a_broker_that_is_away_stops_nobody(
    owner: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = waiting(owner, "test", 2)
    broken(monkeypatch)
    doorbell.ring_worker(jobs[0])
    doorbell.ring_again(jobs)
    assert "could not be rung" in caplog.text


def test_a_queue_gets_no_more_messages_than_it_has_jobs(owner: User, queue: str) -> None:
    jobs = waiting(owner, queue, 3)
    doorbell.ring_worker(jobs[0])
    doorbell.ring_again(jobs)
    rung = messages(queue)
    assert rung == 4, "one was there, and each job is rung for"
    for _tick in range(5):
        doorbell.ring_again(jobs)
    assert messages(queue) == rung


def test_nothing_to_ring_for_asks_no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "_broker", lambda: pytest.fail("it was asked"))
    doorbell.ring_again([])


def test_a_worker_whose_broker_hung_goes_on_fetching(queue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With kombu's bookkeeping of unacknowledged messages it did not: one that timed out stayed its own for ever."""

    def hang(*_arguments: Any, **_options: Any) -> None:
        raise TimeoutError("hung")

    with current_app.connection_for_read() as connection:
        simple = connection.SimpleQueue(queue)
        simple.put("look")
        channel: Any = simple.channel
        channel.basic_qos(0, 1, False)
        message = simple.get(timeout=5)
        assert not channel.qos.can_consume(), "one at a time"
        monkeypatch.setattr(channel, "conn_or_acquire", hang)
        message.ack()
        assert channel.qos.can_consume()
        monkeypatch.undo()
