"""What can happen to body measurements and to what is measured."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext as _

from sessions_app.errors import LimitError, NameTakenError, StaleError
from sessions_app.models import DataVersion, Measure, Measurement, Quantity, Undo
from sessions_app.models.body import MOST
from sessions_app.services.snapshots import delete_rows, snapshot
from sessions_app.services.writing import log_write, stored_or_new
from sharing.scope import Scope
from workouttracker.kit.dates import local_day
from workouttracker.kit.text import name_key, one_line
from workouttracker.kit.units import STORED_STEP, plain

BODY = DataVersion.Area.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementValues:
    """What an athlete can say about a measurement: kilograms, centimetres, per cent or a number; ``measured_at`` aware.

    The value is taken to the four decimals that are stored. Raises ``LimitError`` for one that the measure can't have.
    """

    measure: Measure
    value: Decimal
    measured_at: datetime
    note: str = ""

    def __post_init__(self) -> None:
        most = MOST[Quantity(self.measure.quantity)]
        if not 0 <= self.value <= most:
            raise LimitError(
                _("%(measure)s can't be %(value)s. Expected a number from 0 to %(limit)s.")
                % {"measure": self.measure.label, "value": plain(self.value), "limit": most}
            )
        object.__setattr__(self, "value", self.value.quantize(STORED_STEP, rounding=ROUND_HALF_EVEN))


def measurement_log(
    *, scope: Scope, values: MeasurementValues, time_zone: str | None = None, client_id: uuid.UUID | None = None
) -> Measurement:
    """Store a measurement in the owner's (or the given) time zone.

    Sent twice with the same ``client_id`` it is stored once: the one that is there is returned.
    """
    owner = scope.require_owner()
    zone = ZoneInfo(time_zone or owner.time_zone)

    def create() -> Measurement:
        return Measurement.objects.create(
            owner=owner,
            client_id=client_id,
            measure=values.measure,
            measured_at=values.measured_at,
            time_zone=zone.key,
            local_date=local_day(values.measured_at, zone),
            value=values.value,
            note=values.note,
        )

    with log_write(owner.pk, "measurement_log", area=BODY) as write:
        row, write.changed = stored_or_new(Measurement.objects.filter(owner=owner), client_id, create)
    return row


def measurement_update(
    *, scope: Scope, measurement: Measurement, values: MeasurementValues, revision: int | None = None
) -> Measurement:
    """Change a measurement. Raises ``StaleError`` when ``revision`` is not the present one, ``DoesNotExist``."""
    owner = scope.require_owner()
    with log_write(owner.pk, "measurement_update", area=BODY):
        locked = _lock(scope, measurement)
        if revision is not None and locked.revision != revision:
            raise StaleError
        locked.measure, locked.value, locked.note = values.measure, values.value, values.note
        locked.measured_at, locked.local_date = values.measured_at, local_day(values.measured_at, locked.zone)
        locked.revision = F("revision") + 1
        locked.save(update_fields=["measure", "value", "note", "measured_at", "local_date", "revision", "updated_at"])
        locked.refresh_from_db(fields=["revision"])
    return locked


def measurement_delete(*, scope: Scope, measurement: Measurement) -> Undo:
    """Delete a measurement; the returned row undoes it for ``UNDO_DAYS`` days. Raises ``DoesNotExist``."""
    owner = scope.require_owner()
    with log_write(owner.pk, "measurement_delete", area=BODY):
        locked = _lock(scope, measurement)
        rows = Measurement.objects.filter(owner=owner, pk=locked.pk)
        undo = Undo.objects.create(
            owner=owner,
            kind="measurements",
            label=_("Measurement of %(measure)s deleted.") % {"measure": locked.measure.label},
            payload=snapshot(rows),
        )
        delete_rows(rows)
    return undo


def measure_create(*, scope: Scope, name: str, quantity: str) -> Measure:
    """Something of the athlete's own to measure.

    Raises ``NameTakenError`` when a shared one or one of their own is called the same (case, accents, spaces apart).
    """
    owner = scope.require_owner()
    name = one_line(name)
    try:
        with log_write(owner.pk, "measure_create", area=BODY):
            _refuse_taken(scope, name)
            return Measure.objects.create(owner=owner, name=name, quantity=quantity)
    except IntegrityError as error:  # made in another tab at the same moment
        raise _taken(name) from error


def measure_rename(*, scope: Scope, measure: Measure, name: str) -> Measure:
    """Call something of the athlete's own differently. Raises ``NameTakenError``, ``DoesNotExist``."""
    owner = scope.require_owner()
    name = one_line(name)
    try:
        with log_write(owner.pk, "measure_rename", area=BODY):
            locked = Measure.objects.editable_by(scope).select_for_update().get(pk=measure.pk)
            _refuse_taken(scope, name, locked.pk)
            locked.name = name
            locked.save(update_fields=["name"])
    except IntegrityError as error:
        raise _taken(name) from error
    return locked


def measure_delete(*, scope: Scope, measure: Measure) -> Undo:
    """Delete something of the athlete's own to measure, with all its values; the returned row undoes it.

    Raises ``DoesNotExist``.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "measure_delete", area=BODY):
        locked = Measure.objects.editable_by(scope).select_for_update().get(pk=measure.pk)
        mine, values = Measure.objects.filter(pk=locked.pk), Measurement.objects.filter(owner=owner, measure=locked)
        undo = Undo.objects.create(
            owner=owner,
            kind="measurements",
            label=_("%(measure)s deleted with its measurements.") % {"measure": locked.name},
            payload=snapshot(mine, values),
        )
        delete_rows(values)
        delete_rows(mine)
    return undo


def _lock(scope: Scope, measurement: Measurement) -> Measurement:
    rows = Measurement.objects.editable_by(scope).select_for_update(of=("self",)).select_related("measure")
    row: Measurement = rows.get(pk=measurement.pk)
    return row


def _refuse_taken(scope: Scope, name: str, but: int = 0) -> None:
    if Measure.objects.visible_to(scope).filter(name_key=name_key(name)).exclude(pk=but).exists():
        raise _taken(name)


def _taken(name: str) -> NameTakenError:
    return NameTakenError(_("There is a measure called “%(name)s” already.") % {"name": name})
