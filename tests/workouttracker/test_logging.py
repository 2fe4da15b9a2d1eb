"""What log lines say, and above all what they never say."""

import logging
import logging.config
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from accounts.models import User
from tests.factories import PASSWORD, make_user
from tests.log_lines import MARK, Lines, captured
from workouttracker.kit.log_context import job_id, request_id, user_id
from workouttracker.kit.scrubbing import scrub
from workouttracker.logging import (
    SafeHandler,
    SafeJsonFormatter,
    SafeTextFormatter,
    code_version,
    logging_config,
    safe_exception,
)


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What production and development write while the test runs, from every logger down to DEBUG of ours."""
    with captured() as found:
        yield found


@pytest.fixture
def browser() -> Client:
    """A client that checks CSRF tokens, and gets error pages instead of exceptions."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def fail_with_mark(request: Any, value: str = "") -> HttpResponse:
    password = MARK  # a local variable with a secret
    raise ValueError(f"could not use {password} and {value}")


def fail_in_the_database(request: Any) -> HttpResponse:
    with transaction.atomic():
        User.objects.create(email=f"{MARK.lower()}@example.org")
        User.objects.create(email=f"{MARK.lower()}@example.org")
    return HttpResponse()


urlpatterns = [
    path("fail/<str:value>/", fail_with_mark, name="fail"),
    path("fail-in-the-database/", fail_in_the_database, name="fail-in-the-database"),
]


@pytest.fixture
def failing_pages(settings: Any) -> None:
    from workouttracker import urls

    module = type(sys)("failing_urls")
    module.urlpatterns = [*urlpatterns, *urls.urlpatterns]  # type: ignore[attr-defined]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(module, name, getattr(urls, name))
    settings.ROOT_URLCONF = module


def assert_clean(lines: Lines, *secrets: str) -> None:
    """Something was logged, every line is complete, and none of ``secrets`` is anywhere."""
    assert lines.objects
    for secret in (MARK, *secrets):
        assert secret.lower() not in lines.raw.lower(), f"{secret} was logged"
    for line in lines.objects:
        assert {"time", "level", "logger", "message", "version", "request_id", "user_id", "job_id"} <= line.keys()
        assert line.keys() <= {
            "time",
            "level",
            "logger",
            "message",
            "version",
            "request_id",
            "user_id",
            "job_id",
            "traceback",
        }
        assert line["version"] == code_version()


# --- Flows ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_signing_in_logs_ids_and_neither_address_password_nor_cookie(lines: Lines) -> None:
    user = make_user(email="ada@example.org")
    client = Client()
    client.post("/accounts/login/", {"login": "ada@example.org", "password": f"wrong-{MARK}"})
    client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    client.get("/accounts/")
    assert_clean(lines, PASSWORD, "ada@example.org", client.cookies["sessionid"].value)
    wrong, right, page = lines.of("workouttracker.requests")
    assert (wrong["user_id"], right["user_id"], page["user_id"]) == ("", str(user.pk), str(user.pk))
    assert len({line["request_id"] for line in (wrong, right, page)}) == 3


@pytest.mark.django_db
def test_resetting_a_password_logs_neither_link_nor_mail(lines: Lines) -> None:
    make_user(email="ada@example.org")
    client = Client()
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    body = str(mail.outbox[0].body)
    link = next(word for word in body.split() if "/key/" in word).removeprefix(django_settings.SITE_URL)
    form = client.get(link)["Location"]
    client.post(form, {"password1": MARK, "password2": MARK})
    assert_clean(lines, link.split("/")[-2], "ada@example.org", "Somebody asked for a new password")
    assert "account_reset_password_from_key" in lines.raw


@pytest.mark.django_db
def test_registering_and_confirming_logs_neither_link_nor_address(lines: Lines) -> None:
    client = Client()
    client.post("/accounts/signup/", {"email": "ada@example.org", "password1": MARK, "name": "Ada Surname"})
    link = next(word for word in str(mail.outbox[0].body).split() if "/confirm-email/" in word)
    client.post(link.removeprefix(django_settings.SITE_URL))
    assert_clean(lines, link.split("/")[-2], "ada@example.org", "Ada Surname")


@pytest.mark.django_db
@pytest.mark.parametrize("target", [f"/s/{MARK}/", f"/nothing/{MARK}/?token={MARK}", f"/shared/{MARK}/sessions/"])
def test_a_page_that_does_not_exist_is_logged_without_its_address(lines: Lines, browser: Client, target: str) -> None:
    answer = browser.get(target)
    assert answer.status_code in {302, 403, 404, 410}
    assert_clean(lines)
    for line in lines.of("django.request"):
        assert line["message"] == "404 Not Found"
        assert line["request_id"] == answer["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.usefixtures("failing_pages")
def test_a_failure_is_logged_with_its_frames_and_without_message_locals_or_address(
    lines: Lines, owner_client: Client
) -> None:
    owner_client.raise_request_exception = False
    answer = owner_client.get(f"/fail/{MARK}/?secret={MARK}", headers={"Authorization": f"Bearer {MARK}"})
    assert answer.status_code == 500
    assert_clean(lines)
    [line] = [line for line in lines.of("django.request") if line["level"] == "ERROR"]
    assert line["message"] == "500 Internal Server Error"
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["user_id"] == str(User.objects.get().pk)
    assert line["traceback"].endswith("ValueError")
    assert "in fail_with_mark" in line["traceback"]


@pytest.mark.django_db
@pytest.mark.usefixtures("failing_pages")
def test_a_failure_in_the_database_names_the_kind_and_no_value(lines: Lines, owner_client: Client) -> None:
    owner_client.raise_request_exception = False
    assert owner_client.get("/fail-in-the-database/").status_code == 500
    assert_clean(lines)
    [line] = [line for line in lines.of("django.request") if line["level"] == "ERROR"]
    assert "django.db.utils.IntegrityError" in line["traceback"]
    if connection.vendor == "postgresql":
        assert "SQLSTATE 23505" in line["traceback"]


@pytest.mark.django_db
def test_a_missing_csrf_token_is_logged_with_the_reason_and_no_address(lines: Lines, browser: Client) -> None:
    answer = browser.post("/accounts/login/", {"login": MARK, "password": MARK, "csrfmiddlewaretoken": MARK})
    assert answer.status_code == 403
    assert_clean(lines)
    assert [line["message"] for line in lines.of("django.security.csrf")] == [
        "403 Forbidden: csrf: CSRF cookie not set"
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Origin": f"https://{MARK}.example"}, "Origin checking failed"),
        ({"Referer": f"https://testserver.example/s/{MARK}/"}, "Referer checking failed"),
    ],
)
def test_a_strange_origin_or_referrer_is_logged_without_quoting_it(
    lines: Lines, browser: Client, headers: dict[str, str], reason: str
) -> None:
    assert browser.post("/accounts/login/", {}, headers=headers, secure=True).status_code == 403
    assert_clean(lines)
    assert reason in lines.of("django.security.csrf")[0]["message"]


@pytest.mark.django_db
def test_a_host_we_do_not_serve_is_logged_without_naming_it(lines: Lines, browser: Client) -> None:
    answer = browser.get("/versions/", headers={"Host": f"{MARK}.example"})
    assert answer.status_code == 400
    assert_clean(lines)
    [line] = lines.of("django.security.DisallowedHost")
    assert line["message"] == "400 Bad Request: DisallowedHost"
    assert line["request_id"] == answer["X-Request-ID"]


@pytest.mark.django_db
def test_too_many_fields_are_logged_without_their_names(lines: Lines, browser: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    fields = {f"{MARK}{number}": MARK for number in range(5)}
    assert Client().post("/accounts/login/", fields).status_code == 400
    assert_clean(lines)


@pytest.mark.django_db
def test_mail_that_cannot_be_sent_is_logged_without_its_words(lines: Lines, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.support.BrokenBackend"
    Client().post("/accounts/signup/", {"email": "ada@example.org", "password1": MARK})
    assert_clean(lines, "ada@example.org")
    [line] = lines.of("accounts.adapter")
    assert line["message"] == "mail account/email/email_confirmation_signup could not be sent"
    assert line["traceback"].endswith("ConnectionRefusedError errno 111")


@pytest.mark.django_db
def test_static_files_are_not_worth_a_line(lines: Lines) -> None:
    Client().get("/static/no-such-file.css")
    assert lines.of("workouttracker.requests") == []


# --- Context -------------------------------------------------------------------------------------------------------


def test_lines_carry_the_job_and_nothing_is_left_over_between_requests(lines: Lines, client: Client, db: None) -> None:
    tokens = request_id.set("r-1"), user_id.set("7"), job_id.set("j-1")
    logging.getLogger("jobs").info("working")
    for variable, token in zip((request_id, user_id, job_id), tokens, strict=True):
        variable.reset(token)
    client.get("/versions/")
    logging.getLogger("jobs").info("between requests")
    first, last = lines.of("jobs")
    assert (first["request_id"], first["user_id"], first["job_id"]) == ("r-1", "7", "j-1")
    assert (last["request_id"], last["user_id"], last["job_id"]) == ("", "", "")


def test_times_are_utc_with_milliseconds(lines: Lines) -> None:
    logging.getLogger("any").warning("now")
    assert lines.objects[0]["time"].endswith("+00:00")
    assert len(lines.objects[0]["time"]) == len("2026-11-24T04:05:06.789+00:00")


def test_a_line_for_people_is_one_line(lines: Lines) -> None:
    token = request_id.set("r-1")
    logging.getLogger("jobs").warning("took %s s", 3)
    request_id.reset(token)
    [line] = lines.streams["text"].getvalue().splitlines()
    assert line.endswith(f"WARNING jobs: took 3 s  [v{code_version()} request=r-1 user= job=]")


# --- What libraries write ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"opened /s/{MARK}", "opened /[hidden]"),
        (f"GET https://log.example.org/shared/{MARK}/sessions/", "GET https://log.example.org/[hidden]"),
        (f"at /anything?token={MARK}&x=1 it", "at /anything?[hidden] it"),
        (f"password={MARK}", "password=[hidden]"),
        (f"{{'api_key': '{MARK}', 'n': 1}}", "{'api_key=[hidden], 'n': 1}"),
        (f"Authorization: Bearer {MARK}", "Authorization=[hidden]"),
        (f"Cookie: sessionid={MARK}; csrftoken={MARK}", "Cookie=[hidden]"),
        (f"redis://user:{MARK}@host:6379/0", "redis://[hidden]@host:6379/0"),
        (f"bearer {MARK}", "Bearer [hidden]"),
        ("to ada.l@example.org now", "to [hidden] now"),
        ("a1b2c3d4e5" * 5, "[hidden]"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_wherever_it_stands(text: str, hidden: str) -> None:
    assert scrub(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "GET versions-history 200 in 12 ms",
        "job 2f1c9f5e-6f0b-4f0e-9d6c-0a1b2c3d4e5f started",
        "request 0123456789abcdef0123456789abcdef",
        'File "/app/accounts/views.py", line 12, in profile',
        "sessions_app.services.writing took 0.26 s for 73,000 reps",
        "why? because a=b is no query here",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert scrub(text) == text


def log(name: str, message: object, *args: object, **kwargs: Any) -> None:
    logging.getLogger(name).error(message, *args, **kwargs)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (
            lambda: log("uvicorn.error", '%s - "WebSocket %s" [accepted]', "1.2.3.4", f"/ws/jobs/{MARK}/"),
            "WebSocket [accepted]",
        ),
        (lambda: log("uvicorn.error", '%s - "WebSocket %s" 403', "1.2.3.4", f"/ws/{MARK}/"), "WebSocket 403"),
        (lambda: log("gunicorn.error", "Error handling request %s", f"/s/{MARK}"), "Error handling request"),
        (
            lambda: log("gunicorn.error", "Invalid request from ip=%s: %s", "1.2.3.4", MARK),
            "Invalid request",
        ),
        (
            lambda: log(
                "gunicorn.error", f"Invalid request from ip=1.2.3.4: Invalid HTTP request line: 'GET /s/{MARK}/'"
            ),
            "Invalid request: Invalid HTTP request line",
        ),
        (lambda: log("gunicorn.error", f"Error handling request /s/{MARK}"), "Error handling request"),
        (
            lambda: log(
                "celery.app.trace",
                "Task %(name)s[%(id)s] raised unexpected: %(exc)s",
                {"name": "jobs.run", "id": "1", "exc": MARK},
                extra={"data": {"args": MARK}},
            ),
            "Task jobs.run[1] raised unexpected",
        ),
        (
            lambda: log("asyncio", f"Task exception was never retrieved\nfuture: <Task {MARK}>"),
            "Task exception was never retrieved",
        ),
        (lambda: log("any", "extra", extra={"request": MARK, "cookies": MARK}), "extra"),
        (lambda: log("any", {"password": MARK}), "{'password=[hidden]}"),
        (lambda: log("django.security.SuspiciousFileOperation", "%s", MARK), "SuspiciousFileOperation"),
    ],
)
def test_lines_of_libraries_lose_what_they_quote(lines: Lines, write: Callable[[], None], message: str) -> None:
    write()
    assert_clean(lines)
    assert [line["message"] for line in lines.objects] == [message]


def caught(fail: Callable[[], object]) -> BaseException:
    """The exception that ``fail`` raises, with its traceback."""
    with pytest.raises(BaseException) as found:
        fail()
    return found.value


def look_up_a_secret() -> None:
    dict[str, str]()[MARK]


def fail_because_of_another() -> None:
    cause = caught(look_up_a_secret)
    raise ExceptionGroup(MARK, [ValueError(MARK), FileNotFoundError(2, MARK, MARK)]) from cause


def fail_with_a_message() -> None:
    words = ["plain", "words,", "password=abc"]
    raise ValueError(" ".join(words))


def test_a_chain_of_exceptions_keeps_types_and_order_and_no_message() -> None:
    text = safe_exception(caught(fail_because_of_another))
    assert MARK not in text
    assert text.index("KeyError") < text.index("which led to:") < text.rindex("ExceptionGroup of ")
    assert text.endswith("ExceptionGroup of ValueError, FileNotFoundError errno 2")


def test_a_suppressed_or_circular_context_is_no_trap() -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__context__, second.__context__ = second, first
    assert safe_exception(first).count("Traceback") == 2
    first.__suppress_context__ = True
    assert safe_exception(first).count("Traceback") == 1


def test_messages_of_exceptions_are_shown_in_development_only() -> None:
    error = caught(fail_with_a_message)
    info = (type(error), error, error.__traceback__)
    record = logging.makeLogRecord({"name": "any", "msg": "x", "exc_info": info})
    assert "ValueError: plain words, password=[hidden]" in SafeTextFormatter(exception_messages=True).format(record)
    record.exc_text = "plain words"  # what another formatter left
    assert "plain words" not in SafeTextFormatter().format(record)
    assert "plain words" not in SafeJsonFormatter().format(record)
    assert django_settings.LOGGING["formatters"]["safe"]["exception_messages"] is False


def test_a_line_whose_arguments_do_not_fit_shows_its_words_only() -> None:
    record = logging.makeLogRecord({"name": "any", "msg": "two %s %s", "args": (MARK,)})
    assert "two %s %s" in SafeTextFormatter().format(record)
    assert MARK not in SafeTextFormatter().format(record)


def test_a_line_that_cannot_be_written_is_named_and_not_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError(MARK)

    handler = SafeHandler(StringIO())
    handler.setFormatter(SafeJsonFormatter())
    handler.handle(logging.makeLogRecord({"name": "any", "msg": Unprintable(), "args": (MARK,)}))
    assert capsys.readouterr().err == "a line of any could not be logged (RuntimeError)\n"


# --- Configuration -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("log_format", "formatter"), [("json", SafeJsonFormatter), ("text", SafeTextFormatter)])
def test_every_line_goes_through_the_safe_formatter_once(log_format: str, formatter: type) -> None:
    config = logging_config(log_format)
    assert config["formatters"]["safe"]["()"] is formatter
    assert config["handlers"] == {"stderr": {"()": SafeHandler, "formatter": "safe"}}
    assert config["root"] == {"handlers": ["stderr"], "level": "INFO"}
    assert all(not logger.get("handlers") for logger in config["loggers"].values())


def test_django_mails_no_reports_and_servers_keep_no_access_logs() -> None:
    assert logging.getLogger("django").handlers == []
    for name in ("django.server", "uvicorn.access", "gunicorn.access"):
        assert not logging.getLogger(name).isEnabledFor(logging.ERROR)
        assert not logging.getLogger(name).propagate
    for name in ("uvicorn.error", "gunicorn.error", "django.request"):
        assert logging.getLogger(name).propagate


def test_an_unknown_format_stops_the_start() -> None:
    with pytest.raises(KeyError):
        logging_config("xml")
