"""What an attacker would try, each once. CSRF on every form is in tests/safety, planted sessions in test_devices.py."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import LoginHistory, User
from tests.accounts.support import PASSWORD, link_in, person, sign_in
from tests.safety.queries import queries

pytestmark = pytest.mark.django_db
NEW = "even-heavier-things-88"
EVIL = "https://evil.example/"


@pytest.mark.parametrize("known", [True, False])
def test_stuffing_one_account_from_many_addresses_is_stopped_whether_it_exists_or_not(known: bool) -> None:
    email = person().email if known else "nobody@example.org"
    answers = [
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), email, f"guess-{number}").content.decode()
        for number in range(7)
    ]
    assert ["lot of tries" in answer for answer in answers] == [False] * 5 + [True] * 2


def test_a_made_up_port_in_the_host_gives_no_more_guesses() -> None:
    person()
    for port in range(1, 8):
        fields = {"login": "ada@example.org", "password": "guess"}
        answer = Client().post("/accounts/login/", fields, headers={"host": f"testserver:{port}"})
    assert "lot of tries" in answer.content.decode()


def test_stuffing_many_accounts_from_one_address_gets_the_429_page(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "6/m/ip"}
    client = Client()
    codes = [sign_in(client, f"a{number}@example.org", "guess").status_code for number in range(8)]
    assert codes == [422] * 6 + [429] * 2
    assert LoginHistory.objects.filter(many_accounts=True).count() == 8  # refused tries are tries


@pytest.mark.parametrize("form", ["login", "signup", "password/reset"])
def test_known_and_unknown_addresses_read_the_same_and_ask_the_database_alike(form: str) -> None:
    """Whatever differs is no more than the statements that make an account, or look for one."""
    person()
    fields = {"login": {"password": "wrong"}, "signup": {"password1": PASSWORD}, "password/reset": {}}[form]
    said = []
    for email in ("ada@example.org", "new1@example.org"):
        client = Client()
        with queries() as asked:
            answer = client.post(f"/accounts/{form}/", {"login": email, "email": email, **fields})
        page = client.get(answer["Location"]) if answer.status_code == 302 else answer
        said.append((answer.status_code, page.content.decode().replace(email, "X"), len(asked)))
    known, unknown = said
    assert known[0] == unknown[0]
    assert _without_tokens(known[1]) == _without_tokens(unknown[1])
    assert abs(known[2] - unknown[2]) <= 8


def _without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+|[0-9a-f]{32}', "", page)


def test_one_address_is_not_flooded_with_mail_and_the_answer_is_the_same_for_all() -> None:
    person()
    for form, extra in (("signup", {"password1": PASSWORD}), ("password/reset", {})):
        codes = {}
        for email in ("ada@example.org", "new2@example.org"):
            fields = {"email": email, **extra}
            codes[email] = [Client().post(f"/accounts/{form}/", fields).status_code for _ in range(7)]
        assert codes["ada@example.org"] == codes["new2@example.org"] == [302] * 5 + [429] * 2, form


def test_the_answer_to_a_flood_is_the_friendly_page(client: Client) -> None:
    for _ in range(5):
        client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    page = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}).content.decode()
    assert "Slow down a little" in page
    assert "Wait a few minutes and try again." in page


@pytest.mark.parametrize(
    "target", [EVIL, "//evil.example/", "https:///evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
@pytest.mark.parametrize("form", ["login", "logout", "reauthenticate"])
def test_no_form_leads_to_another_site(form: str, target: str) -> None:
    person()
    client = Client()
    if form != "login":
        sign_in(client)
    answer = client.post(
        f"/accounts/{form}/?next={target}", {"login": "ada@example.org", "password": PASSWORD, "next": target}
    )
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


@pytest.mark.parametrize(
    "headers", [{"host": "evil.example"}, {"host": "testserver", "x-forwarded-host": "evil.example"}]
)
def test_a_forged_host_reaches_no_mail(client: Client, headers: dict[str, str]) -> None:
    person()
    client.post("/accounts/password/reset/", {"email": "ada@example.org"}, headers=headers)
    assert all("evil.example" not in str(message.message()) for message in mail.outbox)


def test_links_lead_to_the_site_even_where_every_host_is_allowed(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    person()
    client.post("/accounts/password/reset/", {"email": "ada@example.org"}, headers={"host": "evil.example"})
    [message] = mail.outbox
    assert "evil.example" not in str(message.message())
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in message.body


def test_a_confirmation_link_works_once(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "ada@example.org", "password1": PASSWORD})
    link = link_in(mail.outbox[0], "/confirm-email/")
    assert client.post(link).status_code == 302
    assert client.post(link).status_code == 404
    assert "already used" in client.get(link).content.decode()
    assert EmailAddress.objects.filter(verified=True).count() == 1


def test_a_reset_link_is_dead_after_the_password_was_changed(client: Client) -> None:
    user = person()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = link_in(mail.outbox[0], "/reset/key/")
    client.force_login(user)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    thief = Client()
    page = thief.get(link, follow=True)
    assert "The link is incomplete, too old or already used" in page.content.decode()
    thief.post(link, {"password1": "stolen-things-99", "password2": "stolen-things-99"}, follow=True)
    assert User.objects.get().check_password(NEW)


def test_nobody_takes_somebody_elses_address(client: Client) -> None:
    victim = person("victim@example.org")
    client.force_login(person())
    client.post("/accounts/email/", {"action_add": "", "email": victim.email})
    assert all("/confirm-email/" not in str(message.body) for message in mail.outbox)
    assert set(User.objects.values_list("email", flat=True)) == {"ada@example.org", "victim@example.org"}
