"""What the quick log knows without network: every exercise by name, and what was done with the recent ones.

The browser keeps it for the signed-in person alone (``templates/offline/sw.js``) and draws from it what pages need.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import get_language

from sessions_app import display
from sessions_app.forms import SetForm
from sessions_app.models import ExerciseAlias, ExerciseType, Routine, SetType, WorkoutSession, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.plans import PlannedExercise, estimates_for, plan_of_day, with_weight
from sessions_app.reads import RECENT_SESSIONS, SET_COLUMNS, ExerciseChoice, SetRow, favourite_exercises
from sessions_app.routine_words import target_words
from sharing.scope import Scope

SHORT = 5
NEWEST = 40
"""So many exercises come with the sets of their last time."""
ROUTINES = 5
"""So many routines can be started without network, the latest ones."""


def forms_by_kind(scope: Scope) -> dict[str, SetForm]:
    """An empty form of a set of each kind. One query."""
    set_types = list(SetType.objects.visible_to(scope).only("owner", "name", "slug", "is_warm_up"))
    return {
        kind.value: SetForm(scope=scope, exercise=ExerciseChoice(0, "", kind.value), set_types=set_types)
        for kind in Kind
    }


def offline_kit(scope: Scope, forms: Mapping[str, SetForm]) -> dict[str, Any]:
    """What the scripts read.

    ``exercises`` are id, name, kind, another name in the reader's language, and short names ("RDL"); then the ids of
    ``favourites`` and ``recent`` ones, and by id the ``last`` time's day, rest and sets, as texts for the form.
    """
    exercises = ExerciseType.objects.visible_to(scope).order_by("name_key").values_list("pk", "name", "kind")
    last = _last_times(scope)
    latest = {pk: rows for pk, (_day, rows) in last.items()}
    translated, short = _translations(scope), _short_names(scope)
    return {
        "exercises": [[pk, name, kind, translated.get(pk, ""), " ".join(short[pk])] for pk, name, kind in exercises],
        "favourites": [choice.id for choice in favourite_exercises(scope)],
        "recent": list(last),
        "last": {pk: _shown(scope, rows, forms[rows[0].kind], day) for pk, (day, rows) in last.items()},
        "routines": _routines(scope, forms, latest),
    }


def _routines(
    scope: Scope, forms: Mapping[str, SetForm], latest: Mapping[int, list[SetRow]]
) -> dict[int, dict[str, Any]]:
    """The days of the latest routines by their key: name, exercises in order with their targets."""
    rows = list(Routine.objects.visible_to(scope).whole()[:ROUTINES])
    days = [day for row in rows for day in row.days.all()]
    estimates = estimates_for(scope, [row for day in days for row in day.exercises.all()])
    plans = {day.pk: plan_of_day(scope, day, estimates) for day in days}
    return {
        day.pk: {
            "name": day.name,
            "exercises": [_planned(scope, entry, forms, latest) for entry in plans[day.pk].exercises],
        }
        for day in days
    }


def _planned(
    scope: Scope, entry: PlannedExercise, forms: Mapping[str, SetForm], latest: Mapping[int, list[SetRow]]
) -> dict[str, Any]:
    """An exercise of a plan; targets without a weight are filled with the last time's."""
    exercise, unit = entry.exercise, scope.require_owner().weight_unit
    return {
        "id": exercise.id,
        "superset": entry.superset_group,
        "rest": entry.rest_seconds,
        "targets": [
            {
                "words": target_words(target, exercise.kind, unit),
                "fill": forms[exercise.kind].texts_like(with_weight(target, latest.get(exercise.id, ()))),
                "warm_up": target.is_warm_up,
            }
            for target in entry.sets
        ],
    }


def _translations(scope: Scope) -> dict[int, str]:
    """What exercises are called in the reader's language, which is shown while their names stay as they are."""
    names = ExerciseAlias.objects.visible_to(scope).filter(source="translation", language=get_language())
    return dict(names.order_by("-pk").values_list("exercise_type", "name"))


def _short_names(scope: Scope) -> dict[int, list[str]]:
    """Names of one short word: all that is kept of the many other names, so that the whole stays small."""
    names = ExerciseAlias.objects.visible_to(scope).annotate(length=Length("name")).filter(length__lte=SHORT)
    found: dict[int, list[str]] = defaultdict(list)
    for pk, name in names.exclude(name__contains=" ").order_by("pk").values_list("exercise_type", "name"):
        found[pk].append(name)
    return found


def _last_times(scope: Scope) -> dict[int, tuple[Any, list[SetRow]]]:
    """Of each exercise of the last few workouts the day and the sets of its last one, the latest first."""
    workouts = WorkoutSession.objects.visible_to(scope).filter(kind=WorkoutSession.Kind.WORKOUT)
    days = dict(workouts.order_by("-started_at", "-id").values_list("pk", "local_date")[:RECENT_SESSIONS])
    rows = WorkoutSet.objects.visible_to(scope).filter(session__in=list(days)).order_by("position")
    by_session: dict[int, list[SetRow]] = {pk: [] for pk in days}
    for row in map(SetRow.of, rows.values_list(*SET_COLUMNS)):
        by_session[row.session_id].append(row)
    found: dict[int, tuple[Any, list[SetRow]]] = {}
    for session_id, sets in by_session.items():
        for exercise_id in dict.fromkeys(row.exercise_id for row in reversed(sets)):
            same = [row for row in sets if row.exercise_id == exercise_id]
            found.setdefault(exercise_id, (days[session_id], same))
    return dict(list(found.items())[:NEWEST])


def _shown(scope: Scope, rows: list[SetRow], form: SetForm, day: Any) -> dict[str, Any]:
    rests = [row.rest_seconds for row in rows if row.rest_seconds is not None]
    return {
        "day": display.day(day, timezone.localdate()),
        "rest": rests[-1] if rests else None,
        "sets": [
            {
                "words": display.load_words(row, scope.require_owner().weight_unit),
                "fill": form.texts_like(row),
                "warm_up": row.is_warm_up,
            }
            for row in rows
        ],
    }
