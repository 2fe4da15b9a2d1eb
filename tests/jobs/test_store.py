"""Keys in Redis: beats, progress, wishes, slots; and what stands still for how long."""

import uuid

from jobs import store
from tests.jobs.support import ClockedRedis

REPORT = {"stage": "read", "percent": 30, "done": 3, "total": 10, "current": "Push", "rate": 1.5, "seconds_left": 5}


def test_beats_are_counted_by_claim() -> None:
    first, second, third = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for _time in range(3):
        assert not store.beat("job:0", first)
    store.beat("job:0", second)
    assert store.beats([first, second, third]) == [3, 1, 0]
    assert store.beats([]) == []


def test_progress_comes_back_as_it_was_written() -> None:
    claim = uuid.uuid4()
    store.progress_write("job:0", claim, REPORT)
    assert store.progress_read([("job:0", claim), ("other:0", None)]) == [
        {**REPORT, "cancelling": False},
        {"percent": 0, "cancelling": False},
    ]
    assert store.progress_read([]) == []


def test_a_worker_that_lost_the_job_does_not_speak_for_the_new_one() -> None:
    lost, present = uuid.uuid4(), uuid.uuid4()
    store.progress_write("job:0", present, {**REPORT, "percent": 70})
    store.progress_write("job:0", lost, {**REPORT, "percent": 20, "current": "Old"})
    (shown,) = store.progress_read([("job:0", present)])
    assert (shown["percent"], shown["current"]) == (70, "Push")


def test_a_waiting_job_keeps_the_percent_that_it_had_reached() -> None:
    store.progress_write("job:0", uuid.uuid4(), REPORT)
    assert store.progress_read([("job:0", None), ("job:0", uuid.uuid4())]) == [
        {"percent": 30, "cancelling": False},
        {"percent": 30, "cancelling": False},
    ]


def test_a_job_that_is_started_again_begins_anew() -> None:
    store.progress_write("job:0", uuid.uuid4(), REPORT)
    store.cancel_wish("job:0")
    assert store.progress_read([("job:0", None)])[0]["cancelling"]
    assert store.progress_read([("job:2", None)]) == [{"percent": 0, "cancelling": False}]
    assert not store.beat("job:2", uuid.uuid4())
    assert store.beat("job:0", uuid.uuid4())


def test_everything_about_a_job_goes_by_itself(clock: ClockedRedis) -> None:
    claim = uuid.uuid4()
    store.beat("job:0", claim)
    store.progress_write("job:0", claim, REPORT)
    store.cancel_wish("job:0")
    keys = clock.keys("wt:job:*")
    assert len(keys) == 4
    assert all(0 < clock.ttl(key) <= store.KEEP_SECONDS for key in keys)


def test_silence_is_counted_from_the_last_beat(clock: ClockedRedis) -> None:
    heard = []
    for second, count in enumerate([1, 1, 1, 2, 2]):
        clock.now += 2 if second else 0
        heard.append(store.silences({"a": count}, longest_gap=10)["a"])
    assert heard == [0, 2, 4, 0, 2]


def test_silence_starts_again_after_a_gap_in_the_view(clock: ClockedRedis) -> None:
    store.silences({"a": 1}, longest_gap=10)
    clock.now += 9
    assert store.silences({"a": 1}, longest_gap=10) == {"a": 9}
    clock.now += 11
    assert store.silences({"a": 1}, longest_gap=10) == {"a": 0}, "nobody could be heard for eleven seconds"


def test_a_clock_that_jumps_makes_nobody_silent(clock: ClockedRedis) -> None:
    store.silences({"a": 1}, longest_gap=10)
    for jump in (-3600, 3600):
        clock.now += jump
        assert store.silences({"a": 1}, longest_gap=10) == {"a": 0}


def test_a_redis_that_lost_its_memory_makes_nobody_silent(clock: ClockedRedis) -> None:
    store.silences({"a": 5}, longest_gap=10)
    clock.now += 5
    clock.flushdb()
    assert store.silences({"a": 0}, longest_gap=10) == {"a": 0}
    clock.now += 5
    assert store.silences({"a": 1}, longest_gap=10) == {"a": 0}


def test_who_is_new_or_gone_counts_for_nobody_else(clock: ClockedRedis) -> None:
    store.silences({"a": 1, "gone": 1}, longest_gap=10)
    clock.now += 4
    assert store.silences({"a": 1, "new": 1}, longest_gap=10) == {"a": 4, "new": 0}
    assert store.silences({}, longest_gap=10) == {}


def test_a_slot_is_given_once(clock: ClockedRedis) -> None:
    assert store.take_slot("work", 60)
    assert not store.take_slot("work", 60)
    assert store.take_slot("other work", 60)


def test_sockets_of_one_person_are_limited(clock: ClockedRedis) -> None:
    assert all(store.socket_enter(1, f"tab {number}", 3) for number in range(3))
    assert not store.socket_enter(1, "one more", 3)
    assert store.socket_enter(2, "somebody else", 3)
    store.socket_leave(1, "tab 0")
    assert store.socket_enter(1, "one more", 3)
