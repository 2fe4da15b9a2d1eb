"""How the dashboard of jobs writes times and rates."""

from datetime import datetime

from django import template

from jobs import words
from jobs.models import State
from jobs.registry import label_of
from workouttracker.templatetags.ui import percent

register = template.Library()
BADGES = {State.SUCCEEDED: "success", State.FAILED: "danger", State.RUNNING: "accent", State.CANCELLED: ""}
ICONS = {
    State.QUEUED: "hourglass-split",
    State.RUNNING: "arrow-repeat",
    State.SUCCEEDED: "check-lg",
    State.FAILED: "exclamation-triangle",
    State.CANCELLED: "slash-circle",
}
NOTHING = "–"


@register.filter
def took(seconds: float | None) -> str:
    """``3 min 20 s``; a dash when nobody knows."""
    return NOTHING if seconds is None else words.duration(seconds)


@register.filter
def until(begin: datetime | None, end: datetime | None) -> str:
    """How long it took from ``begin`` to ``end``; a dash while one of them is missing."""
    return NOTHING if begin is None or end is None else words.duration((end - begin).total_seconds())


@register.filter
def milliseconds(seconds: float) -> str:
    """``1.4 ms``."""
    return words.milliseconds(seconds)


@register.filter
def tenths(value: float | None) -> str:
    """``2.5``; a dash when nobody knows."""
    return NOTHING if value is None else words.tenths(value)


@register.filter
def rate(value: float | None) -> str:
    """``2.5%``; a dash when nobody knows."""
    return NOTHING if value is None else percent(words.tenths(value))


@register.filter
def state_badge(state: str) -> str:
    """The kind of badge that a state gets."""
    return BADGES.get(State(state), "info")


@register.filter
def state_icon(state: str) -> str:
    """The icon that stands for a state."""
    return ICONS[State(state)]


@register.filter
def job_label(kind: str) -> str:
    """What a kind of job is called."""
    return label_of(kind)
