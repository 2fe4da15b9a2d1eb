"""How athletes and admins look after the catalogue, for ``test_freshness.py``: what is done, and what was before."""

from typing import Any

from django.db import transaction

from sessions_app.models import ExerciseType, SetType
from sessions_app.models.vocabulary import Kind
from sessions_app.services.catalogue import tonnage_rewrite
from sessions_app.services.many_sets import SetEntry, session_log, sets_log, sets_order
from sessions_app.services.own_catalogue import (
    ExerciseValues,
    SetTypeValues,
    catalogue_merge,
    exercise_merge,
    own_entry_delete,
    own_exercise_create,
    own_exercise_update,
    own_set_type_create,
    own_set_type_update,
    set_type_merge,
)
from tests.factories import make_exercise, make_set, make_set_type, set_values

OWN = "My own"
CURL = ExerciseValues(name="My own curl", kind="weight_reps", equipment="barbell")


def many_sets(log: Any) -> None:
    """Two sets at once."""
    values = set_values(exercise_type=log.bench, set_type=log.working)
    sets_log(scope=log.scope, session=log.session, entries=[SetEntry(values=values), SetEntry(values=values)])


def whole_session(log: Any) -> None:
    """A session with a set in one call."""
    entry = SetEntry(values=set_values(exercise_type=log.bench, set_type=log.working))
    session_log(scope=log.scope, values=log.values(), entries=[entry])


def another_set(log: Any) -> None:
    make_set(log.session, exercise_type=log.squat, set_type=log.working)


def other_order(log: Any) -> None:
    keys = list(log.session.sets.order_by("-position").values_list("pk", flat=True))
    sets_order(scope=log.scope, session=log.session, set_ids=keys)


def own_exercise(log: Any) -> None:
    """A set of an exercise of one's own."""
    make_set(log.session, exercise_type=make_exercise(OWN, owner=log.owner), set_type=log.working)


def own_set_type(log: Any) -> None:
    """A set of a type of one's own, and a warm-up type."""
    make_set_type("Warm", is_warm_up=True)
    make_set(log.session, exercise_type=log.bench, set_type=make_set_type(OWN, owner=log.owner))


def shared_exercise(log: Any) -> None:
    """A set of a shared exercise."""
    make_set(log.session, exercise_type=make_exercise(OWN), set_type=log.working)


def idle_exercise(log: Any) -> None:
    """An exercise of one's own that nothing uses."""
    make_exercise(OWN, owner=log.owner)


def create_exercise(log: Any) -> None:
    own_exercise_create(scope=log.scope, values=CURL)


def rename_exercise(log: Any) -> None:
    own_exercise_update(scope=log.scope, exercise=_exercise(), values=CURL)


def delete_exercise(log: Any) -> None:
    own_entry_delete(scope=log.scope, entry=_exercise())


def merge_exercise(log: Any) -> None:
    exercise_merge(scope=log.scope, source=_exercise(), target=log.bench)


def merge_shared(log: Any) -> None:
    catalogue_merge(source=_exercise(), target=log.bench)


def create_set_type(log: Any) -> None:
    own_set_type_create(scope=log.scope, values=SetTypeValues(name="My own type"))


def warm_set_type(log: Any) -> None:
    values = SetTypeValues(name=OWN, is_warm_up=True)
    own_set_type_update(scope=log.scope, set_type=SetType.objects.get(name=OWN), values=values)


def merge_set_type(log: Any) -> None:
    set_type_merge(scope=log.scope, source=SetType.objects.get(name=OWN), target=SetType.objects.get(name="Warm"))


def rewrite_tonnage(log: Any) -> None:
    """The kind is written past the service, as it does before it rewrites."""
    ExerciseType.objects.filter(pk=log.bench.pk).update(kind=Kind.ASSISTED)
    log.bench.refresh_from_db()
    with transaction.atomic():
        tonnage_rewrite(log.bench)


def _exercise() -> ExerciseType:
    row: ExerciseType = ExerciseType.objects.get(name=OWN)
    return row
