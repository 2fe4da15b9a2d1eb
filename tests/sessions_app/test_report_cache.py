"""The finished parts of reports in the cache: keys, lives, sizes, and a cache that misbehaves."""

import re
import signal
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from django.db import transaction
from django.test import Client
from django.utils import translation

from accounts.models import User
from sessions_app.caching import Component, Made, kept, kept_since, keys_of
from sessions_app.reports.registry import REPORTS
from sharing.scope import Area, Scope
from tests.factories import make_exercise, make_session, make_set
from tests.safety.queries import queries
from workouttracker.redis import RedisUrls, cache_settings

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from lib.children import Child
from lib.servers import start_valkey

pytestmark = pytest.mark.django_db(transaction=True)
cache: Any = django_cache
PART = Component("volume", ("period 90",))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time as entries see it; Redis keeps its own, so lives are asked for, not waited for."""
    now = [1_000_000.0]
    monkeypatch.setattr("sessions_app.caching.time.time", lambda: now[0])
    return now


class Maker:
    """Makes parts and remembers what it was asked for."""

    def __init__(self, text: str = "<p>made</p>") -> None:
        self.text = text
        self.asked: list[list[str]] = []

    def __call__(self, missing: Sequence[Component]) -> dict[Component, str]:
        self.asked.append([each.name for each in missing])
        return dict.fromkeys(missing, self.text)


def test_what_was_made_once_is_kept(owner: User) -> None:
    scope, make = Scope.of_user(owner), Maker()
    assert kept(scope, [PART], make) == kept(scope, [PART], make) == {PART: "<p>made</p>"}
    assert make.asked == [["volume"]]


def test_only_what_is_missing_is_made(owner: User) -> None:
    scope, make = Scope.of_user(owner), Maker()
    kept(scope, [PART], make)
    kept(scope, [PART, Component("records")], make)
    assert make.asked == [["volume"], ["records"]]


def test_every_write_makes_parts_anew(owner: User) -> None:
    scope, make = Scope.of_user(owner), Maker()
    kept(scope, [PART], make)
    make_session(owner)
    kept(scope, [PART], make)
    assert len(make.asked) == 2


def test_another_athletes_write_does_not(owner: User, stranger: User) -> None:
    scope, make = Scope.of_user(owner), Maker()
    kept(scope, [PART], make)
    make_session(stranger)
    kept(scope, [PART], make)
    assert len(make.asked) == 1


def test_the_key_tells_apart_whatever_makes_a_difference(owner: User, stranger: User) -> None:
    reports = frozenset({Area.REPORTS})
    scopes = [
        Scope.of_user(owner),
        Scope.of_user(stranger),
        Scope(owner=owner, areas=reports, share_id="a"),
        Scope(owner=owner, areas=reports, share_id="b"),
        Scope(owner=owner, areas=reports | {Area.SESSIONS}, share_id="a"),
        Scope(owner=owner, areas=reports, share_id="a", only_session=1),
    ]
    parts = [PART, Component("volume", ("period 30",)), Component("records", ("period 90",))]
    keys = {key for scope in scopes for key in keys_of(scope, parts).values()}
    with translation.override("de"):
        keys |= set(keys_of(scopes[0], parts).values())
    assert len(keys) == (len(scopes) + 1) * len(parts)
    assert all(key.startswith(("page:",)) for key in keys)


def test_the_key_of_a_report_holds_unit_zone_week_day_and_page(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[Component] = set()

    def spy(_scope: Scope, components: Sequence[Component], make: Any, _versions: Any) -> dict[Component, Made]:
        asked.update(components)
        return {part: said if isinstance(said, Made) else Made(said, 0) for part, said in make(components).items()}

    def seen(query: str = "") -> set[Component]:
        asked.clear()
        owner_client.get(f"/reports/{query}")
        return set(asked)

    monkeypatch.setattr("sessions_app.views.reports.kept_since", spy)
    pages = [seen()]
    for change in ({"unit": "lb"}, {"time_zone": "Asia/Tokyo"}, {"first_weekday": 6}):
        User.objects.filter(pk=owner.pk).update(**change)
        pages.append(seen())
    pages.append(seen("?period=30"))
    assert [{each.name for each in page} for page in pages] == [{"reports", *REPORTS}] * 5
    for number, one in enumerate(pages):
        for other in pages[:number]:
            assert not one & other
    assert {each.name for each in seen("?period=30&page=2") - pages[-1]} == {"reports", "records"}


def test_a_part_lives_five_minutes_from_its_last_use_and_thirty_at_most(owner: User, clock: list[float]) -> None:
    scope, make = Scope.of_user(owner), Maker()
    kept(scope, [PART], make)
    key = keys_of(scope, [PART])[PART]
    lives = []
    for _ in range(8):
        lives.append(cache.ttl(key))
        clock[0] += 240
        kept(scope, [PART], make)
    assert lives == pytest.approx([300, 300, 300, 300, 300, 300, 300, 120], abs=2)
    assert len(make.asked) == 2, "half an hour after it was made it is made anew"


def test_what_is_put_together_is_as_old_as_its_oldest_part(owner: User, clock: list[float]) -> None:
    scope, whole = Scope.of_user(owner), Component("whole")
    part = kept_since(scope, [PART], Maker())[PART]
    clock[0] += 240
    young = kept_since(scope, [Component("records")], Maker())[Component("records")]
    assert (part.at, young.at) == (1_000_000, 1_000_240)
    kept(scope, [whole], lambda _missing: {whole: Made("<p>both</p>", min(part.at, young.at))})
    for _ in range(6):
        clock[0] += 240
        assert kept(scope, [whole], Maker()) == {whole: "<p>both</p>"}
    assert cache.ttl(keys_of(scope, [whole])[whole]) == pytest.approx(120, abs=2)
    clock[0] += 120
    assert kept(scope, [whole], Maker()) == {whole: "<p>made</p>"}


def test_hits_close_together_do_not_write(owner: User, clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope.of_user(owner)
    kept(scope, [PART], Maker())
    written: list[Any] = []
    monkeypatch.setattr(cache, "set_many", lambda *args: written.append(args))
    clock[0] += 20
    kept(scope, [PART], Maker())
    assert written == []
    clock[0] += 20
    kept(scope, [PART], Maker())
    assert len(written) == 1


def test_durations_and_size_are_settings(owner: User, settings: Any) -> None:
    scope, make = Scope.of_user(owner), Maker("x" * 2000)
    settings.REPORT_CACHE_ENTRY_KB = 1
    kept(scope, [PART], make)
    kept(scope, [PART], make)
    assert len(make.asked) == 2, "too large to be kept"
    settings.REPORT_CACHE_ENTRY_KB, settings.REPORT_CACHE_SECONDS = 256, 60
    kept(scope, [PART], make)
    assert 55 <= cache.ttl(keys_of(scope, [PART])[PART]) <= 60
    settings.REPORT_CACHE_SECONDS = 0
    kept(scope, [PART], make)
    assert len(make.asked) == 4, "switched off"


def test_nothing_is_kept_from_inside_a_transaction(owner: User) -> None:
    scope, make = Scope.of_user(owner), Maker()
    with transaction.atomic():
        kept(scope, [PART], make)
    kept(scope, [PART], make)
    assert len(make.asked) == 2


@pytest.mark.parametrize(
    "lie",
    ["text", 7, [], {"f": 99, "made": 1e12, "text": "old"}, {"f": 1, "made": "yesterday", "text": "x"}, {"f": 1}],
)
def test_what_is_no_entry_of_ours_counts_as_absent(owner: User, lie: Any) -> None:
    scope, make = Scope.of_user(owner), Maker()
    cache.set(keys_of(scope, [PART])[PART], lie, 300)
    assert kept(scope, [PART], make) == {PART: "<p>made</p>"}


@pytest.mark.parametrize("error", [ValueError("no JSON"), UnicodeDecodeError("utf-8", b"", 0, 1, "broken")])
def test_what_can_not_be_read_counts_as_absent(owner: User, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_args: Any) -> Any:
        raise error

    monkeypatch.setattr(cache, "get_many", broken)
    assert kept(Scope.of_user(owner), [PART], Maker()) == {PART: "<p>made</p>"}


def test_pages_work_without_a_cache_and_say_nothing(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_set(make_session(owner), exercise_type=make_exercise("Bench Press"))
    with_cache = owner_client.get("/reports/?period=all").content
    monkeypatch.setattr(cache, "get_many", lambda *_args: None)
    monkeypatch.setattr(cache, "set_many", lambda *_args: None)
    response = owner_client.get("/reports/?period=all")
    assert response.status_code == 200
    assert _parts(response.content) == _parts(with_cache)


@pytest.fixture
def own_redis(tmp_path: Path, settings: Any) -> Iterator[Child]:
    """A Valkey of its own that is the cache, to be frozen or killed."""
    child, url = start_valkey(tmp_path / "valkey", append_only=False)
    settings.CACHES = cache_settings(RedisUrls(url, url, url))
    yield child
    if child.is_running:
        child.process.send_signal(signal.SIGCONT)
    child.stop()


@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL], ids=["frozen", "killed"])
def test_pages_work_and_say_nothing_while_redis_is(
    fault: signal.Signals, owner: User, owner_client: Client, own_redis: Child
) -> None:
    bench = make_exercise("Bench Press")
    make_set(make_session(owner), exercise_type=bench)
    paths = ("/reports/?period=all", "/reports/volume/?period=all", f"/exercises/{bench.pk}/")
    with_cache = [owner_client.get(path).content for path in paths]
    assert cache.keys("page:*")
    own_redis.process.send_signal(fault)
    for path, before in zip(paths, with_cache, strict=True):
        response = owner_client.get(path)
        assert response.status_code == 200
        assert _main(response.content) == _main(before)
    make_set(make_session(owner), exercise_type=bench, weight=Decimal(123))
    assert b"123" in _main(owner_client.get(paths[2]).content)
    if fault is signal.SIGSTOP:
        own_redis.process.send_signal(signal.SIGCONT)
        assert b"123" in _main(owner_client.get(paths[2]).content), "what it kept from before is not shown"


def _main(page: bytes) -> bytes:
    return page[page.index(b"<main") : page.index(b"</main>")]


def _parts(page: bytes) -> bytes:
    return page[page.index(b'class="reports"') :].split(b"</main>")[0]


def test_a_warm_page_asks_for_the_version_of_the_data_alone(owner: User, owner_client: Client) -> None:
    make_set(make_session(owner), exercise_type=make_exercise("Bench Press"))
    owner_client.get("/reports/")
    with queries() as asked:
        owner_client.get("/reports/")
    own = [sql for sql in asked if '"sessions_app_' in sql]
    assert len(own) == 1
    assert "dataversion" in own[0]


def test_every_report_is_kept_on_its_own(owner: User, owner_client: Client) -> None:
    owner_client.get("/reports/volume/?period=30")
    keys = [key.split(":")[2] for key in cache.keys("page:*")]
    assert keys == ["volume"]
    owner_client.get("/reports/?period=30")
    assert sorted(key.split(":")[2] for key in cache.keys("page:*")) == sorted([*REPORTS, "reports"])


def test_a_card_that_came_later_stands_in_the_kept_page(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the page would go on saying that it comes, after it came."""
    make_set(make_session(owner), exercise_type=make_exercise("Bench Press"))
    short = owner_client.get("/reports/").content.decode()
    django_cache.clear()
    monkeypatch.setattr("sessions_app.reports.source.Source.is_long", lambda _source, **_said: True)
    (later,) = (key for key, report in REPORTS.items() if report.later)
    place = f'hx-get="/reports/{later}/?period=90'
    for _ in range(2):
        assert place in owner_client.get("/reports/").content.decode()
        assert {key.split(":")[2] for key in cache.keys("page:*")} == {*REPORTS, "reports"} - {later}
    with queries() as asked:
        owner_client.get("/reports/")
    assert len([sql for sql in asked if '"sessions_app_' in sql]) == 1, "how long the history is was asked once"
    card = owner_client.get(f"/reports/{later}/").content.decode()
    page = owner_client.get("/reports/").content.decode()
    assert place not in page
    assert cards_of_page(page) == cards_of_page(short)
    assert cards_of_page(card)[0] in cards_of_page(page)


def test_a_card_whose_time_is_over_before_its_page_s_is_made_anew(owner: User, owner_client: Client) -> None:
    make_set(make_session(owner), exercise_type=make_exercise("Bench Press"))
    before = owner_client.get("/reports/").content.decode()
    (later,) = (key for key, report in REPORTS.items() if report.later)
    assert cache.delete_pattern(f"page:*:{later}:*") == 1
    assert cards_of_page(owner_client.get("/reports/").content.decode()) == cards_of_page(before)


def cards_of_page(page: str) -> list[str]:
    """The cards as they stand in the page."""
    return re.findall(r"<section class=\"card.*?</section>", page, re.DOTALL)
