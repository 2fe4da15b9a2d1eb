"""Body data: what is measured, and what it was. Never part of a share.

Written only by ``sessions_app.services.body`` and imports; every write renews the version of area ``body``.
"""

from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions_app.models.catalogue import CatalogueEntry
from sessions_app.querysets import MeasurementQuerySet, MeasureQuerySet
from workouttracker.kit.limits import DESCRIPTION_LENGTH


class Quantity(models.TextChoices):
    """What kind of number a measure has; decides its unit. The keys stand in exports: never change one."""

    WEIGHT = "weight", _("Weight")
    LENGTH = "length", _("Length")
    PERCENT = "percent", _("Percent")
    PLAIN = "plain", _("Number")


MOST: dict[Quantity, Decimal] = {
    Quantity.WEIGHT: Decimal(1000),
    Quantity.LENGTH: Decimal(500),
    Quantity.PERCENT: Decimal(100),
    Quantity.PLAIN: Decimal(100_000),
}
"""Largest value by quantity: kilograms, centimetres, per cent, anything."""


class Measure(CatalogueEntry):
    """Something to measure, such as body weight. Shipped ones have no owner and a stable ``slug``."""

    quantity = models.CharField(_("kind of number"), max_length=7, choices=Quantity, default=Quantity.LENGTH)
    position = models.PositiveSmallIntegerField(_("order"), default=1000)
    import_batch = models.ForeignKey(
        "portability.ImportBatch", models.SET_NULL, null=True, blank=True, editable=False, related_name="measures"
    )

    objects = MeasureQuerySet.as_manager()  # type: ignore[misc]

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = [F("owner").asc(nulls_first=True), "position", "name_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(owner__isnull=True), name="measure_shared_name_once"
            ),
            models.UniqueConstraint(fields=["owner", "name_key"], name="measure_own_name_once"),
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="measure_slug_once"),
            models.CheckConstraint(condition=~Q(name=""), name="measure_has_name"),
            models.CheckConstraint(condition=Q(quantity__in=Quantity.values), name="measure_quantity_known"),
        ]

    @property
    def label(self) -> str:
        """The name, in the reader's language when it is a shipped one."""
        return gettext(self.name) if self.is_shared else self.name


class Measurement(models.Model):
    """One value of a measure: kilograms, centimetres, per cent, or a plain number, by the measure's quantity.

    ``local_date`` and ``time_zone`` keep the day as the athlete lived it. ``source_key`` is the id its source gave it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, verbose_name=_("owner"))
    client_id = models.UUIDField(null=True, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    measured_at = models.DateTimeField(_("when"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    local_date = models.DateField(_("date"))
    value = models.DecimalField(_("value"), max_digits=10, decimal_places=4)
    note = models.CharField(_("note"), max_length=DESCRIPTION_LENGTH, blank=True)
    import_batch = models.ForeignKey(
        "portability.ImportBatch", models.SET_NULL, null=True, blank=True, editable=False, related_name="measurements"
    )
    source_key = models.CharField(max_length=100, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["-measured_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "client_id"], name="measurement_client_id_once"),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=MOST[Quantity.PLAIN]), name="measurement_value_in_range"
            ),
        ]
        indexes = [
            models.Index(
                F("owner"), F("measure"), F("measured_at").desc(), F("id").desc(), name="measurement_newest_first"
            ),
            models.Index(fields=["owner", "local_date"], name="measurement_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.value}"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which it was measured."""
        return ZoneInfo(self.time_zone)
