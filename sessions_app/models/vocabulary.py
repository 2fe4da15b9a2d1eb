"""Closed vocabularies of the catalogue. Their keys stand in the database and in exports: never change one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a set of an exercise consists of; decides its form, its tonnage and what a record means."""

    WEIGHT_REPS = "weight_reps", _("Weight and reps")
    BODYWEIGHT = "bodyweight", _("Bodyweight, with or without added weight")
    ASSISTED = "assisted", _("Assisted bodyweight")
    REPS_ONLY = "reps_only", _("Reps only")
    DURATION = "duration", _("Duration")
    DISTANCE = "distance", _("Distance and time")
    WEIGHT_DURATION = "weight_duration", _("Weight and duration")
    WEIGHT_DISTANCE = "weight_distance", _("Weight and distance")


class Equipment(models.TextChoices):
    """What an exercise is done with."""

    NONE = "none", _("No equipment")
    BARBELL = "barbell", _("Barbell")
    DUMBBELL = "dumbbell", _("Dumbbell")
    KETTLEBELL = "kettlebell", _("Kettlebell")
    MACHINE = "machine", _("Machine")
    CABLE = "cable", _("Cable")
    SMITH_MACHINE = "smith_machine", _("Smith machine")
    EZ_BAR = "ez_bar", _("EZ bar")
    TRAP_BAR = "trap_bar", _("Trap bar")
    PLATE = "plate", _("Plate")
    BAND = "band", _("Band")
    SUSPENSION = "suspension", _("Suspension trainer")
    MEDICINE_BALL = "medicine_ball", _("Medicine ball")
    SLED = "sled", _("Sled")
    LANDMINE = "landmine", _("Landmine")
    CARDIO_MACHINE = "cardio_machine", _("Cardio machine")
    OTHER = "other", _("Other equipment")


class Muscle(models.TextChoices):
    """A muscle group."""

    CHEST = "chest", _("Chest")
    LATS = "lats", _("Lats")
    UPPER_BACK = "upper_back", _("Upper back")
    TRAPS = "traps", _("Trapezius")
    LOWER_BACK = "lower_back", _("Lower back")
    FRONT_DELTS = "front_delts", _("Front shoulders")
    SIDE_DELTS = "side_delts", _("Side shoulders")
    REAR_DELTS = "rear_delts", _("Rear shoulders")
    BICEPS = "biceps", _("Biceps")
    TRICEPS = "triceps", _("Triceps")
    FOREARMS = "forearms", _("Forearms")
    QUADS = "quads", _("Quadriceps")
    HAMSTRINGS = "hamstrings", _("Hamstrings")
    GLUTES = "glutes", _("Glutes")
    CALVES = "calves", _("Calves")
    ADDUCTORS = "adductors", _("Adductors")
    ABDUCTORS = "abductors", _("Abductors")
    ABS = "abs", _("Abdominals")
    OBLIQUES = "obliques", _("Obliques")
    HIP_FLEXORS = "hip_flexors", _("Hip flexors")
    NECK = "neck", _("Neck")
    CARDIO = "cardio", _("Cardio")
    FULL_BODY = "full_body", _("Full body")
