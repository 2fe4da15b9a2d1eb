"""Who may ask the API, how often, and what is answered when something is wrong before an operation is reached."""

import gzip
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import token_use
from accounts.models import AccessToken, User
from accounts.services.tokens import tokens_used_write
from tests.api.support import Program, code_of
from tests.factories import make_exercise, make_session, make_set

pytestmark = pytest.mark.django_db


def test_a_token_opens_its_owners_account(api: Program, owner: User) -> None:
    said = api.get("/account").json()
    assert (said["email"], said["token"]["access"]) == (owner.email, "write")
    assert "no-store" in api.get("/account")["Cache-Control"]


@pytest.mark.parametrize("token", ["wt_" + "x" * 43, "nonsense", "wt_"])
def test_a_token_that_is_none_opens_nothing(owner_client: Client, token: str) -> None:
    """Also not the browser's own account, whose cookie comes along."""
    answer = owner_client.get("/api/v1/account", headers={"Authorization": f"Bearer {token}"})
    assert code_of(answer) == (401, "token_invalid")
    assert "invalid_token" in answer["WWW-Authenticate"]


def test_nobody_is_asked_for_a_token(anonymous_client: Client) -> None:
    answer = anonymous_client.get("/api/v1/sessions")
    assert code_of(answer) == (401, "sign_in_required")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_that_is_over_opens_nothing(api: Program) -> None:
    AccessToken.objects.update(expires_at=timezone.now())
    assert code_of(api.get("/account")) == (401, "token_invalid")


def test_a_token_signs_in_nowhere_but_in_the_api(api: Program) -> None:
    answer = api.client.get("/sessions/", headers={"Authorization": f"Bearer {api.token}"})
    assert answer.status_code == 302


def test_a_token_that_may_only_read_changes_nothing(reader: Program, owner: User) -> None:
    session = make_session(owner)
    assert reader.get("/sessions").status_code == 200
    for verb, path in (
        ("post", "/sessions"),
        ("patch", f"/sessions/{session.pk}"),
        ("delete", f"/sessions/{session.pk}"),
    ):
        assert code_of(reader.ask(verb, path, {})) == (403, "read_only")


def test_the_last_use_is_noted(api: Program, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_use, "PENDING", f"test:{owner.pk}:noted")
    monkeypatch.setattr(token_use, "WRITING", f"test:{owner.pk}:noted:writing")
    api.get("/account")
    tokens_used_write()
    assert AccessToken.objects.get().last_used_at is not None


def test_a_cookie_needs_the_csrf_token_to_change_something(owner: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert browser.get("/api/v1/account").status_code == 200
    refused = browser.patch("/api/v1/account", {"name": "Olga"}, content_type="application/json")
    assert code_of(refused) == (403, "csrf")
    browser.get("/more/")
    token = browser.cookies["csrftoken"].value
    taken = browser.patch(
        "/api/v1/account", {"name": "Olga"}, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert taken.json()["name"] == "Olga"


def test_each_answer_says_how_many_requests_are_left(api: Program, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    left = [api.get("/account")["RateLimit-Remaining"] for _ in range(3)]
    assert sorted(left, reverse=True) == left
    for _ in range(4):  # a minute may end in between
        answer = api.get("/account")
    assert code_of(answer) == (429, "rate_limited")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer["RateLimit-Limit"] == "3"


def test_another_token_has_a_limit_of_its_own(api: Program, foreign: Program, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1
    for _ in range(3):
        api.get("/account")
    assert foreign.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("path", "verb", "expected"),
    [
        ("/nothing/here", "get", (404, "not_found")),
        ("/sessions/abc", "get", (404, "not_found")),
        ("/sessions/1", "get", (404, "not_found")),
        ("/sessions/99999999999999999999999", "get", (422, "invalid")),
        ("/sessions", "delete", (405, "method_not_allowed")),
        ("/sessions?limit=0", "get", (422, "invalid")),
        ("/sessions?cursor=nonsense", "get", (422, "cursor_invalid")),
        ("/sessions?q=%00", "get", (422, "invalid")),
    ],
)
def test_what_is_wrong_is_a_problem_with_a_code(api: Program, path: str, verb: str, expected: tuple[int, str]) -> None:
    assert code_of(api.ask(verb, path)) == expected


def test_a_body_that_is_no_json_is_unreadable(api: Program) -> None:
    answer = api.client.post(
        "/api/v1/sessions", b"{", content_type="application/json", headers={"Authorization": f"Bearer {api.token}"}
    )
    assert code_of(answer) == (400, "unreadable")


def test_a_body_that_is_too_large_is_refused(api: Program, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert code_of(api.post("/sessions", {"name": "x" * 2000})) == (413, "too_large")


def test_a_wrong_value_is_named(api: Program) -> None:
    exercise = make_exercise()
    sets = [{"exercise_id": exercise.pk, "weight": "-1"}, {"exercise_id": exercise.pk, "wieght": 5}]
    answer = api.post("/sessions", {"sets": sets})
    assert code_of(answer) == (422, "invalid")
    assert [(each["path"], each["value"]) for each in answer.json()["errors"]] == [
        ("body.sets[0].weight", "-1"),
        ("body.sets[1].wieght", "5"),
    ]


def test_problems_are_told_in_the_readers_language(api: Program, owner: User) -> None:
    User.objects.update(language="de")
    assert api.get("/sessions/1").json()["title"] == "Hier ist nichts, oder es gehört dir nicht."


def test_an_error_of_ours_is_a_problem_too(api: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("accounts.api._told", broken)
    api.client.raise_request_exception = False
    answer = api.get("/account")
    assert code_of(answer) == (500, "server_error")
    assert b"secret" not in answer.content


def test_large_answers_are_compressed_and_unchanged_ones_not_sent(api: Program, owner: User) -> None:
    session = make_session(owner)
    for _ in range(20):
        make_set(session)
    path = f"/sessions/{session.pk}"
    whole = api.get(path)
    packed = api.get(path, Accept_Encoding="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == whole.content
    for tag in (whole["ETag"], packed["ETag"]):
        same = api.get(path, If_None_Match=tag)
        assert (same.status_code, same.content) == (304, b"")
    make_set(session)
    assert api.get(path, If_None_Match=whole["ETag"]).status_code == 200


def test_head_answers_like_get(api: Program) -> None:
    assert api.ask("head", "/account").status_code == 200
