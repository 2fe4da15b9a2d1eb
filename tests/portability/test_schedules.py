"""Scheduled exports: when they are due, once for each slot, how many are kept, the mail, the pages, the API."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from portability.models import DataExport, ExportSchedule
from portability.services.schedules import (
    MOST_SCHEDULES,
    ScheduleLimitError,
    ScheduleValues,
    schedule_create,
    schedule_update,
    schedules_run,
)
from portability.slots import next_slot
from sharing.scope import Scope
from tests.api.test_idempotency import at_once
from tests.factories import make_session
from tests.fuzzing import tries
from tests.portability.job_support import work

BERLIN = ZoneInfo("Europe/Berlin")
WEEKLY = ScheduleValues(format="csv", every="week", day=0, hour=3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("every", "day", "hour", "after", "expected"),
    [
        ("day", 0, 3, "2026-06-30 02:59", "2026-06-30 03:00"),
        ("day", 0, 3, "2026-06-30 03:00", "2026-07-01 03:00"),
        ("week", 0, 3, "2026-06-29 02:00", "2026-06-29 03:00"),
        ("week", 0, 3, "2026-06-29 03:00", "2026-07-06 03:00"),
        ("month", 31, 3, "2026-02-01 00:00", "2026-02-28 03:00"),
        ("month", 31, 3, "2026-01-31 03:00", "2026-02-28 03:00"),
        ("month", 1, 0, "2026-12-01 00:00", "2027-01-01 00:00"),
        ("day", 0, 2, "2026-03-29 00:30", "2026-03-29 01:00"),  # 02:00 is skipped: the later offset
    ],
)
def test_the_next_slot_is_by_the_athletes_clock(every: str, day: int, hour: int, after: str, expected: str) -> None:
    assert next_slot(every, day, hour, BERLIN, at(after)) == at(expected)


@tries(60, 2000)
@given(
    st.sampled_from(["day", "week", "month"]),
    st.integers(1, 6),
    st.integers(0, 23),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
)
def test_slots_go_on_and_never_repeat(every: str, day: int, hour: int, after: datetime) -> None:
    moment = after
    for _ in range(5):
        following = next_slot(every, day, hour, BERLIN, moment)
        assert timedelta(0) < following - moment <= timedelta(days=32)
        moment = following


@pytest.fixture
def scope(owner: User) -> Scope:
    make_session(owner)
    return Scope.of_user(owner)


def due(row: ExportSchedule) -> None:
    ExportSchedule.objects.filter(pk=row.pk).update(next_at=timezone.now() - timedelta(minutes=1))


@pytest.mark.django_db
class TestRunning:
    @pytest.fixture(autouse=True)
    def _one_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("jobs.runner.close_old_connections", lambda: None)

    def test_what_is_due_is_exported_once_and_again_at_the_next_slot(self, scope: Scope) -> None:
        row = schedule_create(scope=scope, values=WEEKLY)
        assert row.next_at > timezone.now()
        assert schedules_run() == 0
        due(row)
        assert (schedules_run(), schedules_run()) == (1, 0)
        row.refresh_from_db()
        assert timezone.now() < row.next_at <= timezone.now() + timedelta(days=7)
        work()
        [export] = DataExport.objects.all()
        assert (export.schedule, export.format, export.is_ready) == (row, "csv", True)

    def test_weeks_without_a_beat_are_made_up_for_once(self, scope: Scope) -> None:
        row = schedule_create(scope=scope, values=WEEKLY)
        ExportSchedule.objects.update(next_at=timezone.now() - timedelta(days=40))
        assert (schedules_run(), schedules_run()) == (1, 0)
        row.refresh_from_db()
        assert row.next_at > timezone.now()

    def test_as_many_files_are_kept_as_wished(self, scope: Scope) -> None:
        row = schedule_create(scope=scope, values=ScheduleValues(format="csv", every="day", keep=2))
        for _ in range(4):
            due(row)
            schedules_run()
            work()
        assert DataExport.objects.filter(schedule=row).count() == 2

    def test_a_mail_says_where_it_is(self, scope: Scope, owner: User) -> None:
        User.objects.update(language="de")
        row = schedule_create(scope=scope, values=ScheduleValues(format="csv", every="day", mail=True))
        due(row)
        schedules_run()
        work()
        [message] = mail.outbox
        assert (message.to, message.subject) == ([owner.email], "Dein Export ist fertig")
        assert "/data/export/#export-" in str(message.body)

    def test_what_is_switched_off_or_gone_is_not_exported(self, scope: Scope, owner: User) -> None:
        row = schedule_create(scope=scope, values=WEEKLY)
        row = schedule_update(scope=scope, schedule=row, values=ScheduleValues(format="csv", every="day", active=False))
        due(row)
        assert schedules_run() == 0
        ExportSchedule.objects.update(active=True)
        User.objects.filter(pk=owner.pk).update(is_active=False)
        assert schedules_run() == 0

    def test_there_is_a_limit(self, scope: Scope) -> None:
        for _ in range(MOST_SCHEDULES):
            schedule_create(scope=scope, values=WEEKLY)
        with pytest.raises(ScheduleLimitError):
            schedule_create(scope=scope, values=WEEKLY)


@pytest.mark.one_database  # threads; SQLite has one writer anyway
@pytest.mark.django_db(transaction=True)
def test_many_beats_at_once_start_one_export(scope: Scope) -> None:
    due(schedule_create(scope=scope, values=WEEKLY))
    assert sum(at_once(6, lambda _place: schedules_run())) == 1
    assert DataExport.objects.count() == 1


@pytest.mark.django_db
class TestPages:
    FORM = {
        "format": "json",
        "every": "month",
        "weekday": "0",
        "month_day": "31",
        "hour": "4",
        "keep": "5",
        "mail": "on",
        "active": "on",
    }

    def test_a_schedule_is_made_changed_and_deleted(self, owner_client: Client) -> None:
        answer = owner_client.post(reverse("schedule-list"), self.FORM, follow=True)
        row = ExportSchedule.objects.get()
        assert (row.every, row.day, row.hour, row.keep, row.mail, row.active) == ("month", 31, 4, 5, True, True)
        assert reverse("schedule-edit", args=[row.pk]) in answer.content.decode()
        changed = {**self.FORM, "every": "week", "weekday": "6", "active": ""}
        assert owner_client.post(reverse("schedule-edit", args=[row.pk]), changed).status_code == 302
        row.refresh_from_db()
        assert (row.every, row.day, row.active) == ("week", 6, False)
        owner_client.post(reverse("schedule-delete", args=[row.pk]))
        assert not ExportSchedule.objects.exists()

    def test_what_makes_no_sense_is_refused(self, owner_client: Client) -> None:
        assert owner_client.post(reverse("schedule-list"), {**self.FORM, "hour": "24"}).status_code == 422
        assert not ExportSchedule.objects.exists()
