"""The query counter counts what it should, and notices growth."""

import pytest
from django.db import transaction

from accounts.models import User
from tests.safety.queries import assert_constant_queries, queries

pytestmark = pytest.mark.django_db


def add_user() -> None:
    User.objects.create_user(f"{User.objects.count()}@example.org")


def one_query_per_user() -> None:
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).exists()


def test_transactions_and_savepoints_are_not_counted() -> None:
    with queries() as asked, transaction.atomic(), transaction.atomic():
        User.objects.exists()
    assert len(asked) == 1


def test_one_query_is_one_query_however_many_rows_there_are() -> None:
    assert assert_constant_queries(lambda: list(User.objects.all()), grow=add_user, at_most=1) == 1


def test_a_query_per_row_is_noticed_and_shown() -> None:
    add_user()
    with pytest.raises(AssertionError, match=r"(?s)2 queries became 3 with more rows.*accounts_user"):
        assert_constant_queries(one_query_per_user, grow=add_user)


def test_too_many_queries_are_noticed_although_they_are_constant() -> None:
    with pytest.raises(AssertionError, match="2 queries, at most 1 expected"):
        assert_constant_queries(lambda: (User.objects.exists(), User.objects.count()), grow=add_user, at_most=1)
