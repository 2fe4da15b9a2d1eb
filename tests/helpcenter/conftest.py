"""The shipped help, loaded once for each module that asks for it: it takes a second, and tests only read it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from helpcenter.services.load import help_load


@pytest.fixture(scope="module")
def shipped_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Around the transactions of the module's tests, and rolled back after the last one."""
    with django_db_blocker.unblock(), transaction.atomic():
        help_load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shipped(shipped_once: None, db: None) -> None:
    """The shipped help is there; what the test changes is rolled back."""
