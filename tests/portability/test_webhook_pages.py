"""The pages of webhooks: the secret once, the log with request and answer, the buttons, and what the forms refuse."""

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from accounts.models import User
from portability.hooks.events import EVENTS
from portability.hooks.examples import EXAMPLES
from portability.hooks.signing import secret_of
from portability.hooks.wire import Answered
from portability.models import Webhook, WebhookDelivery
from portability.services.exports import ExportRequest, export_start
from portability.services.webhooks import MOST_WEBHOOKS
from sessions_app.services import session_delete
from sharing.scope import Scope
from tests.factories import START, make_exercise, make_session, make_set, working_set_type
from tests.portability.hook_support import make_webhook, told
from tests.portability.job_support import imported, work
from tests.portability.test_webhook_news import history
from tests.safety.queries import assert_constant_queries

FORM = {"name": " My  lamp ", "url": "https://hook.example.org/in", "events": ["record.broken", "session.created"]}


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker closes connections that are old; a test has only one, inside a transaction."""
    monkeypatch.setattr("jobs.runner.close_old_connections", lambda: None)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Answered(503, {"Retry-After": "60"}, b"<b>busy</b>")
    monkeypatch.setattr("portability.services.deliveries.post", lambda *_args, **_options: said)


def test_a_webhook_is_made_and_its_secret_is_shown_once(owner: User, owner_client: Client) -> None:
    assert "No webhooks yet" in page(owner_client, "webhook-list")
    answer = owner_client.post(reverse("webhook-new"), FORM)
    hook = Webhook.objects.get()
    assert secret_of(hook) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert (hook.name, hook.url, hook.events) == ("My lamp", FORM["url"], ["session.created", "record.broken"])
    for name, args in (("webhook-list", ()), ("webhook", (hook.pk,)), ("webhook-edit", (hook.pk,))):
        assert secret_of(hook) not in page(owner_client, name, *args)
        assert hook.nonce not in page(owner_client, name, *args)


def test_a_form_sent_twice_makes_one(owner: User, owner_client: Client) -> None:
    form = FORM | {"token": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    owner_client.post(reverse("webhook-new"), form)
    answer = owner_client.post(reverse("webhook-new"), form, follow=True)
    assert Webhook.objects.count() == 1
    assert "made before" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Give it a name"),
        ({"url": ""}, "Give a whole address"),
        ({"url": "http://example.org/"}, "begins with https://"),
        ({"url": "https://10.0.0.1/"}, "private network"),
        ({"events": []}, "Choose at least one event"),
        ({"events": ["ping"]}, "ping"),
    ],
)
def test_what_can_t_be_is_said_and_the_rest_is_kept(owner_client: Client, changed: dict[str, Any], words: str) -> None:
    answer = owner_client.post(reverse("webhook-new"), FORM | changed)
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert words in text
    assert "checked" in text or "events" in changed
    assert "lamp" in text or "name" in changed
    assert not Webhook.objects.exists()


def test_the_eleventh_is_refused(owner: User, owner_client: Client) -> None:
    for _number in range(MOST_WEBHOOKS):
        make_webhook(owner)
    answer = owner_client.post(reverse("webhook-new"), FORM)
    assert answer.status_code == 422
    assert "10 webhooks" in answer.content.decode()


def test_it_is_changed_switched_off_and_on_and_deleted(owner: User, owner_client: Client) -> None:
    hook = make_webhook(owner)
    owner_client.post(reverse("webhook-edit", args=[hook.pk]), FORM)
    hook.refresh_from_db()
    assert hook.url == FORM["url"]
    owner_client.post(reverse("webhook-switch", args=[hook.pk]))
    assert "Switched off by you" in page(owner_client, "webhook", hook.pk)
    owner_client.post(reverse("webhook-switch", args=[hook.pk]), {"on": "1"})
    assert "Switched off by you" not in page(owner_client, "webhook", hook.pk)
    before = secret_of(hook)
    answer = owner_client.post(reverse("webhook-secret", args=[hook.pk]))
    hook.refresh_from_db()
    assert secret_of(hook) in answer.content.decode()
    assert secret_of(hook) != before
    owner_client.post(reverse("webhook-delete", args=[hook.pk]))
    assert not Webhook.objects.exists()


def test_a_test_is_watched_on_its_page_and_sent_once_more(owner: User, owner_client: Client, answered: None) -> None:
    hook = make_webhook(owner)
    answer = owner_client.post(reverse("webhook-test", args=[hook.pk]))
    row = WebhookDelivery.objects.get()
    assert answer["Location"] == reverse("webhook-delivery", args=[row.pk])
    waiting = page(owner_client, "webhook-delivery", row.pk)
    assert "On its way" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    work()
    shown = page(owner_client, "webhook-delivery", row.pk)
    assert "The answer was 503; one from 200 to 299 was expected." in shown
    assert "WorkoutTracker-Signature" in shown
    assert "Retry-After" in shown
    assert '"event": "ping"' in shown
    assert "every 2s" not in shown
    raw = owner_client.get(reverse("webhook-delivery", args=[row.pk])).content.decode()
    assert "&lt;b&gt;busy&lt;/b&gt;" in raw
    owner_client.post(reverse("webhook-resend", args=[row.pk]))
    assert WebhookDelivery.objects.count() == 2


def test_the_log_shows_what_came_of_each_with_as_many_queries_for_many(
    owner: User, owner_client: Client, answered: None
) -> None:
    hook = make_webhook(owner)

    def grow() -> None:
        for _number in range(5):
            make_session(owner)
        told(hook)

    grow()
    work()
    url = reverse("webhook", args=[hook.pk])
    assert_constant_queries(lambda: owner_client.get(url), grow=grow, at_most=8)
    shown = page(owner_client, "webhook", hook.pk)
    assert "Nothing has arrived since" in shown
    assert "Not sent yet" in shown
    assert shown.count("Session begun or added") == 11


def test_deliveries_are_no_jobs_of_the_owner_s_list(owner: User, owner_client: Client, staff_client: Client) -> None:
    make_webhook(owner)
    owner_client.post(reverse("webhook-test", args=[Webhook.objects.get().pk]))
    assert "Webhook" not in page(owner_client, "job-list").split("<main")[1].split("</main")[0]
    assert owner_client.get("/api/v1/jobs").json()["items"] == []
    assert "Webhook" in page(staff_client, "manage-jobs")


def test_in_the_admin_only_the_host_is_seen_and_it_can_be_switched_off(
    owner: User, staff_client: Client, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    hook = make_webhook(owner)
    seen = page(staff_client, "admin:portability_webhook_changelist")
    seen += page(staff_client, "admin:portability_webhook_change", hook.pk)
    assert "hook.example.org" in seen
    assert "key=hidden" not in seen
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(
            reverse("admin:portability_webhook_changelist"),
            {"action": "switch_off", "_selected_action": [str(hook.pk)]},
        )
    hook.refresh_from_db()
    assert (hook.active, hook.reason, len(mailoutbox)) == (False, "staff", 1)


# --- The documentation ---------------------------------------------------------------------------------------------


def check_in(text: str) -> str:
    """The code between the line that imports first and the line that returns."""
    begin = text.index("import hashlib")
    end = text.index("and is_fresh", begin) + len("and is_fresh")
    return text[begin:end]


def test_the_check_of_the_documentation_is_the_code_that_is_tried(anonymous_client: Client) -> None:
    code = check_in((Path(site.BASE_DIR) / "portability/hooks/verify.py").read_text())
    articles = [Path(site.BASE_DIR) / f"helpcenter/content/{each}/articles/webhooks.md" for each in ("en", "de")]
    texts = [path.read_text() for path in articles]
    texts.append(unescape(anonymous_client.get(reverse("api:docs")).content.decode()))
    assert [check_in(text) for text in texts] == [code] * 3


def shape(value: Any) -> Any:
    return {key: shape(each) for key, each in value.items()} if isinstance(value, dict) else None


def test_the_examples_of_the_documentation_look_like_what_is_sent(owner: User, owner_client: Client) -> None:
    scope = Scope.of_user(owner)
    bench = make_exercise("Bench")
    working_set_type()
    make_set(make_session(owner), exercise_type=bench)
    hook = make_webhook(owner)
    make_set(make_session(owner, started_at=START.replace(day=3)), exercise_type=bench, weight=200)
    seen = told(hook)
    gone = make_session(owner)
    seen += told(hook)
    gone.name = "Renamed"
    make_set(gone, exercise_type=bench)
    seen += told(hook)
    session_delete(scope=scope, session=gone)
    export_start(scope=scope, wanted=ExportRequest("csv"))
    work()
    imported(owner_client, owner, history(1), unit="kg")
    found = {each["event"]: each["data"] for each in [*seen, *told(hook)]}
    assert set(found) == set(EVENTS)
    counts = {"import.finished", "export.finished"}
    for event, data in found.items():
        if event in counts:
            (name,) = data
            assert set(data[name]) == set(EXAMPLES[event][name])
            assert set(EXAMPLES[event][name]["counts"]) <= set(data[name]["counts"])
        else:
            assert shape(data) == shape(EXAMPLES[event])
