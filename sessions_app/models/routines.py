"""Routines: days, their exercises, and what is to be done of each. Never part of a share.

Written only by ``sessions_app.services`` and imports; every write renews the version of area ``goals``, which stands
for everything planned.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions_app.models.catalogue import ExerciseType, SetType
from sessions_app.progression import Rule
from sessions_app.querysets import RoutinePartQuerySet, RoutineQuerySet
from workouttracker.kit import limits

MAX_CYCLE = 12
"""Weeks of the longest cycle of targets."""
MAX_PER_WEEK = 14
MAX_INCREMENT_KG = Decimal(100)
RULES = {
    Rule.NONE: _("Stays as it is"),
    Rule.LINEAR: _("Linear: heavier after all reps"),
    Rule.DOUBLE: _("Double: more reps, then heavier"),
    Rule.PERCENT: _("Shares of a training maximum"),
}
"""What the rules are called."""


class Routine(models.Model):
    """A plan of one or more days. ``per_week`` is how often one trains by it; ``source_key`` names a shipped one."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, verbose_name=_("owner"))
    client_id = models.UUIDField(null=True, editable=False)
    name = models.CharField(_("name"), max_length=limits.NAME_LENGTH)
    notes = models.TextField(_("notes"), max_length=limits.NOTES_LENGTH, blank=True)
    per_week = models.PositiveSmallIntegerField(_("sessions a week"), default=3)
    import_batch = models.ForeignKey(
        "portability.ImportBatch", models.SET_NULL, null=True, blank=True, editable=False, related_name="routines"
    )
    source_key = models.CharField(max_length=100, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = RoutineQuerySet.as_manager()

    class Meta:
        verbose_name = _("routine")
        verbose_name_plural = _("routines")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "client_id"], name="routine_client_id_once"),
            models.CheckConstraint(condition=~Q(name=""), name="routine_has_name"),
            models.CheckConstraint(
                condition=Q(per_week__gte=1, per_week__lte=MAX_PER_WEEK), name="routine_per_week_in_range"
            ),
        ]
        indexes = [models.Index(F("owner"), F("updated_at").desc(), F("id").desc(), name="routine_latest_first")]

    def __str__(self) -> str:
        return self.name


class RoutineDay(models.Model):
    """One session of a routine."""

    routine = models.ForeignKey(Routine, models.CASCADE, related_name="days", db_index=False)
    name = models.CharField(_("name"), max_length=limits.NAME_LENGTH)
    position = models.PositiveIntegerField(_("position"))

    objects = RoutinePartQuerySet.as_manager()
    owner_path = "routine__owner"

    class Meta:
        verbose_name = _("day of a routine")
        verbose_name_plural = _("days of routines")
        ordering = ["routine", "position"]
        constraints = [
            models.UniqueConstraint(fields=["routine", "position"], name="routine_day_position_once"),
            models.CheckConstraint(condition=~Q(name=""), name="routine_day_has_name"),
            models.CheckConstraint(condition=Q(position__gte=1), name="routine_day_position_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class RoutineExercise(models.Model):
    """An exercise of a day: its rule, where it stands, and why.

    ``shared``: its weight goes on together with the same exercise on other days. ``base_weight`` (kilograms) is what
    targets are shares of; with a ``training_percent`` it is that share of the estimated one-rep max instead.
    ``revision`` counts the athlete's own changes: a session that was planned before one doesn't overwrite it.
    ``outcome`` says what the last session changed (see ``routine_words``), ``advanced_at`` when that session was begun.
    """

    day = models.ForeignKey(RoutineDay, models.CASCADE, related_name="exercises", db_index=False)
    exercise_type = models.ForeignKey(ExerciseType, models.PROTECT, related_name="+", verbose_name=_("exercise"))
    position = models.PositiveIntegerField(_("position"))
    superset_group = models.PositiveSmallIntegerField(_("superset"), null=True, blank=True)
    rest_seconds = models.PositiveIntegerField(_("rest"), null=True, blank=True)
    notes = models.CharField(_("note"), max_length=limits.DESCRIPTION_LENGTH, blank=True)
    rule = models.CharField(_("progression"), max_length=8, choices=[(key.value, RULES[key]) for key in Rule])
    increment = models.DecimalField(_("step up"), max_digits=8, decimal_places=4, default=Decimal(0))
    successes_needed = models.PositiveSmallIntegerField(_("times in a row"), default=1)
    failures_allowed = models.PositiveSmallIntegerField(_("lighter after misses"), default=3)
    deload_percent = models.DecimalField(_("lighter by"), max_digits=4, decimal_places=1, default=Decimal(10))
    training_percent = models.DecimalField(_("training maximum"), max_digits=4, decimal_places=1, null=True, blank=True)
    shared = models.BooleanField(_("same weight on all days"), default=False)
    base_weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=4, null=True, blank=True)
    reps_goal = models.PositiveSmallIntegerField(null=True, editable=False)
    successes = models.PositiveSmallIntegerField(default=0, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    week = models.PositiveSmallIntegerField(default=1)
    outcome = models.JSONField(null=True, editable=False)
    advanced_at = models.DateTimeField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = RoutinePartQuerySet.as_manager()
    owner_path = "day__routine__owner"

    class Meta:
        verbose_name = _("exercise of a routine")
        verbose_name_plural = _("exercises of routines")
        ordering = ["day", "position"]
        constraints = [
            models.UniqueConstraint(fields=["day", "position"], name="routine_exercise_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="routine_exercise_position_positive"),
            models.CheckConstraint(
                condition=Q(superset_group__isnull=True) | Q(superset_group__gte=1), name="routine_superset_positive"
            ),
            models.CheckConstraint(
                condition=Q(rest_seconds__isnull=True) | Q(rest_seconds__lte=limits.MAX_SECONDS),
                name="routine_rest_in_range",
            ),
            models.CheckConstraint(condition=Q(rule__in=[rule.value for rule in Rule]), name="routine_rule_known"),
            models.CheckConstraint(
                condition=Q(increment__gte=0, increment__lte=MAX_INCREMENT_KG), name="routine_increment_in_range"
            ),
            models.CheckConstraint(
                condition=Q(successes_needed__gte=1, successes_needed__lte=20, failures_allowed__lte=20),
                name="routine_counts_in_range",
            ),
            models.CheckConstraint(
                condition=Q(deload_percent__gte=0, deload_percent__lte=90), name="routine_deload_in_range"
            ),
            models.CheckConstraint(
                condition=Q(training_percent__isnull=True)
                | Q(rule=Rule.PERCENT.value, training_percent__gte=30, training_percent__lte=120),
                name="routine_training_percent_in_range",
            ),
            models.CheckConstraint(
                condition=Q(base_weight__isnull=True) | Q(base_weight__gte=0, base_weight__lte=limits.MAX_WEIGHT_KG),
                name="routine_base_in_range",
            ),
            models.CheckConstraint(condition=Q(week__gte=1, week__lte=MAX_CYCLE), name="routine_week_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class RoutineTarget(models.Model):
    """A set to do: reps from ``reps_low`` to ``reps_high``, or a time or distance; its weight is the exercise's base, a
    ``percent`` of it, or ``weight`` kilograms. ``week`` 0 is every week of a cycle.
    """

    exercise = models.ForeignKey(RoutineExercise, models.CASCADE, related_name="targets", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    set_type = models.ForeignKey(SetType, models.PROTECT, related_name="+", verbose_name=_("set type"))
    week = models.PositiveSmallIntegerField(_("week"), default=0)
    reps_low = models.PositiveSmallIntegerField(_("reps"), default=0)
    reps_high = models.PositiveSmallIntegerField(_("reps at most"), default=0)
    percent = models.DecimalField(_("percent"), max_digits=4, decimal_places=1, null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=4, null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(_("duration"), null=True, blank=True)
    distance_metres = models.DecimalField(_("distance"), max_digits=9, decimal_places=2, null=True, blank=True)

    objects = RoutinePartQuerySet.as_manager()
    owner_path = "exercise__day__routine__owner"

    class Meta:
        verbose_name = _("target of a routine")
        verbose_name_plural = _("targets of routines")
        ordering = ["exercise", "number"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "number"], name="routine_target_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="routine_target_number_positive"),
            models.CheckConstraint(
                condition=Q(reps_high__gte=F("reps_low"), reps_high__lte=limits.MAX_REPS),
                name="routine_target_reps_in_range",
            ),
            models.CheckConstraint(condition=Q(week__lte=MAX_CYCLE), name="routine_target_week_in_range"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=200, weight__isnull=True),
                name="routine_target_percent_or_weight",
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=limits.MAX_WEIGHT_KG),
                name="routine_target_weight_in_range",
            ),
            models.CheckConstraint(
                condition=Q(duration_seconds__isnull=True) | Q(duration_seconds__lte=limits.MAX_SECONDS),
                name="routine_target_duration_in_range",
            ),
            models.CheckConstraint(
                condition=Q(distance_metres__isnull=True)
                | Q(distance_metres__gte=0, distance_metres__lte=limits.MAX_DISTANCE_METRES),
                name="routine_target_distance_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
