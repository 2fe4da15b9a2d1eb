"""Second factor: an authenticator app with recovery codes; staff that need one."""

import json
import time
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from fido2.utils import websafe_encode

from accounts.models import LoginHistory, User
from tests.accounts.support import PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET) -> str:
    """What the app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def prove(client: Client) -> None:
    """Give the password once more, so that sensitive pages open."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_setting_up_the_app_makes_recovery_codes_and_says_so_by_mail(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user = person()
    sign_in(client)
    prove(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "This did not fit. Try again." in wrong.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert {each.type for each in Authenticator.objects.filter(user=user)} == {"totp", "recovery_codes"}
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "10 of 10 codes are left" in codes
    assert "Second factor switched on" in [message.subject for message in mail.outbox]


def test_signing_in_asks_for_the_code_and_nothing_opens_before(client: Client) -> None:
    user = with_app(person())
    assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert not LoginHistory.objects.filter(success=True).exists()
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "123456"})
    assert "This did not fit." in wrong.content.decode()
    assert LoginHistory.objects.latest("pk").reason == "code"
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()})["Location"] == "/"
    attempt = LoginHistory.objects.latest("pk")
    assert (attempt.user, attempt.success, attempt.method) == (user, True, "totp")


def test_a_recovery_code_opens_once(client: Client) -> None:
    code = RecoveryCodes.activate(with_app(person())).get_unused_codes()[0]
    sign_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    assert LoginHistory.objects.latest("pk").method == "recovery_codes"
    again = Client()
    sign_in(again)
    assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 422


def test_codes_cannot_be_guessed(client: Client) -> None:
    with_app(person())
    sign_in(client)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert "That was a lot of tries." in answer.content.decode()
    assert "_auth_user_id" not in client.session
    reasons = LoginHistory.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["code"] * 5 + ["limited"]


def passkey_of(user: User | None, **more: object) -> str:
    """What a browser sends that says to have somebody's passkey; nothing in it is proven."""
    handle = websafe_encode(user_pk_to_url_str(user).encode()) if user else "!"
    made_up = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": handle}}
    return json.dumps({**made_up, **more})


def test_a_passkey_that_does_not_fit_is_written_down_for_the_account_that_it_names(client: Client) -> None:
    user = person()
    for credential in (passkey_of(user), passkey_of(None), "no json", "[]", "1", "null", '{"response": []}', ""):
        answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
        assert answer["Location"] == "/accounts/login/", credential
    rows = list(LoginHistory.objects.order_by("pk"))
    assert [row.reason for row in rows] == ["key"] * 8
    assert [(row.user, row.email) for row in rows] == [(user, user.email)] + [(None, "")] * 7
    assert not any(row.flags for row in rows)


def test_too_many_passkeys_from_one_address_are_refused_and_written_down(client: Client, settings: Any) -> None:
    settings.MFA_RATE_LIMITS = {"webauthn_login": "1/m/ip"}
    user = person()
    for _ in range(2):
        answer = client.post("/accounts/2fa/webauthn/login/", {"credential": passkey_of(user)})
    assert answer.status_code == 429
    assert "Slow down a little" in answer.content.decode()
    assert list(LoginHistory.objects.order_by("pk").values_list("reason", "user")) == [
        ("key", user.pk),
        ("limited", user.pk),
    ]


def test_a_key_that_does_not_fit_beside_the_password_is_written_down(client: Client) -> None:
    user = with_app(person())
    sign_in(client)
    for credential in (passkey_of(user), "[]", "no json", ""):
        assert client.post("/accounts/2fa/authenticate/", {"credential": credential}).status_code == 422, credential
    assert list(LoginHistory.objects.values_list("reason", "user")) == [("key", user.pk)] * 4


def test_changing_the_second_factor_asks_for_the_password_again_after_a_while(client: Client) -> None:
    with_app(person())
    client.force_login(User.objects.get())
    for path in ("totp/deactivate/", "recovery-codes/generate/", "webauthn/add/"):
        assert "/reauthenticate/" in client.get(f"/accounts/2fa/{path}")["Location"], path


def test_the_address_can_be_changed_with_a_second_factor_on(client: Client) -> None:
    client.force_login(with_app(person()))
    client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert "/confirm-email/" in mail.outbox[-1].body


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/", "/manage/sign-ins/", "/manage/style-guide/"])
def test_staff_need_a_second_factor_where_the_setting_says_so(staff_client: Client, settings: Any, path: str) -> None:
    assert staff_client.get(path).status_code == 200
    settings.REQUIRE_STAFF_MFA = True
    answer = staff_client.get(path, follow=True)
    assert answer.redirect_chain == [("/accounts/2fa/", 302)]
    assert "Staff need a second factor here." in answer.content.decode()
    with_app(User.objects.get(email="staff@example.org"))
    assert staff_client.get(path).status_code == 200


def test_recovery_codes_alone_are_no_second_factor_and_athletes_need_none(
    staff_client: Client, owner_client: Client, settings: Any
) -> None:
    settings.REQUIRE_STAFF_MFA = True
    RecoveryCodes.activate(User.objects.get(email="staff@example.org"))
    assert staff_client.get("/admin/").status_code == 302
    assert staff_client.post("/admin/auth/group/add/", {"name": "x"})["Location"] == "/accounts/2fa/"
    assert owner_client.get("/accounts/").status_code == 200
    assert staff_client.get("/accounts/2fa/").status_code == 200


def test_every_page_of_the_second_factor_is_drawn(client: Client) -> None:
    RecoveryCodes.activate(with_app(person()))
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    prove(client)
    for path, words in (
        ("", "Authenticator app"),
        ("totp/deactivate/", "Switch off"),
        ("recovery-codes/", "codes are left"),
        ("recovery-codes/generate/", "The present ones stop working."),
        ("webauthn/", "No key yet"),
        ("webauthn/add/", "Add this key"),
        ("reauthenticate/", "Is it you?"),
    ):
        page = client.get(f"/accounts/2fa/{path}")
        assert page.status_code == 200, path
        assert words in page.content.decode(), path
