"""``manage.py create_admin``."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.management.commands.create_admin import Command
from accounts.models import User
from tests.accounts.support import PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db

SECRET = "operators-choose-well-5"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ADMIN_EMAIL", "ADMIN_PASSWORD", "ADMIN_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)


def create(*options: str) -> str:
    out = StringIO()
    call_command("create_admin", *options, stdout=out)
    return out.getvalue()


def facts(*options: str) -> Any:
    return json.loads(create("--json", *options))


def test_the_first_admin_can_sign_in_at_once(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{SECRET}\n")
    said = create("--email", "Boss@Example.org", "--name", "Boss", "--password-file", str(file))
    user = User.objects.get()
    assert (user.email, user.name, user.is_staff, user.is_superuser) == ("boss@example.org", "Boss", True, True)
    assert EmailAddress.objects.get().verified
    assert sign_in(client, "boss@example.org", SECRET)["Location"] == "/"
    assert client.get("/admin/").status_code == 200
    assert SECRET not in said


@pytest.mark.parametrize("by_file", [True, False])
def test_the_password_comes_from_the_environment_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by_file: bool
) -> None:
    file = tmp_path / "password"
    file.write_text(SECRET)
    monkeypatch.setenv("ADMIN_PASSWORD_FILE" if by_file else "ADMIN_PASSWORD", str(file) if by_file else SECRET)
    assert facts("--email", "boss@example.org")["password"] == "set"
    assert User.objects.get().check_password(SECRET)


def test_without_a_password_the_way_to_one_is_told_and_nothing_opens_the_account() -> None:
    said = create("--email", "boss@example.org")
    assert "/accounts/password/reset/" in said
    assert not User.objects.get().has_usable_password()


def test_running_it_again_changes_nothing_not_even_with_another_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", SECRET)
    first = facts("--email", "boss@example.org")
    monkeypatch.setenv("ADMIN_PASSWORD", "some-other-password-9")
    second = facts("--email", "BOSS@example.org")
    assert (first["created"], first["promoted"], first["password"]) == (True, True, "set")
    assert (second["created"], second["promoted"], second["password"]) == (False, False, "kept")
    assert User.objects.get().check_password(SECRET)


def test_the_password_is_replaced_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    person("boss@example.org")
    monkeypatch.setenv("ADMIN_PASSWORD", SECRET)
    assert facts("--email", "boss@example.org", "--reset-password")["password"] == "set"
    assert User.objects.get().check_password(SECRET)


def test_a_confirmed_account_is_promoted_and_keeps_its_password() -> None:
    person(name="Ada")
    assert facts("--email", "ada@example.org", "--name", "Boss") == {
        "id": User.objects.get().pk,
        "email": "ada@example.org",
        "created": False,
        "promoted": True,
        "password": "kept",
    }
    user = User.objects.get()
    assert user.check_password(PASSWORD)
    assert user.name == "Ada"


def test_a_stranger_who_registered_the_address_does_not_become_admin_with_their_password() -> None:
    person("boss@example.org", verified=False)
    assert facts("--email", "boss@example.org")["password"] == "none"
    assert not User.objects.get().check_password(PASSWORD)


def test_an_admin_who_was_switched_off_is_switched_on() -> None:
    person("boss@example.org", is_active=False, is_superuser=True, is_staff=True)
    assert facts("--email", "boss@example.org")["promoted"]
    assert User.objects.get().is_active


@pytest.mark.parametrize(
    ("options", "password", "sentence"),
    [
        (["--email", "no address"], SECRET, "email: Enter a valid email address."),
        (["--email", "boss@example.org"], "1234", "password: This password is too short"),
        (["--email", "boss@example.org", "--name", "a@b"], SECRET, "name: “a@b” looks like an e-mail address."),
    ],
)
def test_what_is_refused_is_named_and_nothing_is_made(
    monkeypatch: pytest.MonkeyPatch, options: list[str], password: str, sentence: str
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError) as refused:
        create(*options)
    assert sentence in str(refused.value)
    assert refused.value.returncode == 1
    assert password not in str(refused.value)
    assert not User.objects.exists()


@pytest.mark.parametrize("options", [[], ["--email", "boss@example.org", "--reset-password"]])
def test_missing_options_are_a_usage_error(options: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        create(*options)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_password_file_that_is_missing_or_empty_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CommandError):
        create("--email", "boss@example.org", "--password-file", str(file))
    assert not User.objects.exists()


def test_there_is_no_option_for_a_password_and_help_explains_the_exit_codes() -> None:
    parser = Command().create_parser("manage.py", "create_admin")
    assert "--password" not in {option for action in parser._actions for option in action.option_strings}
    assert "Exit codes: 0 done" in parser.format_help()
