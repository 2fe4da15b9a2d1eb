"""The log: sessions, their sets, their reps.

Written only by ``sessions_app.services``: sums and copied keys (below) are part of every write.
"""

from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions_app.models.catalogue import ExerciseType, SetType
from sessions_app.querysets import RepQuerySet, WorkoutSessionQuerySet, WorkoutSetQuerySet
from workouttracker.kit import limits
from workouttracker.kit.dates import is_day_alone

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

RPE_VALUES = [Decimal(half) / 2 for half in range(2, 21)]


def weight_field(label: "StrPromise | str") -> "models.DecimalField[Decimal, Decimal]":
    """Kilograms with four decimals: any pound value with two decimals comes back as typed."""
    return models.DecimalField(label, max_digits=8, decimal_places=4, default=Decimal(0))


class WorkoutSession(models.Model):
    """One visit to the gym, or one saved calculation.

    ``local_date`` and ``time_zone`` keep the day as the athlete lived it, whatever they prefer later. ``next_position``
    is the position the next set gets; ``total_*`` are the sums of the sets. ``content_hash`` is the fingerprint of what
    an import brought, ``source_key`` the id its source gave it. ``plan`` is what was meant to be done (see
    ``sessions_app.plans``), kept as it was when the session began; ``routine_day`` is where it came from.
    """

    class Kind(models.TextChoices):
        WORKOUT = "workout", _("Workout")
        CALCULATION = "calculation", _("Calculation")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, verbose_name=_("owner"))
    client_id = models.UUIDField(null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind, default=Kind.WORKOUT)
    name = models.CharField(_("name"), max_length=limits.NAME_LENGTH)
    started_at = models.DateTimeField(_("start"))
    ended_at = models.DateTimeField(_("end"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64)
    local_date = models.DateField(_("date"))
    notes = models.TextField(_("notes"), max_length=limits.NOTES_LENGTH, blank=True)
    calories = models.PositiveIntegerField(_("calories"), null=True, blank=True)
    total_sets = models.PositiveIntegerField(_("sets"), default=0)
    total_reps = models.PositiveIntegerField(_("reps"), default=0)
    total_tonnage = models.DecimalField(_("tonnage"), max_digits=14, decimal_places=4, default=Decimal(0))
    next_position = models.PositiveIntegerField(default=1, editable=False)
    import_batch = models.ForeignKey(
        "portability.ImportBatch", models.SET_NULL, null=True, blank=True, editable=False, related_name="sessions"
    )
    plan = models.JSONField(null=True, editable=False)
    routine_day = models.ForeignKey(
        "RoutineDay", models.SET_NULL, null=True, blank=True, editable=False, db_index=False, related_name="+"
    )
    source_key = models.CharField(max_length=100, blank=True, editable=False)
    content_hash = models.CharField(max_length=32, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = WorkoutSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "client_id"], name="session_client_id_once"),
            models.CheckConstraint(condition=~Q(name=""), name="session_has_name"),
            models.CheckConstraint(condition=Q(kind__in=["workout", "calculation"]), name="session_kind_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="session_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(calories__isnull=True) | Q(calories__lte=limits.MAX_CALORIES),
                name="session_calories_in_range",
            ),
            models.CheckConstraint(condition=Q(total_tonnage__gte=0), name="session_tonnage_not_negative"),
            models.CheckConstraint(condition=Q(next_position__gte=1), name="session_next_position_positive"),
        ]
        indexes = [
            models.Index(F("owner"), F("started_at").desc(), F("id").desc(), name="session_newest_first"),
            models.Index(fields=["owner", "local_date"], name="session_by_day"),
            models.Index(fields=["owner", "source_key"], condition=~Q(source_key=""), name="session_by_source_key"),
            models.Index(
                fields=["routine_day", "started_at"], condition=Q(routine_day__isnull=False), name="session_by_routine"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone the session was done in."""
        return ZoneInfo(self.time_zone)

    @property
    def seconds(self) -> int | None:
        """How long it took, in seconds; None while it isn't finished."""
        return int((self.ended_at - self.started_at).total_seconds()) if self.ended_at else None

    @property
    def has_time(self) -> bool:
        """Whether its time of day is known; it isn't for what came out of a file that knows days only."""
        return self.import_batch_id is None or not is_day_alone(self.started_at.astimezone(self.zone), self.ended_at)


class WorkoutSet(models.Model):
    """A set of one exercise, with its sums and, copied from its session and set type, the keys that reports read by.

    Sums (see ``sessions_app.sums``): ``reps_done``, ``reps_failed``, ``top_weight`` (heaviest successful rep),
    ``top_weight_reps`` (successful reps at that weight), ``tonnage`` (kilograms moved in successful reps).
    """

    session = models.ForeignKey(
        WorkoutSession, models.CASCADE, related_name="sets", db_index=False, verbose_name=_("session")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+", verbose_name=_("owner")
    )
    session_kind = models.CharField(_("kind"), max_length=11, default=WorkoutSession.Kind.WORKOUT, editable=False)
    local_date = models.DateField(_("date"), editable=False)
    is_warm_up = models.BooleanField(default=False, editable=False)
    client_id = models.UUIDField(null=True, editable=False)
    exercise_type = models.ForeignKey(
        ExerciseType, models.PROTECT, related_name="+", db_index=False, verbose_name=_("exercise")
    )
    set_type = models.ForeignKey(SetType, models.PROTECT, related_name="+", db_index=False, verbose_name=_("set type"))
    position = models.PositiveIntegerField(_("position"))
    description = models.CharField(_("description"), max_length=limits.DESCRIPTION_LENGTH, blank=True)
    notes = models.TextField(_("notes"), max_length=limits.NOTES_LENGTH, blank=True)
    number_reps = models.PositiveSmallIntegerField(_("reps"), default=0)
    target_reps = models.PositiveSmallIntegerField(_("target reps"), null=True, blank=True)
    weight = weight_field(_("weight"))
    rpe = models.DecimalField(_("RPE"), max_digits=3, decimal_places=1, null=True, blank=True)
    rest_seconds = models.PositiveIntegerField(_("rest"), null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(_("duration"), null=True, blank=True)
    distance_metres = models.DecimalField(_("distance"), max_digits=9, decimal_places=2, null=True, blank=True)
    superset_group = models.PositiveSmallIntegerField(_("superset"), null=True, blank=True)
    reps_done = models.PositiveSmallIntegerField(default=0, editable=False)
    reps_failed = models.PositiveSmallIntegerField(default=0, editable=False)
    top_weight = weight_field(_("top weight"))
    top_weight_reps = models.PositiveSmallIntegerField(default=0, editable=False)
    tonnage = models.DecimalField(max_digits=12, decimal_places=4, default=Decimal(0), editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkoutSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set")
        verbose_name_plural = _("sets")
        ordering = ["session", "position"]
        constraints = [
            # Plain, not deferrable: SQLite silently creates no deferrable constraint.
            models.UniqueConstraint(fields=["session", "position"], name="set_position_once"),
            models.UniqueConstraint(fields=["owner", "client_id"], name="set_client_id_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="set_position_positive"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=limits.MAX_WEIGHT_KG), name="set_weight_in_range"
            ),
            models.CheckConstraint(condition=Q(number_reps__lte=limits.MAX_REPS), name="set_reps_in_range"),
            models.CheckConstraint(
                condition=Q(number_reps=F("reps_done") + F("reps_failed")), name="set_reps_are_done_or_failed"
            ),
            models.CheckConstraint(condition=Q(rpe__isnull=True) | Q(rpe__in=RPE_VALUES), name="set_rpe_in_halves"),
            models.CheckConstraint(
                condition=Q(rest_seconds__isnull=True) | Q(rest_seconds__lte=limits.MAX_SECONDS),
                name="set_rest_in_range",
            ),
            models.CheckConstraint(
                condition=Q(duration_seconds__isnull=True) | Q(duration_seconds__lte=limits.MAX_SECONDS),
                name="set_duration_in_range",
            ),
            models.CheckConstraint(
                condition=Q(distance_metres__isnull=True)
                | Q(distance_metres__gte=0, distance_metres__lte=limits.MAX_DISTANCE_METRES),
                name="set_distance_in_range",
            ),
            models.CheckConstraint(
                condition=Q(superset_group__isnull=True) | Q(superset_group__gte=1), name="set_superset_positive"
            ),
            models.CheckConstraint(condition=Q(tonnage__gte=0, top_weight__gte=0), name="set_sums_not_negative"),
        ]
        indexes = [
            # What reports read, without touching the table (measured with a million sets, see house rules in README).
            models.Index(
                fields=["owner", "local_date"],
                include=[
                    "exercise_type",
                    "session",
                    "session_kind",
                    "is_warm_up",
                    "reps_done",
                    "reps_failed",
                    "top_weight",
                    "top_weight_reps",
                    "tonnage",
                    "weight",
                    "duration_seconds",
                    "distance_metres",
                ],
                name="set_for_reports",
            ),
            models.Index(fields=["exercise_type", "owner", "local_date"], name="set_by_exercise"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class Rep(models.Model):
    """One repetition. Keyed by set and number: no id, a third less to write and to store."""

    pk = models.CompositePrimaryKey("workout_set_id", "number")
    workout_set = models.ForeignKey(WorkoutSet, models.CASCADE, related_name="reps", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    weight = weight_field(_("weight"))
    success = models.BooleanField(_("success"), default=True)

    objects = RepQuerySet.as_manager()

    class Meta:
        verbose_name = _("rep")
        verbose_name_plural = _("reps")
        ordering = ["workout_set", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=limits.MAX_REPS), name="rep_number_in_range"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=limits.MAX_WEIGHT_KG), name="rep_weight_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
