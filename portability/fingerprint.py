"""When do two sessions count as the same? One rule, for what stands in a file and for what stands in the log."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b

from portability.formats.records import SessionRecord
from workouttracker.kit.text import name_key

CENTIGRAM = Decimal("0.01")
"""Weights are compared to a hundredth of a kilogram: other apps print converted pounds with more or fewer decimals."""

SetKey = tuple[object, int, Decimal, int | None, Decimal | None]


def content_hash(record: SessionRecord) -> str:
    """The fingerprint of a session as its file tells it: local start to the minute, and its sets in order."""
    digest = blake2b(minute(record.started).encode(), digest_size=16)
    for row in record.sets:
        parts = set_key(name_key(row.exercise), row.number_reps, row.weight, row.duration_seconds, row.distance_metres)
        digest.update("|".join(map(str, parts)).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def set_key(exercise: object, number_reps: int, weight: Decimal, seconds: int | None, metres: Decimal | None) -> SetKey:
    """What makes two sets equal; ``exercise`` is whatever names the exercise in both."""
    return (
        exercise,
        number_reps,
        weight.quantize(CENTIGRAM),
        seconds or None,
        metres.quantize(CENTIGRAM) if metres else None,
    )


def same_content(one: Iterable[SetKey], other: Iterable[SetKey]) -> bool:
    """Whether two sessions hold the same sets in the same order."""
    return list(one) == list(other)


def minute(wall: datetime) -> str:
    """A wall-clock time to the minute: ``2024-05-06 07:31``."""
    return wall.strftime("%Y-%m-%d %H:%M")
