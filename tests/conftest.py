"""What every test has: fast passwords, a cache of its own, the cast of characters, and no skips in CI."""

import os
import random
from collections.abc import Generator, Iterator
from typing import Any, cast

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests import fuzzing
from tests.factories import make_session, make_user
from tests.sharing.support import VISITORS_LINK, make_share, visit
from tests.shipped import bring_back


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run soak, fuzz and mutation tests too")
    parser.addoption("--fuzz-minutes", type=float, default=1, help="with --long: for so long each importer")
    parser.addoption("--shuffle", type=int, help="run the tests in another order, drawn by this number")
    parser.addoption("--only-database", action="store_true", help="leave tests out that can't reach a database")


def pytest_configure(config: pytest.Config) -> None:
    """Give each worker keys of its own in the shared cache, and all of them a fast password hasher."""
    fuzzing.LONG, fuzzing.MINUTES = bool(config.getoption("--long")), config.getoption("--fuzz-minutes")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    django_settings.CACHES["default"]["KEY_PREFIX"] = f"test-{worker}"
    django_settings.SHARE_BURST = django_settings.FEEDBACK_PER_HOUR = 100_000
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long tests out unless asked for, and for a second database those that it makes no difference to.

    They are not skipped, they are not part of this run.
    """
    left_out = set()
    if not config.getoption("--long"):
        left_out |= {item for item in items if item.get_closest_marker("long")}
    if config.getoption("--only-database"):
        left_out |= {item for item in items if not _reaches_database(item) or item.get_closest_marker("one_database")}
    items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: not _takes_long(item))
    if (seed := config.getoption("--shuffle")) is not None:
        random.Random(seed).shuffle(items)
        items.sort(key=_commits)
    config.hook.pytest_deselected(items=list(left_out))


def _takes_long(item: pytest.Item) -> bool:
    """Whether to begin with it: what is begun last with nothing beside it costs its whole time."""
    return item.get_closest_marker("one_database") is not None and not _commits(item)


def _commits(item: pytest.Item) -> bool:
    """Whether the test empties the database afterwards: such tests come last, also in another order."""
    marker = item.get_closest_marker("django_db")
    is_said = marker is not None and bool(marker.kwargs.get("transaction"))
    return is_said or "transactional_db" in getattr(item, "fixturenames", ())


def _reaches_database(item: pytest.Item) -> bool:
    """Whether the plugin lets the test into the database."""
    fixtures = getattr(item, "fixturenames", ())
    is_asked_for = item.get_closest_marker("django_db") or {"db", "transactional_db"}.intersection(fixtures)
    return bool(is_asked_for)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """In CI a skip is a failure: it would hide a part that is missing."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI forbids: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _what_migrations_brought(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit come last, but a process that has done its own takes others from its neighbour."""
    if not _commits(request.node):
        yield
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    yield
    with blocker.unblock():
        bring_back()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No test sees what another one left in the cache (rate limits above all)."""
    yield
    cast("Any", cache).delete_pattern("*")


@pytest.fixture
def owner(db: None) -> User:
    """The athlete whose data a test is about."""
    return make_user(email="owner@example.org", name="Olga Owner")


@pytest.fixture
def stranger(db: None) -> User:
    """Another athlete, who must see nothing of it."""
    return make_user(email="stranger@example.org", name="Sven Stranger")


@pytest.fixture
def staff(db: None) -> User:
    """Somebody who may open the admin and everything in it."""
    return make_user(email="staff@example.org", name="Stella Staff", is_staff=True, is_superuser=True)


@pytest.fixture
def owner_client(owner: User) -> Client:
    """A browser in which the owner is signed in."""
    return _signed_in(owner)


@pytest.fixture
def stranger_client(stranger: User) -> Client:
    """A browser in which the stranger is signed in."""
    return _signed_in(stranger)


@pytest.fixture
def staff_client(staff: User) -> Client:
    """A browser in which staff is signed in."""
    return _signed_in(staff)


@pytest.fixture
def anonymous_client(db: None) -> Client:
    """A browser in which nobody is signed in."""
    return Client()


@pytest.fixture
def visitor_client(owner: User) -> Client:
    """A browser without an account in which a link to everything of the owner's was opened."""
    return visit(make_share(owner, name=VISITORS_LINK, can_reports=True, can_calculator=True))


@pytest.fixture
def one_session_client(owner: User) -> Client:
    """A browser without an account in which a link to one session of the owner's was opened."""
    return visit(make_share(owner, session=make_session(owner, "Only this one")))


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
