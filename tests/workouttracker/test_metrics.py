"""What Prometheus gets, and who may read it."""

import re
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import User
from jobs import store
from tests.factories import make_session, make_user
from tests.jobs.support import in_state
from workouttracker.kit import counters as module
from workouttracker.kit.counters import Counters, totals

TOKEN = "metrics-token-of-this-test"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Counters:
    """Counters of this test alone: in memory, and in Redis."""
    mine = Counters()
    monkeypatch.setattr(module, "KEY", f"wt:metrics:{request.node.name}")
    monkeypatch.setattr("workouttracker.metrics.counters", mine)
    store.client().delete(module.KEY)
    return mine


def scrape(settings: Any) -> dict[str, float]:
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z0-9_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+]+', line) for line in lines), lines
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}"])
def test_without_the_token_there_is_nothing_here(settings: Any, given: str) -> None:
    headers = {"Authorization": given} if given else {}
    assert Client().get("/metrics", headers=headers).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert Client().get("/metrics", headers=headers).status_code == 404


def test_requests_are_counted_by_route_over_all_processes(settings: Any, db: None, fresh: Counters) -> None:
    for _ in range(3):
        Client().get("/versions/")
    Client().get("/no/such/page")
    fresh.flush(store.client, now=True)
    other = Counters()  # another process
    other.add("requests_total", method="GET", route="versions-history", status="200")
    other.flush(store.client, now=True)
    found = scrape(settings)
    assert found['workouttracker_requests_total{method="GET",route="versions-history",status="200"}'] == 4
    assert found['workouttracker_requests_total{method="GET",route="unrouted",status="404"}'] == 1
    assert found['workouttracker_request_seconds_bucket{le="+Inf"}'] == found["workouttracker_request_seconds_count"]
    assert found["workouttracker_request_seconds_count"] == 4
    assert found["workouttracker_counters_up"] == 1


def test_a_made_up_method_makes_no_series_of_its_own(settings: Any, db: None, fresh: Counters) -> None:
    Client().generic("SPAM123", "/versions/")
    fresh.flush(store.client, now=True)
    assert 'workouttracker_requests_total{method="other",route="versions-history",status="405"}' in scrape(settings)


def test_jobs_and_business_figures_are_there(settings: Any, owner: User) -> None:
    in_state(owner, "queued", "import", queue="bulk")
    make_user(email="gone@example.org", is_active=False)
    make_session(owner, "Push A")
    found = scrape(settings)
    assert found['workouttracker_jobs_waiting{queue="bulk"}'] == 1
    assert found['workouttracker_jobs{state="queued",kind="import"}'] == 1
    assert found["workouttracker_accounts"] == 1
    assert found["workouttracker_sessions"] == 1
    assert found[f'workouttracker_info{{version="{django_settings.APP_VERSION}"}}'] == 1


def test_scraping_asks_a_constant_number_of_queries(
    settings: Any, owner: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        in_state(owner, "queued", "import", queue="bulk")
    with django_assert_max_num_queries(10):
        scrape(settings)


def test_what_redis_did_not_take_is_kept_and_handed_over_later() -> None:
    now = [100.0]
    mine = Counters(lambda: now[0])

    def away() -> Any:
        raise redis.ConnectionError("refused")

    mine.add("requests_total", route="a")
    mine.flush(away)  # not yet time
    now[0] += 6
    mine.flush(away)
    mine.add("requests_total", route="a")
    now[0] += 6
    mine.flush(store.client)  # the pause is not over
    assert totals(store.client()) == {}
    now[0] += 30
    mine.flush(store.client)
    assert totals(store.client()) == {("requests_total", (("route", "a"),)): 2}


def test_without_redis_the_page_says_that_counters_are_missing(settings: Any, db: None) -> None:
    urls = settings.REDIS
    settings.REDIS = type(urls)("redis://127.0.0.1:1/0", urls.cache, urls.broker)
    found = scrape(settings)
    assert found["workouttracker_counters_up"] == 0
    assert "workouttracker_sessions" in found


def test_a_scrape_names_a_process_by_its_address(settings: Any, db: None) -> None:
    settings.METRICS_TOKEN = TOKEN
    strange = {"Host": "10.1.2.3:8000"}
    assert Client().get("/metrics", headers={**strange, "Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert Client().get("/metrics", headers=strange).status_code == 400
