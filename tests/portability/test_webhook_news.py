"""What webhooks are told: each kind of event once, in the write's own transaction, without a query more."""

import ast
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from jobs.services import job_cancel
from portability.hooks.verbs import EFFECTS, Effect
from portability.models import DataExport, WebhookDelivery
from portability.services import hook_news
from portability.services.deletion import workouts_delete
from portability.services.deliveries import deliveries_purge, delivery_create
from portability.services.exports import ExportRequest, export_start
from portability.services.webhooks import WebhookValues, webhook_create, webhook_delete, webhook_switch
from sessions_app.events import MANY, News, news_read
from sessions_app.models import DataVersion
from sessions_app.services import (
    SessionValues,
    session_delete,
    session_finish,
    session_update,
    set_delete,
    set_update,
    undo_apply,
)
from sessions_app.services.many_sets import SetEntry, session_log, sets_log
from sessions_app.services.writing import log_news_take, log_news_waiting
from sharing.scope import Scope
from tests.factories import (
    START,
    make_exercise,
    make_measure,
    make_measurement,
    make_session,
    make_set,
    set_values,
    working_set_type,
)
from tests.portability.hook_support import events_of, make_webhook, told
from tests.portability.job_support import imported, work
from tests.safety.queries import queries
from tests.safety.writes import ROOT
from tests.sessions_app.pages import set_form


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker closes connections that are old; a test has only one, inside a transaction."""
    monkeypatch.setattr("jobs.runner.close_old_connections", lambda: None)


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


def news_of(owner: User) -> list[News]:
    row = DataVersion.objects.filter(owner=owner, area="log").first()
    return list(news_read(row.news)) if row else []


def test_a_session_that_was_begun_filled_and_finished_meanwhile_is_told_once(owner: User, scope: Scope) -> None:
    hook = make_webhook(owner)
    session = make_session(owner, "Push")
    make_set(session)
    session_finish(scope=scope, session=session)
    (said,) = told(hook)
    assert said["event"] == "session.created"
    assert said["data"]["session"] == {
        **said["data"]["session"],
        "id": session.pk,
        "name": "Push",
        "total_sets": 1,
        "day": "2026-03-02",
        "total_volume": "500",
    }
    assert "sets" not in said["data"]["session"]


def test_later_changes_and_the_end_of_a_session_are_events_of_their_own(owner: User, scope: Scope) -> None:
    hook, session = make_webhook(owner), make_session(owner)
    assert events_of(hook) == ["session.created"]
    row = make_set(session)
    assert events_of(hook) == ["session.created", "session.updated"]
    set_delete(scope=scope, workout_set=row)
    session_update(scope=scope, session=session, values=SessionValues(name="Pull", started_at=START))
    assert [each["data"]["session"]["name"] for each in told(hook)][-1] == "Pull"
    undo = session_delete(scope=scope, session=session)
    assert told(hook)[-1]["event"] == "session.deleted"
    assert told(hook)[-1]["data"] == {"session": {"id": session.pk}}
    undo_apply(scope=scope, undo=undo)
    assert told(hook)[-1]["event"] == "session.updated"
    assert len(told(hook)) == 5


def test_what_is_no_workout_is_not_told(owner: User, scope: Scope) -> None:
    hook = make_webhook(owner)
    make_session(owner, kind="calculation")
    make_measurement(owner, make_measure())
    make_exercise(owner=owner)
    assert told(hook) == []


def test_without_a_webhook_nothing_is_kept_and_what_happened_before_is_not_told(owner: User, scope: Scope) -> None:
    make_session(owner)
    assert news_of(owner) == []
    hook = make_webhook(owner)
    assert told(hook) == []
    make_session(owner)
    assert len(told(hook)) == 1
    webhook_switch(scope=scope, webhook=hook, on=False)
    make_session(owner)
    webhook_switch(scope=scope, webhook=hook, on=True)
    assert len(told(hook)) == 1
    webhook_delete(scope=scope, webhook=hook)
    make_session(owner)
    assert news_of(owner) == []


def test_another_athlete_s_webhook_hears_nothing(owner: User, stranger: User) -> None:
    mine, theirs = make_webhook(owner), make_webhook(stranger)
    make_session(owner)
    assert (len(told(mine)), len(told(theirs))) == (1, 0)


def test_only_what_was_asked_for(owner: User, scope: Scope) -> None:
    deleted, records = make_webhook(owner, "https://a.example.org/", "session.deleted"), make_webhook(owner)
    session_delete(scope=scope, session=make_session(owner))
    assert events_of(deleted) == ["session.deleted"]
    assert events_of(records) == ["session.deleted"]


def test_an_event_has_one_id_for_all_webhooks(owner: User) -> None:
    hooks = [make_webhook(owner), make_webhook(owner)]
    make_session(owner)
    assert len({each["id"] for hook in hooks for each in told(hook)}) == 1


def test_a_write_that_is_rolled_back_is_no_news(owner: User) -> None:
    make_webhook(owner)
    with transaction.atomic():
        make_session(owner)
        transaction.set_rollback(True)
    assert news_of(owner) == []


def test_news_wait_until_they_are_taken_and_are_taken_once(owner: User) -> None:
    hook = make_webhook(owner)
    make_session(owner)
    (row,) = log_news_waiting(10)
    make_session(owner)
    assert log_news_take(row)
    assert not log_news_take(row)
    assert len(news_of(owner)) == 1
    assert len(told(hook)) == 1
    assert hook_news.webhooks_tell() == 0


def test_news_that_can_t_be_made_into_deliveries_stay_and_hold_up_nobody_else(
    owner: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, other = make_webhook(owner), make_webhook(stranger)
    make_session(owner)
    make_session(stranger)

    def die(**said: Any) -> Any:
        if said["webhook"].owner == owner:
            raise OSError
        return delivery_create(**said)

    with monkeypatch.context() as broken:
        broken.setattr(hook_news, "delivery_create", die)
        assert hook_news.webhooks_tell() == 1
    assert (len(news_of(owner)), len(news_of(stranger))) == (1, 0)
    assert (len(told(hook)), len(told(other))) == (1, 1)


# --- Personal records ----------------------------------------------------------------------------------------------


def test_a_record_is_told_with_what_it_was_before_and_once(owner: User, scope: Scope) -> None:
    bench = make_exercise("Bench Press")
    make_set(make_session(owner), exercise_type=bench, weight=Decimal(100))
    hook = make_webhook(owner, "https://a.example.org/", "record.broken")
    session = make_session(owner, started_at=START + timedelta(days=1))
    row = make_set(session, exercise_type=bench, weight=Decimal("102.5"), number_reps=5)
    found = {each["data"]["record"]["kind"]: each["data"] for each in told(hook)}
    assert set(found) == {"heaviest", "estimate", "volume"}
    assert found["heaviest"]["record"] == {"kind": "heaviest", "value": "102.5", "before": "100"}
    assert found["heaviest"]["exercise"] == {"id": bench.pk, "name": "Bench Press", "kind": "weight_reps"}
    assert (found["heaviest"]["set_id"], found["heaviest"]["day"]) == (row.pk, "2026-03-03")
    values = set_values(exercise_type=bench, set_type=row.set_type, weight=Decimal("102.5"), notes="hard")
    set_update(scope=scope, workout_set=row, values=values)
    assert len(told(hook)) == 3
    set_update(
        scope=scope,
        workout_set=row,
        values=set_values(exercise_type=bench, set_type=row.set_type, weight=Decimal(105)),
    )
    assert len(told(hook)) == 6


def test_records_of_whole_sessions_and_of_many_sets(owner: User, scope: Scope) -> None:
    bench = make_exercise()
    make_set(make_session(owner), exercise_type=bench)
    hook = make_webhook(owner, "https://a.example.org/", "record.broken")
    heavy = [SetEntry(values=set_values(exercise_type=bench, weight=Decimal(110)))]
    when = SessionValues(name="Later", started_at=START + timedelta(days=1))
    session = session_log(scope=scope, values=when, entries=heavy)
    first = len(told(hook))
    heavier = [SetEntry(values=set_values(exercise_type=bench, weight=Decimal(120)))]
    sets_log(scope=scope, session=session, entries=heavier)
    assert (first, len(told(hook))) == (3, 5)  # the volume of that session was the best already


def test_of_several_records_of_a_kind_in_one_session_the_best_is_told(owner: User, scope: Scope) -> None:
    bench = make_exercise()
    make_set(make_session(owner), exercise_type=bench, weight=Decimal(100))
    hook = make_webhook(owner, "https://a.example.org/", "record.broken")
    rising = [SetEntry(values=set_values(exercise_type=bench, weight=Decimal(101 + step))) for step in range(50)]
    when = SessionValues(name="Later", started_at=START + timedelta(days=1))
    session_log(scope=scope, values=when, entries=rising)
    found = {each["data"]["record"]["kind"]: each["data"]["record"] for each in told(hook)}
    assert len(told(hook)) == 3
    assert (found["heaviest"]["value"], found["heaviest"]["before"]) == ("150", "100")


# --- Many at once --------------------------------------------------------------------------------------------------


def test_many_sessions_are_one_event(owner: User) -> None:
    hook = make_webhook(owner)
    for number in range(MANY + 1):
        make_session(owner, f"Number {number}")
    (said,) = told(hook)
    assert (said["event"], said["data"]) == ("log.changed", {"cause": "many"})


def history(sessions: int) -> str:
    heading = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"
    rows = [
        f"2026-0{1 + number // 28}-{1 + number % 28:02d} 18:00:00,Push,1h,Bench,1,{60 + number},5,0,0,,,"
        for number in range(sessions)
    ]
    return "\n".join([heading, *rows])


def test_an_import_is_one_event_and_no_session_of_it_is_told(owner: User, owner_client: Client) -> None:
    make_exercise("Bench")
    working_set_type()
    hook = make_webhook(owner)
    batch = imported(owner_client, owner, history(60), unit="kg")
    said = {each["event"]: each["data"] for each in told(hook)}
    assert set(said) == {"log.changed", "import.finished"}
    assert said["log.changed"] == {"cause": "import_run"}
    assert said["import.finished"]["import"]["id"] == str(batch.pk)
    assert (said["import.finished"]["import"]["state"], said["import.finished"]["import"]["counts"]["sessions"]) == (
        "succeeded",
        60,
    )


def test_an_export_that_succeeded_and_one_that_was_cancelled(owner: User, scope: Scope) -> None:
    make_session(owner)
    hook = make_webhook(owner)
    done = export_start(scope=scope, wanted=ExportRequest("csv"))
    work()
    cancelled = export_start(scope=scope, wanted=ExportRequest("csv"))
    assert cancelled.job is not None
    job_cancel(job=cancelled.job)
    first, second = (each["data"]["export"] for each in told(hook))
    assert (first["id"], first["state"], first["format"]) == (str(done.pk), "succeeded", "csv")
    assert first["size"] == DataExport.objects.get(pk=done.pk).size
    assert (second["id"], second["state"]) == (str(cancelled.pk), "cancelled")


def test_an_export_that_failed_for_good(owner: User, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = make_webhook(owner)

    def die(**_said: Any) -> None:
        raise ValueError

    monkeypatch.setattr("portability.tasks.export_carry_out", die)
    export_start(scope=scope, wanted=ExportRequest("csv"))
    work()
    (said,) = told(hook)
    assert said["data"]["export"]["state"] == "failed"


def test_deleting_all_workouts_forgets_what_was_told_and_says_so(owner: User, scope: Scope) -> None:
    hook = make_webhook(owner)
    make_session(owner, "Secret push")
    assert len(told(hook)) == 1
    workouts_delete(scope=scope)
    (said,) = told(hook)
    assert (said["event"], said["data"]) == ("log.changed", {"cause": "workouts_delete"})


# --- What it costs, and what is kept -------------------------------------------------------------------------------


def test_a_webhook_costs_a_write_no_query(owner: User, owner_client: Client) -> None:
    working_set_type()
    session, body = make_session(owner), {"exercise_id": make_exercise().pk, "weight": "80", "number_reps": 8}

    def log() -> int:
        with queries() as asked:
            path = f"/api/v1/sessions/{session.pk}/sets"
            assert owner_client.post(path, body, content_type="application/json").status_code == 201
        return len(asked)

    log()
    without = log()
    make_webhook(owner)
    assert log() == without <= 10
    assert [news.verb for news in news_of(owner)] == ["set_log"]


def test_a_webhook_costs_the_quick_log_no_query(owner: User, owner_client: Client) -> None:
    bench = make_exercise()
    session = make_session(owner, started_at=timezone.now() - timedelta(minutes=5))
    kind = make_set(session, exercise_type=bench).set_type

    def log() -> int:
        with queries() as asked:
            form = set_form(bench, kind, session=session.pk)
            assert owner_client.post(reverse("quick-log"), form).status_code == 302
        return len(asked)

    log()
    without = log()
    make_webhook(owner)
    assert log() == without <= 10


def test_every_verb_of_the_log_means_something_to_webhooks() -> None:
    """Read from the code, so that a new verb has to be thought about."""
    verbs = set()
    for folder in ("sessions_app/services", "portability/services", "calculator"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "log_write":
                    if any(word.arg == "area" for word in call.keywords):
                        continue
                    said = call.args[1]
                    if isinstance(said, ast.Constant):
                        verbs.add(said.value)
    made_of_others = {"session_repeat", "routine_start", "exercisetype_merge", "settype_merge"}
    assert verbs | made_of_others | {"undo_apply"} == set(EFFECTS)
    assert {Effect.MADE, Effect.CHANGED, Effect.DELETED, Effect.MANY, Effect.NOTHING} == set(EFFECTS.values())


def test_what_was_told_long_ago_is_forgotten(owner: User) -> None:
    hook = make_webhook(owner)
    make_session(owner)
    told(hook)
    assert deliveries_purge() == 0
    row = WebhookDelivery.objects.get()
    assert deliveries_purge(row.created_at + timedelta(days=31)) == 1


@pytest.mark.parametrize("events", [(), ("session.created", "no.such"), ("ping",)])
def test_a_webhook_asks_for_what_there_is(owner: User, events: tuple[str, ...]) -> None:
    values = WebhookValues(name="x", url="https://a.example.org/", events=events)
    with pytest.raises(ValueError, match="events"):
        webhook_create(scope=Scope.of_user(owner), values=values)
