"""Goals: something to reach by a day. Never part of a share."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions_app.models.catalogue import ExerciseType
from sessions_app.models.routines import MAX_PER_WEEK
from sessions_app.querysets import GoalQuerySet
from workouttracker.kit import limits


class Goal(models.Model):
    """Something to reach by a day. Progress, and whether it is met, come from the log: nothing of that is stored.

    ``weight`` in kilograms; ``start_weight`` is the body weight (or estimate) on the day it was set, from where
    progress is measured. ``count`` is the number of sessions a week.
    """

    class Kind(models.TextChoices):
        ONE_REP_MAX = "one_rep_max", _("One-rep max")
        WEIGHT_REPS = "weight_reps", _("Weight × reps")
        SESSIONS_WEEK = "sessions_week", _("Sessions a week")
        BODY_WEIGHT = "body_weight", _("Body weight")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, verbose_name=_("owner"))
    client_id = models.UUIDField(null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    exercise_type = models.ForeignKey(
        ExerciseType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("exercise")
    )
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=4, null=True, blank=True)
    reps = models.PositiveSmallIntegerField(_("reps"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("sessions a week"), null=True, blank=True)
    start_weight = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    start_date = models.DateField(_("from"))
    due_date = models.DateField(_("until"))
    note = models.CharField(_("note"), max_length=limits.DESCRIPTION_LENGTH, blank=True)
    import_batch = models.ForeignKey(
        "portability.ImportBatch", models.SET_NULL, null=True, blank=True, editable=False, related_name="goals"
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["due_date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "client_id"], name="goal_client_id_once"),
            models.CheckConstraint(condition=Q(due_date__gte=F("start_date")), name="goal_due_after_start"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=limits.MAX_WEIGHT_KG),
                name="goal_weight_in_range",
            ),
            models.CheckConstraint(
                condition=Q(kind="one_rep_max", exercise_type__isnull=False, weight__isnull=False)
                | Q(kind="weight_reps", exercise_type__isnull=False, weight__isnull=False, reps__gte=1, reps__lte=1000)
                | Q(kind="sessions_week", exercise_type__isnull=True, count__gte=1, count__lte=MAX_PER_WEEK)
                | Q(kind="body_weight", exercise_type__isnull=True, weight__isnull=False),
                name="goal_says_what_its_kind_needs",
            ),
        ]
        indexes = [models.Index(fields=["owner", "due_date"], name="goal_by_day")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def target(self) -> Any:
        """The number to reach: kilograms, or sessions a week."""
        return self.count if self.kind == self.Kind.SESSIONS_WEEK else self.weight
