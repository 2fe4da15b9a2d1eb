"""What is lifted with: an athlete's bars and plates, one row for each unit of weight; and their own ways to warm up."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calculator.querysets import GearQuerySet
from workouttracker.kit.units import Unit


class Gear(models.Model):
    """Bars and pairs of plates, as they are stamped: numbers of ``unit`` as text, so that 45 lb stays 45.

    ``bars``: ``["20", "15"]``, the first one is the usual one. ``plates``: ``[["25", 4], …]``, weight and pairs.
    Written by ``calculator.services.gear_save`` and read by ``calculator.gear``.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner"))
    unit = models.CharField(_("unit of weight"), max_length=2, choices=[(unit.value, unit.value) for unit in Unit])
    bars = models.JSONField(_("bars"))
    plates = models.JSONField(_("plates"))

    objects = GearQuerySet.as_manager()

    class Meta:
        verbose_name = _("bars and plates")
        verbose_name_plural = _("bars and plates")
        constraints = [
            models.UniqueConstraint(fields=["owner", "unit"], name="gear_once_per_unit"),
            models.CheckConstraint(condition=Q(unit__in=["kg", "lb"]), name="gear_unit_known"),
        ]

    def __str__(self) -> str:
        return self.unit


class WarmUps(models.Model):
    """An athlete's own ways up to a working weight, the usual one first.

    ``schemes``: ``[{"name": "Bench", "steps": [[0, 10, 1], [50, 5, 1]]}, …]``, each step per cent of the working weight
    (0 is the bar), reps, sets. Written by ``calculator.services.warm_ups_save`` and read by ``calculator.gear``.
    """

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner"))
    schemes = models.JSONField(_("warm-ups"))

    objects = GearQuerySet.as_manager()

    class Meta:
        verbose_name = _("own warm-ups")
        verbose_name_plural = _("own warm-ups")

    def __str__(self) -> str:
        return str(self.owner_id)
