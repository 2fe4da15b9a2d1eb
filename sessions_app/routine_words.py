"""Routines in words: what a target asks for, what a rule does, and what the last session changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_app import display
from sessions_app.models import RoutineExercise
from sessions_app.models.vocabulary import Kind
from sessions_app.plans import PlannedExercise, PlannedSet
from sessions_app.progression import Reason, Rule
from workouttracker.kit.units import Unit

NBSP = "\N{NO-BREAK SPACE}"


def target_words(target: PlannedSet, kind: str, unit: Unit) -> str:
    """``80 kg × 8–12``, ``× 5``, ``0:45``: what a planned set asks for."""
    words = []
    if target.weight:
        sign = "+" if kind == Kind.BODYWEIGHT else "\N{MINUS SIGN}" if kind == Kind.ASSISTED else ""
        words.append(sign + display.weight_with_unit(target.weight, unit))
    if target.high:
        reps = reps_words(target)
        words.append(f"× {reps}" if words else _("%(reps)s reps") % {"reps": reps})
    if target.distance_metres:
        words.append(display.distance(target.distance_metres, unit))
    if target.duration_seconds is not None:
        words.append(display.clock(target.duration_seconds))
    return " ".join(words) or _("as you like")


def reps_words(target: PlannedSet) -> str:
    """``5`` or ``8–12``."""
    if target.high > target.low:
        return f"{display.number(target.low)}–{display.number(target.high)}"
    return display.number(target.low)


def sets_words(entry: PlannedExercise, unit: Unit) -> list[str]:
    """The sets of an exercise, equal ones together: ``3 × 5 · 80 kg``; warm-ups say so."""
    lines: list[tuple[PlannedSet, int]] = []
    for each in entry.sets:
        if lines and lines[-1][0] == each:
            lines[-1] = (each, lines[-1][1] + 1)
        else:
            lines.append((each, 1))
    return [_line(each, number, entry.exercise.kind, unit) for each, number in lines]


def _line(target: PlannedSet, number: int, kind: str, unit: Unit) -> str:
    words = target_words(target, kind, unit)
    if number > 1:
        words = _("%(number)s sets of %(target)s") % {"number": display.number(number), "target": words}
    return f"{target.type_name}: {words}" if target.is_warm_up else words


def rule_words(row: RoutineExercise, unit: Unit) -> str:
    """What the rule of an exercise does, in a sentence."""
    step = display.weight_with_unit(row.increment, unit)
    said = {
        Rule.NONE: _("Targets stay as they are."),
        Rule.LINEAR: _("All reps done: %(step)s more.") % {"step": step}
        if row.successes_needed == 1
        else _("All reps done %(times)s times in a row: %(step)s more.")
        % {"times": display.number(row.successes_needed), "step": step},
        Rule.DOUBLE: _("All sets at the top of the range: %(step)s more, reps from the bottom.") % {"step": step},
        Rule.PERCENT: _("A cycle without a miss: %(step)s more on the training maximum.") % {"step": step},
    }[Rule(row.rule)]
    if row.training_percent is not None:
        share = display.percent(row.training_percent)
        return _("The training maximum is %(share)s of your estimated 1RM.") % {"share": share}
    if row.rule == Rule.NONE or not row.failures_allowed:
        return said
    return f"{said} {_lighter_words(row)}"


def _lighter_words(row: RoutineExercise) -> str:
    words = ngettext(
        "Missed %(times)s time: %(percent)s less.",
        "Missed %(times)s times in a row: %(percent)s less.",
        row.failures_allowed,
    )
    return words % {"times": display.number(row.failures_allowed), "percent": display.percent(row.deload_percent)}


def outcome_words(outcome: Mapping[str, Any] | None, row: RoutineExercise, unit: Unit) -> str:
    """What the last session changed and why: ``+2.5 kg: all reps done.`` Empty before the first one."""
    if not outcome:
        return ""
    before, after = _kilograms(outcome.get("before")), _kilograms(outcome.get("after"))
    words = {
        "weight": display.weight_with_unit(after, unit) if after is not None else "",
        "change": change_words(before, after, unit),
        "reps": display.number(outcome.get("reps") or 0),
        "week": display.number(outcome.get("week") or 1),
        "left": display.number(max(row.successes_needed - int(outcome.get("successes") or 0), 0)),
        "failures": display.number(outcome.get("failures") or 0),
    }
    return _sentence(Reason(outcome["reason"]), before, row) % words


def _sentence(reason: Reason, before: Decimal | None, row: RoutineExercise) -> str:
    raised = _raised_sentence(before, row)
    return {
        Reason.KEPT: _("The targets stay as they are."),
        Reason.SKIPPED: _("Left out last time: the same once more."),
        Reason.INCOMPLETE: _("Not all sets were done: the same once more."),
        Reason.LIGHTER: _("Done with less weight than planned: the same once more."),
        Reason.RAISED: raised,
        Reason.ONCE_MORE: _("All reps done. The same once more, then it gets heavier."),
        Reason.MORE_REPS: _("Same weight, %(reps)s reps: the range is not full yet."),
        Reason.REPEAT: _("Some reps were missing (%(failures)s in a row): the same once more."),
        Reason.DELOADED: _("%(change)s: missed too often. From here you work your way up again."),
        Reason.NEXT_WEEK: _("Week %(week)s of the cycle comes next."),
        Reason.CYCLE_AGAIN: _("Some reps were missing in this cycle: the next one has the same weights."),
        Reason.NEW_CYCLE: _("A new cycle begins, with weights from your present estimate."),
    }[reason]


def _raised_sentence(before: Decimal | None, row: RoutineExercise) -> str:
    if before is None:
        return _("First time done. Next: %(weight)s.")
    if row.rule == Rule.PERCENT:
        return _("%(change)s on the training maximum: a cycle without a miss.")
    if row.rule == Rule.DOUBLE:
        return _("%(change)s: every set reached the top of the range.")
    if row.successes_needed == 1:
        return _("%(change)s: all reps done.")
    return _("%(change)s: all reps done often enough.")


def change_words(before: Decimal | None, after: Decimal | None, unit: Unit) -> str:
    """``+2.5 kg`` or ``−10 kg``; ``±0`` when nothing changed."""
    if before is None or after is None:
        return ""
    difference = after - before
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else "±"
    return f"{sign}{display.weight_with_unit(abs(difference), unit)}"


def outcome_day(outcome: Mapping[str, Any] | None) -> date | None:
    """The day of the session that the outcome is about."""
    return date.fromisoformat(outcome["day"]) if outcome else None


def _kilograms(text: Any) -> Decimal | None:
    return None if text is None else Decimal(text)
