"""Webhooks over the API."""

from typing import Any

import pytest

from accounts.models import User
from portability.hooks.events import EVENTS
from portability.hooks.signing import secret_of
from portability.hooks.wire import Answered
from portability.models import Webhook
from tests.api.support import Program, code_of, program
from tests.factories import make_session
from tests.portability.hook_support import tell_and_work
from tests.portability.job_support import work
from workouttracker.api_docs import description

pytestmark = pytest.mark.django_db
BODY = {"name": "Lamp", "url": "https://hook.example.org/in", "events": ["session.created", "log.changed"]}


@pytest.fixture(autouse=True)
def _answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.runner.close_old_connections", lambda: None)
    monkeypatch.setattr(
        "portability.services.deliveries.post", lambda *_a, **_o: Answered(200, {"X-Said": "ok"}, b"ok")
    )


def test_a_webhook_lives_and_dies(api: Program, foreign: Program) -> None:
    answer = api.post("/webhooks", BODY)
    made = answer.json()
    path = f"/webhooks/{made['id']}"
    hook = Webhook.objects.get()
    assert (answer.status_code, answer["Location"], made.pop("secret")) == (201, f"/api/v1{path}", secret_of(hook))
    assert api.get(path).json() == made
    assert api.get("/webhooks").json()["items"] == [made]
    changed = api.patch(path, {"events": ["record.broken"], "active": False}).json()
    assert (changed["events"], changed["active"], changed["reason"]) == (["record.broken"], False, "owner")
    assert api.patch(path, {"active": True}).json()["reason"] == ""
    secret = api.post(f"{path}/secret").json()["secret"]
    hook.refresh_from_db()
    assert secret == secret_of(hook)
    for ask in (
        foreign.get(path),
        foreign.patch(path, {"name": "x"}),
        foreign.delete(path),
        foreign.post(f"{path}/secret"),
    ):
        assert code_of(ask) == (404, "not_found")
    assert api.delete(path).status_code == 204
    assert code_of(api.get(path)) == (404, "not_found")


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"url": "http://example.org/"}, "body.url"),
        ({"url": "https://127.0.0.1/"}, "body.url"),
        ({"url": "x" * 501}, "body.url"),
        ({"events": []}, "body.events"),
        ({"events": ["no.such"]}, "body.events[0]"),
        ({"name": ""}, "body.name"),
        ({"more": 1}, "body.more"),
    ],
)
def test_what_makes_no_sense_is_named(api: Program, changed: dict[str, Any], path: str) -> None:
    answer = api.post("/webhooks", {**BODY, **changed})
    assert code_of(answer) == (422, "invalid")
    assert [each["path"] for each in answer.json()["errors"]] == [path]


def test_what_it_was_told_is_listed_by_pages_read_and_sent_again(api: Program, owner: User, foreign: Program) -> None:
    hook = api.post("/webhooks", BODY).json()
    for _number in range(3):
        make_session(owner)
    tell_and_work()
    first = api.get(f"/webhooks/{hook['id']}/deliveries?limit=2").json()
    second = api.get(f"/webhooks/{hook['id']}/deliveries?limit=2&cursor={first['next_cursor']}").json()
    assert [len(each["items"]) for each in (first, second)] == [2, 1]
    told = first["items"][0]
    assert (told["event"], told["state"], told["status"], told["tries"]) == ("session.created", "delivered", 200, 1)
    path = f"/webhook-deliveries/{told['id']}"
    whole = api.get(path).json()
    assert (whole["answer_body"], whole["answer_headers"]) == ("ok", {"X-Said": "ok"})
    assert told["event_id"] in whole["body"]
    again = api.post(f"{path}/resend")
    assert (again.status_code, again.json()["event_id"]) == (202, told["event_id"])
    assert code_of(foreign.get(path)) == code_of(foreign.post(f"{path}/resend")) == (404, "not_found")
    waiting = api.get(f"/webhooks/{hook['id']}/deliveries?state=waiting").json()["items"]
    assert [each["id"] for each in waiting] == [again.json()["id"]]


def test_a_test_is_a_delivery_like_any_other(api: Program) -> None:
    hook = api.post("/webhooks", BODY).json()
    answer = api.post(f"/webhooks/{hook['id']}/test")
    assert answer.status_code == 202
    work()
    told = api.get(answer["Location"]).json()
    assert (told["event"], told["state"], told["by_hand"]) == ("ping", "delivered", True)


def test_limits_are_problems(api: Program) -> None:
    hooks = [api.post("/webhooks", BODY).json() for _number in range(10)]
    assert code_of(api.post("/webhooks", BODY)) == (422, "limit")
    for _number in range(20):
        api.post(f"/webhooks/{hooks[0]['id']}/test")
    assert code_of(api.post(f"/webhooks/{hooks[0]['id']}/test")) == (422, "limit")


def test_a_token_that_may_only_read_sees_no_secret_and_changes_nothing(api: Program, owner: User) -> None:
    hook, reader = api.post("/webhooks", BODY).json(), program(owner, "read")
    assert "secret" not in reader.get(f"/webhooks/{hook['id']}").json()
    for ask in (reader.post("/webhooks", BODY), reader.post(f"/webhooks/{hook['id']}/secret")):
        assert code_of(ask) == (403, "read_only")


def test_the_description_names_every_event() -> None:
    schema = description()["components"]["schemas"]["WebhookGiven"]["properties"]["events"]["items"]
    assert schema["enum"] == list(EVENTS)
