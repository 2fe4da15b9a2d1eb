"""What can happen to scheduled exports, and the periodic work that starts them."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.mail import mail_send
from portability.models import DataExport, ExportSchedule
from portability.services.exports import ExportRequest, export_delete, export_start
from portability.slots import next_slot
from sharing.scope import Scope

logger = logging.getLogger(__name__)
MOST_SCHEDULES = 10
DUE_AT_ONCE = 200


class ScheduleLimitError(ValueError):
    """There are as many schedules as an account may have; the message says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleValues:
    """What an athlete can say about a schedule. ``day`` is the weekday (0 is Monday) or the day of the month."""

    format: str
    every: str
    day: int = 1
    hour: int = 3
    keep: int = 3
    mail: bool = False
    active: bool = True


def schedule_create(*, scope: Scope, values: ScheduleValues) -> ExportSchedule:
    """A new schedule; it is due for the first time at its next hour. Raises ``ScheduleLimitError``."""
    owner = scope.require_owner()
    with transaction.atomic():
        if ExportSchedule.objects.filter(owner=owner).count() >= MOST_SCHEDULES:
            raise ScheduleLimitError(
                _("You have %(number)s schedules, which is the most. Delete one first.") % {"number": MOST_SCHEDULES}
            )
        return ExportSchedule.objects.create(
            owner=owner, next_at=_next(scope, values, timezone.now()), **_fields(values)
        )


def schedule_update(*, scope: Scope, schedule: ExportSchedule, values: ScheduleValues) -> ExportSchedule:
    """Change a schedule; when it is due next follows. Raises ``DoesNotExist``."""
    with transaction.atomic():
        row = ExportSchedule.objects.editable_by(scope).select_for_update().get(pk=schedule.pk)
        for name, value in _fields(values).items():
            setattr(row, name, value)
        row.next_at = _next(scope, values, timezone.now())
        row.save()
    return row


def schedule_delete(*, scope: Scope, schedule: ExportSchedule) -> None:
    """Delete a schedule; the exports that it made stay until their time is over. Raises ``DoesNotExist``."""
    ExportSchedule.objects.editable_by(scope).get(pk=schedule.pk).delete()


def schedules_run(now: datetime | None = None) -> int:
    """Start what is due, each slot once, however many beats; how many. What was missed is made up for once."""
    moment = now or timezone.now()
    due = ExportSchedule.objects.filter(active=True, next_at__lte=moment, owner__is_active=True)
    started = 0
    for row in due.select_related("owner").order_by("next_at")[:DUE_AT_ONCE]:
        started += _start(row, moment)
    return started


def _start(row: ExportSchedule, now: datetime) -> bool:
    """Take the slot and start its export in one transaction; False when another beat has it."""
    scope = Scope.system(row.owner)
    following = next_slot(row.every, row.day, row.hour, row.owner.zone, now)
    with transaction.atomic():
        mine = ExportSchedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=following, last_at=now)
        if not mine:
            return False
        export_start(scope=scope, wanted=ExportRequest(row.format), schedule=row)
    return True


def schedule_done(*, export: DataExport) -> None:
    """An export of a schedule is there: forget the oldest beyond what is to be kept, and mail if that is wished."""
    row = export.schedule
    if row is None:
        return
    scope = Scope.system(row.owner)
    mine = DataExport.objects.visible_to(scope).filter(schedule=row).exclude(file=None).order_by("-created_at")
    for old in mine[row.keep :]:
        export_delete(scope=scope, export=old)
    if row.mail:
        address = f"{settings.SITE_URL}{reverse('export-list')}#export-{export.pk}"
        context = {"user": row.owner, "export": export, "export_url": address}
        mail_send(
            prefix="portability/email/export_ready", to=row.owner.email, language=row.owner.language, context=context
        )


def _next(scope: Scope, values: ScheduleValues, after: datetime) -> datetime:
    return next_slot(values.every, values.day, values.hour, scope.require_owner().zone, after)


def _fields(values: ScheduleValues) -> dict[str, object]:
    return {name: getattr(values, name) for name in ScheduleValues.__dataclass_fields__}
