"""Exercises and set types: shared ones belong to the admins (``owner`` null), own ones to one athlete."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions_app.models.vocabulary import Equipment, Kind, Muscle
from sessions_app.querysets import CatalogueQuerySet, OwnedQuerySet
from sessions_app.set_type_names import in_words
from workouttracker.kit.limits import DESCRIPTION_LENGTH, NAME_LENGTH
from workouttracker.kit.text import name_key


class CatalogueEntry(models.Model):
    """A named entry that is shared or one athlete's own.

    ``slug`` and ``shipped`` (the values last shipped) are set on entries that come with the product: loading a newer
    catalogue overwrites only what still is as it was shipped, so admins' edits stay.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, verbose_name=_("owner"), related_name="+"
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    name_key = models.CharField(_("name for comparing"), max_length=NAME_LENGTH * 2, editable=False)
    description = models.TextField(_("description"), max_length=DESCRIPTION_LENGTH, blank=True)
    slug = models.SlugField(_("key"), max_length=80, blank=True, editable=False, db_index=False)
    shipped = models.JSONField(_("as shipped"), null=True, editable=False)

    named_by_sets = ""
    """The column by which sets point at such entries: a visitor of a shared link sees own ones only by their sets."""

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the comparing key in step with the name."""
        self.name_key = name_key(self.name)
        if kwargs.get("update_fields") and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None


class ExerciseType(CatalogueEntry):
    """A movement, such as Bench Press (Barbell)."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WEIGHT_REPS)
    equipment = models.CharField(_("equipment"), max_length=20, choices=Equipment, default=Equipment.OTHER)
    import_batch = models.ForeignKey(
        "portability.ImportBatch", models.SET_NULL, null=True, blank=True, editable=False, related_name="exercises"
    )

    named_by_sets = "exercise_type"

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(owner__isnull=True), name="exercise_shared_name_once"
            ),
            models.UniqueConstraint(fields=["owner", "name_key"], name="exercise_own_name_once"),
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="exercise_slug_once"),
            models.CheckConstraint(condition=~Q(name=""), name="exercise_has_name"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="exercise_kind_known"),
            models.CheckConstraint(condition=Q(equipment__in=Equipment.values), name="exercise_equipment_known"),
        ]


class ExerciseMuscle(models.Model):
    """A muscle group that an exercise works, as its main target or beside it."""

    exercise_type = models.ForeignKey(ExerciseType, models.CASCADE, related_name="muscles", db_index=False)
    muscle = models.CharField(_("muscle group"), max_length=20, choices=Muscle)
    is_primary = models.BooleanField(_("main target"), default=True)

    class Meta:
        verbose_name = _("muscle group")
        verbose_name_plural = _("muscle groups")
        ordering = ["-is_primary", "muscle"]
        constraints = [
            models.UniqueConstraint(fields=["exercise_type", "muscle"], name="exercise_muscle_once"),
            models.CheckConstraint(condition=Q(muscle__in=Muscle.values), name="exercise_muscle_known"),
        ]

    def __str__(self) -> str:
        return self.get_muscle_display()


class Alias(models.Model):
    """Another name of an entry: shipped, a translation, added by an admin, or remembered from an import decision."""

    class Source(models.TextChoices):
        SHIPPED = "shipped", _("Shipped")
        TRANSLATION = "translation", _("Translation")
        REMEMBERED = "remembered", _("Remembered")
        ADMIN = "admin", _("Added by an admin")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, editable=False, related_name="+"
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    name_key = models.CharField(_("name for comparing"), max_length=NAME_LENGTH * 2, editable=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.ADMIN, editable=False)

    class Meta:
        abstract = True
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the comparing key in step with the name."""
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


def alias_constraints(prefix: str) -> list[models.BaseConstraint]:
    """A name stands for one entry, among the shared ones and per athlete; only remembered ones have an owner."""
    return [
        models.UniqueConstraint(
            fields=["name_key"], condition=Q(owner__isnull=True), name=f"{prefix}_shared_name_once"
        ),
        models.UniqueConstraint(fields=["owner", "name_key"], name=f"{prefix}_own_name_once"),
        models.CheckConstraint(
            condition=Q(source="remembered", owner__isnull=False)
            | Q(source__in=["shipped", "translation", "admin"], owner__isnull=True),
            name=f"{prefix}_remembered_is_owned",
        ),
    ]


class ExerciseAlias(Alias):
    """Another name of an exercise. One without an exercise remembers that an athlete leaves it out of imports."""

    exercise_type = models.ForeignKey(ExerciseType, models.CASCADE, null=True, related_name="aliases")

    objects = CatalogueQuerySet.as_manager()

    class Meta(Alias.Meta):
        constraints = [
            *alias_constraints("exercise_alias"),
            models.CheckConstraint(
                condition=Q(exercise_type__isnull=False) | Q(source="remembered"), name="exercise_alias_has_exercise"
            ),
        ]


class ExerciseFavourite(models.Model):
    """An exercise that an athlete wants to find first."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    exercise_type = models.ForeignKey(ExerciseType, models.CASCADE, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("favourite exercise")
        verbose_name_plural = _("favourite exercises")
        constraints = [models.UniqueConstraint(fields=["owner", "exercise_type"], name="exercise_favourite_once")]

    def __str__(self) -> str:
        return str(self.exercise_type_id)


class SetType(CatalogueEntry):
    """What a set is for: warm-up, working, drop set …"""

    is_warm_up = models.BooleanField(
        _("counts as warm-up"), default=False, help_text=_("Warm-up sets make no records and no working volume.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    named_by_sets = "set_type"

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("set type")
        verbose_name_plural = _("set types")
        ordering = [F("owner").asc(nulls_first=True), "position", "name_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(owner__isnull=True), name="set_type_shared_name_once"
            ),
            models.UniqueConstraint(fields=["owner", "name_key"], name="set_type_own_name_once"),
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="set_type_slug_once"),
            models.CheckConstraint(condition=~Q(name=""), name="set_type_has_name"),
        ]

    @property
    def label(self) -> str:
        """The name, in the reader's language when it is a shipped one."""
        return in_words(self.name, self.slug)


class SetTypeAlias(Alias):
    """Another name of a set type."""

    set_type = models.ForeignKey(SetType, models.CASCADE, related_name="aliases")

    objects = CatalogueQuerySet.as_manager()

    class Meta(Alias.Meta):
        constraints = alias_constraints("set_type_alias")
