"""What admins see of an account and do for it."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client

from accounts.models import LoginHistory, User
from tests.accounts.support import person, sign_in
from tests.factories import make_session
from tests.safety.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"


@pytest.fixture
def manager(db: None) -> User:
    """Staff of the shipped group that manages users."""
    user = person("manager@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="User managers"))
    return user


@pytest.fixture
def managing(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def act(client: Client, action: str, *users: User, **more: str) -> Any:
    return client.post(LIST, {"action": action, "_selected_action": [user.pk for user in users], **more}, follow=True)


def failed(user: User, times: int) -> None:
    for _ in range(times):
        LoginHistory.objects.create(user=user, email=user.email, success=False, reason="password", ip="203.0.113.7")


def listed(client: Client, query: str) -> set[str]:
    page = client.get(f"{LIST}?{query}").content.decode()
    return {name for name in ("ada", "off", "new", "locked") if f">{name}@example.org<" in page}


def test_people_are_filtered_by_their_state(managing: Client) -> None:
    person("ada@example.org")
    person("off@example.org", is_active=False)
    person("new@example.org", verified=False)
    failed(person("locked@example.org"), 5)
    assert listed(managing, "state=active") == {"ada"}
    assert listed(managing, "state=off") == {"off"}
    assert listed(managing, "state=unconfirmed") == {"new"}
    assert listed(managing, "state=locked") == {"locked"}
    assert listed(managing, "is_staff__exact=1") == set()


def test_somebody_counts_as_locked_exactly_as_long_as_the_sign_in_rests(managing: Client, client: Client) -> None:
    ada = person("ada@example.org")
    for _ in range(4):
        sign_in(client, ada.email, "wrong")
    assert listed(managing, "state=locked") == set()
    sign_in(client, ada.email, "wrong")
    assert listed(managing, "state=locked") == {"ada"}
    assert "That was a lot of tries." in sign_in(client, ada.email).content.decode()


def test_the_list_counts_workouts_and_asks_no_more_with_more_people(managing: Client) -> None:
    def more() -> None:
        for number in range(10):
            user = person(f"p{number}@example.org", verified=bool(number % 2))
            failed(user, 6)
            make_session(user)

    make_session(person())
    assert '<td class="field-workouts">1</td>' in managing.get(LIST).content.decode()
    assert_constant_queries(lambda: managing.get(LIST), grow=more, at_most=14)


def test_the_page_shows_state_workouts_and_the_last_twenty_sign_ins(managing: Client) -> None:
    ada = person(verified=False)
    for number in range(21):
        LoginHistory.objects.create(user=ada, email=ada.email, success=True, ip=f"203.0.113.{number}", new_device=True)
    page = managing.get(f"{LIST}{ada.pk}/change/").content.decode()
    assert "<strong>unconfirmed</strong>" in page
    assert page.count("203.0.113.") == 20
    assert "new device" in page


def test_a_reset_mail_is_sent(managing: Client) -> None:
    ada = person(language="de")
    act(managing, "send_reset_mail", ada, back="1")
    [message] = mail.outbox
    assert message.to == ["ada@example.org"]
    assert "/accounts/password/reset/key/" in message.body


def test_an_address_is_confirmed(managing: Client, client: Client) -> None:
    ada = person(verified=False)
    act(managing, "confirm_email", ada)
    assert EmailAddress.objects.get(user=ada).verified
    assert sign_in(client)["Location"] == "/"


def test_an_account_is_switched_off_at_once_and_on_again(managing: Client, client: Client) -> None:
    ada = person()
    sign_in(client)
    act(managing, "deactivate", ada)
    assert client.get("/accounts/").status_code == 302
    act(managing, "reactivate", ada)
    assert sign_in(Client())["Location"] == "/"


def test_a_manager_does_nothing_to_people_with_power(managing: Client, manager: User) -> None:
    boss = person("boss@example.org", is_staff=True, is_superuser=True)
    for action in ("deactivate", "confirm_email", "send_reset_mail", "reactivate"):
        answer = act(managing, action, boss, manager)
        assert "more rights than you may change" in answer.content.decode()
    assert User.objects.filter(is_active=True).count() == 2
    assert mail.outbox == []


def test_the_last_superuser_is_not_switched_off_by_the_action(staff: User, staff_client: Client) -> None:
    second = person("second@example.org", is_staff=True, is_superuser=True)
    answer = act(staff_client, "deactivate", second, staff)
    assert "This is the last active superuser." in answer.content.decode()
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1


def test_whoever_may_only_look_can_not_act(client: Client) -> None:
    looking, ada = person("looking@example.org", is_staff=True), person()
    looking.user_permissions.add(Permission.objects.get(codename="view_user"))
    client.force_login(looking)
    act(client, "deactivate", ada)
    ada.refresh_from_db()
    assert ada.is_active


def test_the_shipped_groups_are_there_with_their_rights() -> None:
    rights = {
        group.name: {f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.all()}
        for group in Group.objects.prefetch_related("permissions__content_type")
    }
    assert rights.keys() >= {"User managers", "Job operators", "Feedback", "Help editors"}
    assert {"accounts.view_user", "accounts.change_user", "accounts.view_loginhistory"} <= rights["User managers"]
    assert "jobs.view_job" in rights["Job operators"]


def test_the_history_is_looked_at_in_the_admin_and_never_changed(managing: Client) -> None:
    attempt = LoginHistory.objects.create(email="x@example.org", success=False, reason="password", many_accounts=True)
    page = managing.get("/admin/accounts/loginhistory/?many_accounts__exact=1").content.decode()
    assert "many accounts tried from here" in page
    address = f"/admin/accounts/loginhistory/{attempt.pk}"
    assert managing.post(f"{address}/change/", {"email": "y@example.org"}).status_code == 403
    assert managing.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
