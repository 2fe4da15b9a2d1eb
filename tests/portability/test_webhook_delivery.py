"""Sending: signed, tried again ever later, given up after a day with a mail; tests and repetitions by hand."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.models import User
from jobs.models import Job
from jobs.runner import run_job
from jobs.services import ClaimLostError, job_cancel
from portability.hooks.signing import secret_of, signature_of
from portability.hooks.verify import is_from_workouttracker
from portability.hooks.wire import Answered, WireError
from portability.models import Webhook, WebhookDelivery
from portability.services.deliveries import (
    MOST_BY_HAND,
    NotDeliveredError,
    delivery_resend,
    webhook_ping,
)
from portability.services.hook_news import webhooks_tell
from portability.services.webhooks import (
    MOST_WEBHOOKS,
    WebhookLimitError,
    WebhookValues,
    webhook_rotate,
    webhook_switch,
    webhook_update,
)
from sharing.scope import Scope
from tests.factories import make_session
from tests.portability.hook_support import URL, make_webhook, pass_time, tell_and_work
from tests.portability.job_support import work
from tests.portability.receiver import receiving

State = WebhookDelivery.State
OTHER_KEY = "another-key-for-tests-another-key-for-tests-another-key"


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker closes connections that are old; a test has only one, inside a transaction."""
    monkeypatch.setattr("jobs.runner.close_old_connections", lambda: None)


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the receiver answers, one after the other, the last one again and again: a status or a code of the wire."""
    said: list[Any] = [200]

    def post(*_args: Any, **_options: Any) -> Answered:
        answer = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(answer, str):
            raise WireError(answer)
        return Answered(answer, {"Set-Cookie": "x=1", "X-Said": "hello"}, b"thanks\x00\xff")

    monkeypatch.setattr("portability.services.deliveries.post", post)
    return said


def one() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def test_a_delivery_goes_over_the_wire_signed_as_the_documentation_says(owner: User, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as receiver:
        receiver.answers = [(202, {"X-Said": "later"}, b"thanks")]
        hook = make_webhook(owner, receiver.url, "session.created")
        session = make_session(owner, "Push ü")
        (job,) = tell_and_work()
    assert job.state == "succeeded"
    (got,) = receiver.got
    row = one()
    assert is_from_workouttracker(secret_of(hook), got.headers["WorkoutTracker-Signature"], got.body)
    assert (got.headers["WorkoutTracker-Event"], got.headers["WorkoutTracker-Delivery"]) == (row.event, str(row.pk))
    assert got.headers["Content-Type"] == "application/json"
    said = json.loads(got.body)
    assert (said["id"], said["event"]) == (str(row.event_id), "session.created")
    assert said["data"]["session"]["name"] == session.name == "Push ü"
    assert (row.state, row.status, row.answer_body, row.answer_headers["X-Said"]) == (
        "delivered",
        202,
        "thanks",
        "later",
    )
    assert got.body.decode() == row.body


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "whsec_other"},
        {"body": b"{}"},
        {"signature": ""},
        {"signature": "t=1,v1=" + "0" * 64},
        {"signature": "v1=,t="},
        {"max_age": -1},
    ],
)
def test_the_documented_check_refuses_what_is_not_ours(owner: User, wrong: dict[str, Any]) -> None:
    secret = secret_of(make_webhook(owner))
    good: dict[str, Any] = {"secret": secret, "body": b'{"a":1}'}
    good["signature"] = signature_of(secret, timezone.now(), good["body"])
    assert is_from_workouttracker(**good)
    assert not is_from_workouttracker(**{**good, **wrong})


def test_a_new_secret_signs_what_waits_and_the_old_one_is_over(owner: User, scope: Scope) -> None:
    hook = make_webhook(owner)
    before = secret_of(hook)
    after = webhook_rotate(scope=scope, webhook=hook)
    hook.refresh_from_db()
    assert before != after == secret_of(hook)
    assert after.startswith("whsec_")


def test_the_secret_survives_a_change_of_the_site_s_key_while_the_old_one_is_known(
    owner: User, settings: Any, answers: list[Any], mailoutbox: list[Any]
) -> None:
    hook = make_webhook(owner)
    before, old = secret_of(hook), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER_KEY, [old]
    assert secret_of(hook) == before
    settings.SECRET_KEY_FALLBACKS = []
    make_session(owner)
    tell_and_work()
    hook.refresh_from_db()
    assert (hook.active, hook.reason) == (False, "secret")
    assert one().state == State.FAILED


# --- Failing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["unreachable", "late", "tls", "refused", "no_address", "broken", 500, 404, 302, 199])
def test_what_fails_is_tried_again_and_the_log_says_why(
    owner: User, answers: list[Any], wrong: Any, mailoutbox: list[Any]
) -> None:
    hook = make_webhook(owner)
    answers[:] = [wrong, 200]
    make_session(owner)
    (job,) = tell_and_work()
    hook.refresh_from_db()
    assert (job.state, one().state, hook.failures) == ("queued", State.WAITING, 1)
    assert job.run_after is not None
    assert job.error
    assert hook.failing_since is not None
    pass_time(hours=1)
    (job,) = work()
    hook.refresh_from_db()
    row = one()
    assert (job.state, row.state, len(row.tries)) == ("succeeded", State.DELIVERED, 2)
    assert (hook.failures, hook.failing_since, hook.quiet_until) == (0, None, None)
    assert hook.delivered_at is not None
    assert mailoutbox == []


def test_tries_come_ever_later_and_never_later_than_two_hours(owner: User, answers: list[Any]) -> None:
    answers[:] = [500]
    make_webhook(owner)
    make_session(owner)
    waits = []
    tell_and_work()
    for _again in range(14):
        job = Job.objects.get(kind="webhook")
        assert job.run_after is not None
        waits.append((job.run_after - timezone.now()).total_seconds())
        pass_time(seconds=waits[-1] + 1)
        work()
    assert waits[0] <= 8
    assert all(later > 1.1 * sooner for sooner, later in zip(waits[:8:3], waits[3:11:3], strict=False))
    assert all(3000 <= wait <= 3 * 3600 for wait in waits[-2:])


def test_after_a_day_of_failures_it_is_switched_off_with_one_mail_in_the_owner_s_language(
    owner: User, scope: Scope, answers: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=owner.pk).update(language="de")
    answers[:] = ["unreachable"]
    hook = make_webhook(owner)
    for _number in range(3):
        make_session(owner)
        tell_and_work()
    pass_time(hours=23)
    work()
    hook.refresh_from_db()
    assert hook.active
    pass_time(hours=2)
    with django_capture_on_commit_callbacks(execute=True):
        work()
    hook.refresh_from_db()
    assert (hook.active, hook.reason) == (False, "failing")
    assert hook.disabled_at is not None
    pass_time(hours=1)
    work()
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {State.FAILED}
    (sent,) = mail.outbox
    assert sent.to == [owner.email]
    assert "abgeschaltet" in sent.subject
    assert f"{settings.SITE_URL}/data/webhooks/{hook.pk}/" in sent.body
    assert "hidden" not in sent.body
    make_session(owner)
    assert tell_and_work() == []
    webhook_switch(scope=scope, webhook=hook, on=True)
    answers[:] = [200]
    make_session(owner)
    assert [job.state for job in tell_and_work()] == ["succeeded"]


def test_who_says_gone_is_switched_off_at_once(
    owner: User, answers: list[Any], mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    answers[:] = [410]
    hook = make_webhook(owner)
    make_session(owner)
    with django_capture_on_commit_callbacks(execute=True):
        (job,) = tell_and_work()
    hook.refresh_from_db()
    assert (hook.reason, job.state, one().state, len(mailoutbox)) == ("gone", "failed", State.FAILED, 1)


def test_an_address_that_is_down_is_asked_once_not_by_every_delivery(
    owner: User, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers[:] = ["unreachable"]
    make_webhook(owner)
    for _number in range(5):
        make_session(owner)
    tell_and_work()
    assert sorted(len(row.tries) for row in WebhookDelivery.objects.all()) == [0, 0, 0, 0, 1]


def test_switched_off_nothing_that_waits_is_sent(owner: User, scope: Scope, answers: list[Any]) -> None:
    answers[:] = [500, 200]
    hook = make_webhook(owner)
    make_session(owner)
    tell_and_work()
    webhook_switch(scope=scope, webhook=hook, on=False)
    pass_time(hours=1)
    work()
    row = one()
    assert (row.state, len(row.tries)) == (State.FAILED, 1)


def test_a_worker_lost_after_sending_sends_once_more_with_the_same_id(
    owner: User, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def lose(*_args: Any, **_options: Any) -> None:
        sent.append(one().body)
        raise ClaimLostError

    make_webhook(owner)
    make_session(owner)
    webhooks_tell()
    job = Job.objects.get(kind="webhook")
    with monkeypatch.context() as lost:
        lost.setattr("jobs.runner.job_succeed", lose)
        run_job(job.pk)
    assert one().state == State.WAITING
    Job.objects.filter(pk=job.pk).update(state="queued", claim=None)
    work()
    assert (one().state, one().body) == (State.DELIVERED, sent[0])


def test_what_the_operator_allowed_once_is_not_reached_later(owner: User, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as receiver:
        make_webhook(owner, receiver.url)
        settings.WEBHOOK_ALLOW_PRIVATE = False
        make_session(owner)
        tell_and_work()
        assert receiver.got == []
    assert one().error == "refused"


# --- By hand -------------------------------------------------------------------------------------------------------


def test_a_test_goes_out_at_once_is_tried_once_and_counts_for_nothing(
    owner: User, scope: Scope, answers: list[Any]
) -> None:
    answers[:] = [500]
    hook = webhook_switch(scope=scope, webhook=make_webhook(owner), on=False)
    row = webhook_ping(scope=scope, webhook=hook)
    (job,) = work()
    row.refresh_from_db()
    hook.refresh_from_db()
    assert (row.event, row.state, row.status, job.state) == ("ping", State.FAILED, 500, "failed")
    assert (hook.failures, hook.failing_since) == (0, None)


def test_what_was_sent_can_be_sent_again_with_the_same_event_id(owner: User, scope: Scope, answers: list[Any]) -> None:
    make_webhook(owner)
    make_session(owner)
    tell_and_work()
    first = one()
    again = delivery_resend(scope=scope, delivery=first)
    work()
    again.refresh_from_db()
    assert (again.event_id, again.body, again.state) == (first.event_id, first.body, State.DELIVERED)
    assert again.pk != first.pk


def test_the_button_can_t_be_pressed_without_end(owner: User, scope: Scope) -> None:
    hook = make_webhook(owner)
    for _press in range(MOST_BY_HAND):
        webhook_ping(scope=scope, webhook=hook)
    with pytest.raises(NotDeliveredError, match="20 deliveries wait"):
        webhook_ping(scope=scope, webhook=hook)
    with pytest.raises(NotDeliveredError):
        delivery_resend(scope=scope, delivery=WebhookDelivery.objects.all()[0])


def test_an_account_has_so_many_webhooks(owner: User) -> None:
    for _number in range(MOST_WEBHOOKS):
        make_webhook(owner)
    with pytest.raises(WebhookLimitError, match="10 webhooks"):
        make_webhook(owner)


def test_nobody_else_s_webhook_is_tried_changed_or_sent_again(owner: User, stranger: User) -> None:
    theirs, scope = make_webhook(stranger), Scope.of_user(owner)
    row = webhook_ping(scope=Scope.of_user(stranger), webhook=theirs)
    values = WebhookValues(name="Mine", url=URL, events=["log.changed"])
    with pytest.raises(Webhook.DoesNotExist):
        webhook_update(scope=scope, webhook=theirs, values=values)
    with pytest.raises(Webhook.DoesNotExist):
        webhook_ping(scope=scope, webhook=theirs)
    with pytest.raises(WebhookDelivery.DoesNotExist):
        delivery_resend(scope=scope, delivery=row)


# --- What is not told ----------------------------------------------------------------------------------------------


def test_neither_secret_nor_address_stand_in_the_logs_or_the_job(
    owner: User, answers: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    answers[:] = ["unreachable"]
    hook = make_webhook(owner)
    make_session(owner)
    with caplog.at_level(logging.DEBUG):
        (job,) = tell_and_work()
    kept = [caplog.text, job.error, str(job.arguments), *job.tries.values_list("traceback", flat=True)]
    for secret in (secret_of(hook), "key=hidden", hook.nonce):
        assert not [text for text in kept if secret in text]


def test_of_an_answer_no_cookies_and_nothing_unprintable_are_kept(owner: User, answers: list[Any]) -> None:
    make_webhook(owner)
    make_session(owner)
    tell_and_work()
    assert one().answer_headers == {"X-Said": "hello"}
    assert one().answer_body == "thanks�"


def test_a_delivery_ends_with_its_job_however_that_ends(owner: User, answers: list[Any]) -> None:
    answers[:] = [500]
    make_webhook(owner)
    make_session(owner)
    (job,) = tell_and_work()
    job_cancel(job=job)
    row = one()
    assert row.state == State.FAILED
    assert row.ended_at is not None
    assert row.ended_at - timezone.now() < timedelta(minutes=1)
