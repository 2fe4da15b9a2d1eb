"""What comes with each event, by example. A test compares it with what is really sent."""

from collections.abc import Mapping
from typing import Any

from portability.hooks.events import (
    EXPORT_FINISHED,
    IMPORT_FINISHED,
    LOG_CHANGED,
    PING,
    RECORD,
    SESSION_CREATED,
    SESSION_DELETED,
    SESSION_UPDATED,
)

_SESSION = {
    "id": 4711,
    "kind": "workout",
    "name": "Push A",
    "started_at": "2026-06-30T16:30:00Z",
    "ended_at": None,
    "time_zone": "Europe/Berlin",
    "day": "2026-06-30",
    "notes": "",
    "calories": None,
    "total_sets": 1,
    "total_reps": 8,
    "total_volume": "640",
    "client_id": None,
    "revision": 2,
}
_JOB = {"state": "succeeded", "job_id": "0b0f4a8e-6f0c-4a57-9a55-1c2a6c3a9f10"}

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    SESSION_CREATED: {"session": _SESSION},
    SESSION_UPDATED: {"session": _SESSION},
    SESSION_DELETED: {"session": {"id": 4711}},
    RECORD: {
        "exercise": {"id": 12, "name": "Bench Press (Barbell)", "kind": "weight_reps"},
        "record": {"kind": "heaviest", "value": "82.5", "before": "80"},
        "session_id": 4711,
        "set_id": 90210,
        "day": "2026-06-30",
    },
    LOG_CHANGED: {"cause": "import_run"},
    IMPORT_FINISHED: {
        "import": {
            "id": "5d0c2c4e-0c53-4d5f-8d6b-6f6e1f9a2b77",
            "file": "strong.csv",
            "counts": {"sessions": 355, "sets": 7300, "reps": 70370},
            **_JOB,
        }
    },
    EXPORT_FINISHED: {
        "export": {
            "id": "e1f5b1a2-3a51-4a0e-8e0e-3f3f0f6d5c11",
            "format": "json",
            "file": "workouttracker-export-2026-06-30.json",
            "size": 48213,
            "counts": {"sessions": 355, "sets": 7300, "reps": 70370},
            **_JOB,
        }
    },
    PING: {"webhook": {"id": "9b2f6c1e-51a7-4a53-9f0e-7f5b6b1f2d34", "name": "Lamp"}},
}


def body_of(event: str) -> dict[str, Any]:
    """A whole body, as it is sent."""
    return {
        "id": "6f7c1c9e-8a52-4c6f-9c83-2d0a4be8e0a1",
        "event": event,
        "at": "2026-06-30T18:30:00+00:00",
        "data": EXAMPLES[event],
    }
