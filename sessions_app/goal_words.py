"""Goals in words: what is wanted, where it stands, where it is heading."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_app import display
from sessions_app.goals import GoalView
from sessions_app.models import Goal
from workouttracker.kit.units import Unit

Kind = Goal.Kind


def title(goal: GoalView, unit: Unit) -> str:
    """``Bench Press: 100 kg for one rep``."""
    weight = display.weight_with_unit(goal.target, unit)
    if goal.kind == Kind.ONE_REP_MAX:
        return _("%(exercise)s: %(weight)s for one rep") % {"exercise": goal.exercise, "weight": weight}
    if goal.kind == Kind.WEIGHT_REPS:
        said = {"exercise": goal.exercise, "weight": weight, "reps": display.number(goal.reps or 1)}
        return _("%(exercise)s: %(weight)s × %(reps)s") % said
    if goal.kind == Kind.BODY_WEIGHT:
        return _("%(weight)s body weight") % {"weight": weight}
    number = int(goal.target)
    words = ngettext("%(count)s session a week", "%(count)s sessions a week", number)
    return words % {"count": display.number(number)}


def value_words(value: Decimal | None, goal: GoalView, unit: Unit) -> str:
    """A value of the goal with its unit; a dash when there is none."""
    if value is None:
        return "–"
    if goal.kind == Kind.SESSIONS_WEEK:
        return display.number(value)
    return display.weight_with_unit(value, unit)


def standing(goal: GoalView, unit: Unit) -> str:
    """Where it stands, in a sentence."""
    now = value_words(goal.current, goal, unit)
    if goal.met:
        return _("Reached on %(day)s.") % {"day": _day(goal.met)}
    if goal.current is None:
        return _("Nothing in your log says how far it is yet.")
    said = {
        Kind.ONE_REP_MAX: _("Estimated at %(now)s now."),
        Kind.WEIGHT_REPS: _("The best so far with so many reps: %(now)s."),
        Kind.BODY_WEIGHT: _("%(now)s now."),
        Kind.SESSIONS_WEEK: _("%(now)s a week on average, in the last four whole weeks. Four weeks in a row meet it."),
    }[Kind(goal.kind)]
    return said % {"now": now}


def outlook(goal: GoalView, unit: Unit) -> str:
    """Where it is heading and how sure that is; that the data is too thin to say; empty when it is decided."""
    if goal.met:
        return ""
    if goal.is_over:
        return _("The day has passed. Give it another one, or let it go.")
    if goal.projection is None:
        return _("Too little data to look ahead: that takes five values over three weeks or more.")
    due = goal.projection.due
    words = {
        "day": _day(goal.due),
        "middle": _value(due.middle, goal, unit),
        "low": _value(due.low, goal, unit),
        "high": _value(due.high, goal, unit),
    }
    said = _("Going on like this it is about %(middle)s on %(day)s; four times out of five from %(low)s to %(high)s.")
    reached = goal.projection.reached
    then = _("On this path it is not reached.") if reached is None else _("Around %(day)s the goal is reached.")
    return f"{said % words} {then % {'day': _day(reached or goal.due)}}"


def _value(value: float, goal: GoalView, unit: Unit) -> str:
    number = max(Decimal(repr(round(value, 4))), Decimal(0))
    if goal.kind == Kind.SESSIONS_WEEK:
        return display.number(round(number, 1))
    return display.weight_with_unit(round(number, 0 if number >= 20 and unit is Unit.KG else 1), unit)


def _day(value: date) -> str:
    return display.day(value, timezone.localdate())
