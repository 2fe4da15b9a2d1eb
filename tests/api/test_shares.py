"""Shared links over the API: what their owner does, and what a visitor with a bearer reads."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from sessions_app.models import WorkoutSession
from sharing.links import link_of
from sharing.models import ShareEvent, ShareToken
from sharing.services import events_write
from tests.api.support import Program, code_of
from tests.api.test_idempotency import at_once
from tests.factories import make_exercise, make_session, make_set, working_set_type
from tests.sharing.support import make_share

pytestmark = pytest.mark.django_db
EVERYTHING: dict[str, Any] = {"can_reports": True, "can_calculator": True}
READS = (
    "sessions",
    "sets",
    "exercises",
    "set-types",
    "reports",
    "reports/volume",
    "calculator/analysis",
    "calculator/plates?weight=100",
    "calculator/warm-up?weight=100",
    "calculator/estimate?weight=100&reps=5",
)


def opened(share: ShareToken) -> Program:
    """A program that opened the link."""
    answer = Program().post("/shared/open", {"link": link_of(share)})
    assert answer.status_code == 200, answer.content
    return Program(answer.json()["token"])


@pytest.fixture
def session(owner: User) -> WorkoutSession:
    session = make_session(owner, "Push", client_id=uuid.uuid4())
    make_set(session, exercise_type=make_exercise("Bench Press"), set_type=working_set_type())
    return session


# --- The owner ------------------------------------------------------------------------------------------------------


def test_a_link_is_made_changed_extended_replaced_revoked_and_deleted(
    api: Program, reader: Program, session: WorkoutSession
) -> None:
    body = {"name": "For Kim", "shows": ["sessions", "reports"], "days": 3, "max_uses": 5, "session_id": session.pk}
    answer = api.post("/shares", body)
    told = answer.json()
    path = f"/shares/{told['id']}"
    assert (answer.status_code, told["shows"], told["days_left"], told["state"]) == (201, body["shows"], 3, "active")
    assert told["url"] == link_of(ShareToken.objects.get())
    assert reader.get(path).json() == {**told, "url": ""}
    changed = api.patch(path, {"shows": ["calculator"], "max_uses": None}).json()
    assert (changed["name"], changed["shows"], changed["max_uses"]) == ("For Kim", ["calculator"], None)
    assert api.post(f"{path}/extend", {"days": 4}).json()["days_left"] == 7
    assert api.post(f"{path}/replace").json()["url"] != told["url"]
    revoked = api.post(f"{path}/revoke").json()
    assert (revoked["state"], revoked["url"]) == ("revoked", "")
    assert code_of(api.post(f"{path}/extend", {"days": 4})) == (422, "limit")
    kinds = [each["kind"] for each in api.get(f"{path}/events").json()["items"]]
    assert sorted(kinds) == ["changed", "created", "extended", "replaced", "revoked"]
    assert [each["id"] for each in api.get("/shares?state=revoked").json()["items"]] == [told["id"]]
    assert api.get("/shares?state=active").json()["items"] == []
    assert api.delete(path).status_code == 204
    assert not ShareToken.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"days": 366}, {"shows": []}, {"name": " "}, {"max_uses": 0}, {"session_id": 987654}]
)
def test_a_link_that_makes_no_sense_is_refused(api: Program, wrong: dict[str, Any]) -> None:
    assert code_of(api.post("/shares", {"name": "For Kim", **wrong})) == (422, "invalid")
    assert not ShareToken.objects.exists()


# --- The visitor ----------------------------------------------------------------------------------------------------


def test_validating_tells_everything_and_counts_nothing(owner: User) -> None:
    share = make_share(owner, max_uses=2, **EVERYTHING)
    for link in (link_of(share), link_of(share).rpartition("/s/")[2]):
        told = Program().post("/shared/validate", {"link": link}).json()
    assert told["state"] == "active"
    assert told["shows"] == ["sessions", "reports", "calculator"]
    assert (told["name"], told["owner"], told["uses_left"], told["days_left"]) == (share.name, "Olga Owner", 2, 7)
    share.refresh_from_db()
    assert share.uses == 0


def test_opening_counts_one_use_and_lets_one_read(owner: User, session: WorkoutSession) -> None:
    share = make_share(owner, max_uses=1, **EVERYTHING)
    visitor = opened(share)
    share.refresh_from_db()
    assert share.uses == 1
    assert ShareEvent.objects.filter(kind="opened").count() == 1
    assert visitor.get("/shared/visit").json()["uses_left"] == 0
    for path in READS:
        assert visitor.get(f"/shared/{path}").status_code == 200, path
    whole = visitor.get(f"/shared/sessions/{session.pk}")
    assert whole.json()["sets"][0]["exercise"]["name"] == "Bench Press"
    assert whole.json()["client_id"] is None
    assert owner.email not in str(whole.content)
    assert code_of(Program().post("/shared/open", {"link": link_of(share)})) == (410, "link_used_up")
    assert Program().post("/shared/validate", {"link": link_of(share)}).json()["state"] == "used_up"


def test_the_same_opening_sent_twice_counts_once(owner: User) -> None:
    share = make_share(owner, max_uses=1)
    for _ in range(2):
        answer = Program().post("/shared/open", {"link": link_of(share)}, Idempotency_Key="a")
        assert answer.status_code == 200
        assert Program(answer.json()["token"]).get("/shared/sessions").status_code == 200
    share.refresh_from_db()
    assert share.uses == 1
    assert code_of(Program().post("/shared/open", {"link": link_of(share)}, Idempotency_Key="b")) == (
        410,
        "link_used_up",
    )


@pytest.mark.one_database  # threads; SQLite has one writer anyway
@pytest.mark.django_db(transaction=True)
def test_many_at_once_open_a_link_as_often_as_allowed(owner: User) -> None:
    share = make_share(owner, max_uses=3)
    answers = at_once(8, lambda _place: Program().post("/shared/open", {"link": link_of(share)}))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [410] * 5
    share.refresh_from_db()
    assert share.uses == 3


def test_a_link_shows_only_what_it_permits(owner: User, session: WorkoutSession) -> None:
    by_area = {
        "can_sessions": ("sessions", "sets", "exercises", "set-types", f"sessions/{session.pk}"),
        "can_reports": ("reports", "reports/volume"),
        "can_calculator": ("calculator/analysis",),
    }
    for permitted in by_area:
        shown: dict[str, Any] = {name: name == permitted for name in by_area}
        visitor = opened(make_share(owner, **shown))
        for area, paths in by_area.items():
            for path in paths:
                answer = visitor.get(f"/shared/{path}")
                if area == permitted:
                    assert answer.status_code == 200, path
                else:
                    assert code_of(answer) == (403, "link_not_permitted"), path
    events_write()
    assert ShareEvent.objects.filter(kind="refused", result="not_permitted").exists()


def test_a_link_for_one_session_shows_nothing_else(owner: User, session: WorkoutSession) -> None:
    other = make_session(owner, "Private")
    hidden = make_set(other, exercise_type=make_exercise("Secret", owner=owner))
    visitor = opened(make_share(owner, session=session, **EVERYTHING))
    assert [each["id"] for each in visitor.get("/shared/sessions").json()["items"]] == [session.pk]
    assert len(visitor.get("/shared/sets").json()["items"]) == 1
    for path in (f"sessions/{other.pk}", f"sessions/{other.pk}/sets", f"sets/{hidden.pk}", f"sets/{hidden.pk}/reps"):
        assert code_of(visitor.get(f"/shared/{path}")) == (404, "not_found")
    assert code_of(visitor.get(f"/shared/exercises/{hidden.exercise_type_id}")) == (404, "not_found")
    assert code_of(visitor.get(f"/shared/exercises/{hidden.exercise_type_id}/report")) == (404, "not_found")
    assert "Secret" not in str(visitor.get("/shared/exercises?q=secret").content)
    assert "Secret" not in str(visitor.get("/shared/reports/exercises?period=all").content)


def test_whoever_is_in_is_out_with_the_next_request(owner: User, session: WorkoutSession) -> None:
    def revoke(share: ShareToken) -> None:
        ShareToken.objects.filter(pk=share.pk).update(is_active=False, secret="")

    def replace(share: ShareToken) -> None:
        ShareToken.objects.filter(pk=share.pk).update(secret="another")

    def expire(share: ShareToken) -> None:
        ShareToken.objects.filter(pk=share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    def delete(share: ShareToken) -> None:
        share.delete()

    def end(share: ShareToken) -> None:
        ShareToken.objects.filter(pk=share.pk).update(session_id=987654)

    ways = {
        revoke: (410, "link_revoked"),
        replace: (410, "link_revoked"),
        expire: (410, "link_expired"),
        delete: (404, "link_invalid"),
        end: (410, "link_ended"),
    }
    for act, expected in ways.items():
        share = make_share(owner)
        link, visitor = link_of(share), opened(share)
        act(share)
        assert code_of(visitor.get("/shared/sessions")) == expected
        assert code_of(Program().post("/shared/validate", {"link": link})) == expected


def test_nobody_comes_in_with_anything_else(api: Program, owner: User) -> None:
    share = make_share(owner)
    visitor = opened(share)
    for token in ("", api.token, "nonsense", link_of(share).rpartition("/s/")[2], visitor.token[:-1] + "x"):
        expected = (404, "link_invalid") if token else (401, "link_required")
        assert code_of(Program(token).get("/shared/sessions")) == expected
    assert code_of(visitor.get("/sessions")) == (401, "token_invalid")
    assert code_of(visitor.post("/sessions", {})) == (401, "token_invalid")
    assert code_of(Program().post("/shared/open", {"link": "https://example.org/s/forged.signature"})) == (
        404,
        "link_invalid",
    )


def test_nothing_of_the_owners_is_below_shared_but_what_is_shown(owner: User) -> None:
    visitor = opened(make_share(owner, **EVERYTHING))
    for path in (
        "account",
        "measurements",
        "goals",
        "routines",
        "undo",
        "shares",
        "jobs",
        "imports",
        "exports",
        "data",
    ):
        assert code_of(visitor.get(f"/shared/{path}")) == (404, "not_found")
    for verb in ("post", "patch", "delete", "put"):
        assert visitor.ask(verb, "/shared/sessions", {}).status_code == 405


def test_visitors_are_slowed_down(owner: User, settings: Any) -> None:
    share = make_share(owner)
    settings.SHARE_BURST, settings.SHARE_PER_SECOND = 2, 1
    answers = [Program().post("/shared/validate", {"link": link_of(share)}) for _ in range(4)]
    assert code_of(answers[-1]) == (429, "rate_limited")
    assert int(answers[-1]["Retry-After"]) >= 1
