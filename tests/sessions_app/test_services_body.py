"""Body measurements: what the services store, refuse, and take back."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import User
from sessions_app.catalogue.measures import BODY_FAT, BODY_WEIGHT, MEASURES, keys_by_name
from sessions_app.errors import LimitError, NameTakenError, StaleError
from sessions_app.models import DataVersion, Measure, Measurement, Quantity
from sessions_app.services import (
    MeasurementValues,
    measure_create,
    measure_delete,
    measure_rename,
    measurement_delete,
    measurement_log,
    measurement_update,
    undo_apply,
)
from sessions_app.services.catalogue_load import catalogue_load
from sharing.scope import Area, Scope
from tests.catalogue import catalogue_present
from workouttracker.kit.text import name_key

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


@pytest.fixture
def weight() -> Measure:
    catalogue_present()
    return Measure.objects.get(slug=BODY_WEIGHT)


def said(measure: Measure, value: str = "82.5", **fields: Any) -> MeasurementValues:
    return MeasurementValues(measure=measure, value=Decimal(value), **({"measured_at": AT} | fields))


def version(owner: User, area: str = DataVersion.Area.BODY) -> uuid.UUID | None:
    return DataVersion.objects.filter(owner=owner, area=area).values_list("token", flat=True).first()


def test_a_measurement_keeps_its_local_day_and_renews_the_version_of_the_body(owner: User, weight: Measure) -> None:
    log = version(owner, DataVersion.Area.LOG)
    row = measurement_log(scope=Scope.of_user(owner), values=said(weight), time_zone="Europe/Berlin")
    row.refresh_from_db()
    assert (row.value, row.local_date, row.time_zone) == (Decimal("82.5"), date(2026, 3, 3), "Europe/Berlin")
    assert version(owner) is not None
    assert version(owner, DataVersion.Area.LOG) == log


def test_the_same_one_sent_twice_is_stored_once_and_is_no_news(owner: User, weight: Measure) -> None:
    scope, client_id = Scope.of_user(owner), uuid.uuid4()
    first = measurement_log(scope=scope, values=said(weight), client_id=client_id)
    before = version(owner)
    assert measurement_log(scope=scope, values=said(weight, "90"), client_id=client_id).pk == first.pk
    assert Measurement.objects.get(owner=owner).value == Decimal("82.5")
    assert version(owner) == before


@pytest.mark.parametrize(("key", "value"), [(BODY_WEIGHT, "1000.1"), (BODY_FAT, "101"), (BODY_FAT, "-1")])
def test_a_value_that_the_measure_cannot_have_is_refused_with_its_limit(weight: Measure, key: str, value: str) -> None:
    with pytest.raises(LimitError, match="Expected a number from 0 to"):
        said(Measure.objects.get(slug=key), value)


def test_pounds_come_back_as_typed(owner: User, weight: Measure) -> None:
    pounds = Decimal("180.25")
    row = measurement_log(scope=Scope.of_user(owner), values=said(weight, str(pounds * Decimal("0.45359237"))))
    row.refresh_from_db()
    assert (row.value / Decimal("0.45359237")).quantize(Decimal("0.01")) == pounds


def test_a_change_counts_the_revision_and_a_stale_one_is_refused(owner: User, weight: Measure) -> None:
    scope = Scope.of_user(owner)
    row = measurement_log(scope=scope, values=said(weight))
    changed = measurement_update(scope=scope, measurement=row, values=said(weight, "83"), revision=1)
    assert (changed.value, changed.revision) == (Decimal("83"), 2)
    with pytest.raises(StaleError):
        measurement_update(scope=scope, measurement=row, values=said(weight, "84"), revision=1)
    assert Measurement.objects.get(pk=row.pk).value == Decimal("83")


def test_a_deletion_can_be_taken_back(owner: User, weight: Measure) -> None:
    scope = Scope.of_user(owner)
    row = measurement_log(scope=scope, values=said(weight, note="after breakfast"))
    before = Measurement.objects.filter(pk=row.pk).values().get()
    undo = measurement_delete(scope=scope, measurement=row)
    assert not Measurement.objects.filter(owner=owner).exists()
    body = version(owner)
    undo_apply(scope=scope, undo=undo)
    assert Measurement.objects.filter(pk=row.pk).values().get() == before
    assert version(owner) != body


def test_an_own_measure_goes_and_returns_with_its_values(owner: User, weight: Measure) -> None:
    scope = Scope.of_user(owner)
    own = measure_create(scope=scope, name=" Grip  strength ", quantity=Quantity.PLAIN)
    assert own.name == "Grip strength"
    measurement_log(scope=scope, values=said(own, "55"))
    measurement_log(scope=scope, values=said(weight))
    undo = measure_delete(scope=scope, measure=own)
    assert Measurement.objects.filter(owner=owner).count() == 1
    assert not Measure.objects.filter(owner=owner).exists()
    undo_apply(scope=scope, undo=undo)
    assert Measurement.objects.get(owner=owner, measure=own).value == Decimal("55")


def test_two_measures_never_read_the_same(owner: User, weight: Measure) -> None:
    scope = Scope.of_user(owner)
    with pytest.raises(NameTakenError, match="Body Weight"):
        measure_create(scope=scope, name="Body Weight", quantity=Quantity.WEIGHT)
    own = measure_create(scope=scope, name="Grip", quantity=Quantity.PLAIN)
    with pytest.raises(NameTakenError):
        measure_rename(scope=scope, measure=own, name="WAIST")
    assert measure_rename(scope=scope, measure=own, name="grip").name == "grip"


def test_a_stranger_and_a_visitor_see_nothing(owner: User, stranger: User, weight: Measure) -> None:
    row = measurement_log(scope=Scope.of_user(owner), values=said(weight))
    own = measure_create(scope=Scope.of_user(owner), name="Grip", quantity=Quantity.PLAIN)
    foreign = Scope.of_user(stranger)
    with pytest.raises(Measurement.DoesNotExist):
        measurement_delete(scope=foreign, measurement=row)
    with pytest.raises(Measure.DoesNotExist):
        measure_delete(scope=foreign, measure=own)
    with pytest.raises(Measure.DoesNotExist):
        measure_delete(scope=foreign, measure=weight)
    visitor = Scope(owner=owner, areas=frozenset({Area.SESSIONS, Area.REPORTS, Area.CALCULATOR}))
    assert not Measurement.objects.visible_to(visitor).exists()
    assert not Measure.objects.visible_to(visitor).exists()
    assert Measurement.objects.visible_to(Scope.of_user(owner)).get() == row


def test_the_database_refuses_a_negative_value(owner: User, weight: Measure) -> None:
    row = measurement_log(scope=Scope.of_user(owner), values=said(weight))
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.filter(pk=row.pk).update(value=-1)


def test_shipped_measures_load_once_and_keep_edits(weight: Measure) -> None:
    weight.name = "Mass on the scale"
    weight.save()
    assert catalogue_load().created == 0
    weight.refresh_from_db()
    assert weight.name == "Mass on the scale"
    assert Measure.objects.filter(owner=None).count() == len(MEASURES)


def test_shipped_names_speak_the_readers_language_own_ones_stay(owner: User, weight: Measure) -> None:
    own = measure_create(scope=Scope.of_user(owner), name="Waist hip", quantity=Quantity.LENGTH)
    with translation.override("de"):
        assert weight.label == "Körpergewicht"
        assert own.label == "Waist hip"
    with translation.override("en"):
        assert weight.label == "Body weight"


def test_each_name_of_a_shipped_measure_means_one_measure() -> None:
    names = [name_key(name) for each in MEASURES for name in {each.name, *each.aliases}]
    assert len(names) == len(set(names))
    assert keys_by_name()["bodyweight"] == BODY_WEIGHT
    assert keys_by_name()["left bicep"] == "upper_arm_left"
