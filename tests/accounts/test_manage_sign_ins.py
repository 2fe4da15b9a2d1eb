"""The dashboard of sign-ins."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import LoginHistory
from tests.factories import make_user
from tests.safety.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
PAGE = "/manage/sign-ins/"


def row(email: str, **fields: Any) -> LoginHistory:
    values = {"success": False, "reason": "password", "ip": "203.0.113.7", "network": "203.0.113.0/24"} | fields
    return LoginHistory.objects.create(email=email, **values)


@pytest.fixture
def history() -> None:
    row("phone@example.org", device_type="phone")
    row("flagged@example.org", many_accounts=True)
    row("there@example.org", ip="198.51.100.1", network="198.51.100.0/24")
    row("fine@example.org", success=True, reason="", method="password")
    row("old@example.org", created_at=timezone.now() - timedelta(days=10))


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"phone", "flagged", "there", "fine", "old"}),
        ("device=phone", {"phone"}),
        ("flag=any", {"flagged"}),
        ("flag=new_device", set()),
        ("ip=198.51.100.1", {"there"}),
        ("ip=203.0.113.0/24", {"phone", "flagged", "fine", "old"}),
        ("success=yes", {"fine"}),
        ("success=no&days=1", {"phone", "flagged", "there"}),
        ("q=FINE@", {"fine"}),
    ],
)
def test_each_filter_narrows_the_list(staff_client: Client, query: str, shown: set[str]) -> None:
    page = staff_client.get(f"{PAGE}?{query}").content.decode()
    names = {name for name in ("phone", "flagged", "there", "fine", "old") if f"{name}@example.org" in page}
    assert names == shown


@pytest.mark.usefixtures("history")
def test_an_address_that_is_none_is_named_and_nothing_is_shown(staff_client: Client) -> None:
    answer = staff_client.get(f"{PAGE}?ip=nonsense")
    assert answer.status_code == 422
    assert "“nonsense” is not an address" in answer.content.decode()


def test_only_staff_with_the_permission_come_in(client: Client) -> None:
    helper = make_user(is_staff=True)
    client.force_login(helper)
    assert client.get(PAGE).status_code == 403
    helper.user_permissions.add(Permission.objects.get(codename="view_loginhistory"))
    assert client.get(PAGE).status_code == 200
    helper.is_staff = False
    helper.save()
    assert client.get(PAGE).status_code == 403


def test_the_number_of_queries_does_not_grow(staff_client: Client) -> None:
    row("first@example.org")

    def more() -> None:
        for number in range(10):
            row(f"many{number}@example.org")

    assert_constant_queries(lambda: staff_client.get(PAGE), grow=more, at_most=8)
