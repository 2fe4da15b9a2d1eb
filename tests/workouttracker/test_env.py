"""Readers of the environment: typed values, files for secrets, and errors that name the variable, never its content."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from workouttracker import env

NAME = "WT_TEST_VALUE"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of this test; WT_TEST_VALUE is not in it."""
    for name in (NAME, f"{NAME}_FILE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_text_is_trimmed(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "  rack  ")
    assert env.text(NAME) == "rack"


def test_text_has_a_default(given: pytest.MonkeyPatch) -> None:
    assert env.text(NAME, "bench") == "bench"


def test_a_required_text_that_is_missing_is_named(given: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is missing: set {NAME} or {NAME}_FILE"):
        env.text(NAME)


def test_a_secret_comes_from_a_file(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    given.setenv("WT_TEST_SECRET_FILE", str(tmp_path / "secret"))
    assert env.text("WT_TEST_SECRET") == "from a file"


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("on", True), ("false", False), ("0", False)]
)
def test_flags(given: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    given.setenv(NAME, value)
    assert env.flag(NAME, default=not expected) is expected


def test_an_empty_flag_is_its_default(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "")
    assert env.flag(NAME, default=True) is True


def test_a_flag_that_is_neither_is_refused(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "maybe")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be true or false"):
        env.flag(NAME, default=False)


def test_numbers(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "42")
    assert env.number(NAME, 1) == 42


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "0"])
def test_a_number_that_is_none_or_too_small_is_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be a whole number of at least 1"):
        env.number(NAME, 5, minimum=1)


def test_seconds_may_have_fractions(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "0.25")
    assert env.seconds(NAME, 3) == 0.25


@pytest.mark.parametrize("value", ["0", "-2", "soon", "nan", "inf"])
def test_seconds_that_are_no_duration_are_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be a number of seconds above 0"):
        env.seconds(NAME, 3)


def test_words_are_separated_by_commas(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "a.example, b.example,,")
    assert env.words(NAME) == ["a.example", "b.example"]


def test_a_postgresql_url(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "postgresql://lifter:p%40ss@db.example:5433/log?sslmode=require")
    assert env.database(NAME, "") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "log",
        "USER": "lifter",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_postgresql_url_may_name_a_folder_with_a_unix_socket(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "postgresql:///log?host=/run/postgresql")
    assert env.database(NAME, "")["HOST"] == "/run/postgresql"


def test_an_sqlite_url(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "sqlite:////data/log.sqlite3")
    assert env.database(NAME, "")["NAME"] == "/data/log.sqlite3"


def test_another_database_is_refused_without_showing_its_password(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "mysql://lifter:hidden@db.example/log")
    with pytest.raises(ImproperlyConfigured, match=NAME) as caught:
        env.database(NAME, "")
    assert "hidden" not in str(caught.value)


def test_a_mail_url(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "smtp+tls://sender:pw@mail.example:587")
    mail = env.email(NAME, "")
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == ("mail.example", 587, True)


def test_another_mail_url_is_refused_without_showing_its_password(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "pigeon://sender:hidden@mail.example")
    with pytest.raises(ImproperlyConfigured, match=NAME) as caught:
        env.email(NAME, "")
    assert "hidden" not in str(caught.value)


def test_dotenv_fills_in_what_the_environment_does_not_say(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given.setenv(NAME, "from the environment")
    given.setenv("WT_TEST_OTHER", "removed afterwards")
    given.delenv("WT_TEST_OTHER")
    (tmp_path / ".env").write_text(f"{NAME}=from the file\nWT_TEST_OTHER=from the file\n")
    env.load_dotenv(tmp_path / ".env")
    assert (env.text(NAME), env.text("WT_TEST_OTHER")) == ("from the environment", "from the file")


def test_a_missing_dotenv_is_no_error(tmp_path: Path) -> None:
    env.load_dotenv(tmp_path / ".env")
    assert not (tmp_path / ".env").exists()
