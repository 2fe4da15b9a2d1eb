"""What the session page and its parts are made of."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sessions_app import reads
from sessions_app.body_load import with_body
from sessions_app.exercise_search import exercises_found
from sessions_app.forms import ExerciseForm, SetForm
from sessions_app.forms.sets import initial_of_next
from sessions_app.models import ExerciseType, SetType, WorkoutSession
from sessions_app.plans import PlannedSet
from sessions_app.routine_reads import next_time
from sharing.scope import Scope
from workouttracker.kit.text import one_line
from workouttracker.kit.units import Unit


@dataclass(frozen=True, slots=True)
class Notice:
    """A short notice; with ``undo_url`` it offers to take back what was done."""

    text: str
    kind: str = ""
    undo_url: str = ""


def unit_of(scope: Scope) -> Unit:
    """The unit of weight of the athlete whose data is shown."""
    return scope.owner.weight_unit if scope.owner else Unit.KG


def head_context(scope: Scope, session: WorkoutSession) -> dict[str, Any]:
    """What the head of the session page shows, and what the session changed in its routine."""
    return {
        "session": with_body(scope, [reads.SessionRow.of(session)])[0],
        "next_time": next_time(scope, session) if scope.can_write else [],
        "unit": unit_of(scope),
        "can_write": scope.can_write,
    }


def sets_context(scope: Scope, session: WorkoutSession) -> dict[str, Any]:
    """Head and list of sets, freshly read: two queries."""
    rows = reads.set_rows(scope, session.pk)
    last = rows[-1] if rows else None
    return head_context(scope, session) | {
        "runs": reads.runs_of(rows),
        "last": last,
    }


def session_context(scope: Scope, session: WorkoutSession) -> dict[str, Any]:
    """The whole session page; who may write also gets the form of the next set."""
    context = sets_context(scope, session)
    if scope.can_write:
        context |= add_context(scope, session, context["last"])
    return context


def add_context(scope: Scope, session: WorkoutSession, last: reads.SetRow | None) -> dict[str, Any]:
    """The form of the next set: like the session's last one, else a choice of exercises."""
    if last is None:
        return picker_places(session) | choice_context(scope, "")
    return {"form": next_form(scope, last.choice, last)}


def next_form(
    scope: Scope,
    exercise: reads.ExerciseChoice,
    last: reads.SetRow | PlannedSet | None,
    set_types: list[SetType] | None = None,
) -> SetForm:
    """An empty form for a set of ``exercise``, filled from its ``last`` one or from what was planned."""
    return SetForm(scope=scope, exercise=exercise, initial=initial_of_next(exercise, last), set_types=set_types)


def picker_context(scope: Scope, session: WorkoutSession, text: str) -> dict[str, Any]:
    """Head and picker of the session page."""
    return head_context(scope, session) | picker_places(session) | choice_context(scope, text, every=True)


def picker_places(session: WorkoutSession) -> dict[str, str]:
    """Where the session page's picker leads, and what of the page gives way."""
    add_url = reverse("set-add", args=[session.pk])
    return {
        "pick_url": add_url,
        "choose_url": f"{add_url}?",
        "new_url": reverse("exercise-new", args=[session.pk]),
        "swap": "#add-set",
    }


def choice_context(scope: Scope, text: str, *, every: bool = False) -> dict[str, Any]:
    """Exercises to choose from: what ``text`` finds; or favourites, recent ones and, if asked for, ``every`` one."""
    text = one_line(text)
    favourites, recent = reads.favourite_exercises(scope), reads.recent_exercises(scope)
    starred = {choice.id for choice in favourites}
    context: dict[str, Any] = {"q": text, "starred": starred}
    if not text:
        latest = [choice for choice in recent if choice.id not in starred]
        known = reads.choices(ExerciseType.objects.visible_to(scope)) if every else []
        return context | {"exercises": favourites + latest, "all_exercises": known}
    found = exercises_found(scope, text, favourites=starred, recent=[choice.id for choice in recent])
    form = None if found.exactly else ExerciseForm(initial={"name": text})
    return context | {"exercises": found.exercises, "exercise_form": form, "hidden": found.more}


def row_context(scope: Scope, row: reads.SetRow) -> dict[str, Any]:
    """One row of the list."""
    return {"set": row, "unit": unit_of(scope), "can_write": scope.can_write}
