"""The one place for the bounds of an athlete's numbers; forms, importers and database constraints use these."""

from decimal import Decimal

MAX_WEIGHT_KG = Decimal(2000)
"""Heaviest weight of a set, kilograms (the heaviest lifts on record stay below 1,200 kg)."""
MAX_REPS = 1000
"""Most repetitions of one set."""
MAX_SETS_PER_SESSION = 1000
MAX_SECONDS = 7 * 24 * 3600
"""Longest rest or duration of a set, seconds: one week."""
MAX_DISTANCE_METRES = Decimal(1_000_000)
MAX_CALORIES = 50_000
MIN_RPE = Decimal(1)
MAX_RPE = Decimal(10)
RPE_STEP = Decimal("0.5")
NAME_LENGTH = 200
DESCRIPTION_LENGTH = 500
NOTES_LENGTH = 10_000
