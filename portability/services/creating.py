"""What an import makes of the athlete's own: exercises, set types and measures that nothing matches."""

from dataclasses import dataclass

from portability.formats.records import ExerciseRecord
from portability.models import ImportBatch
from portability.services.matching import How, Match
from portability.services.others import note_brought
from portability.services.plan import ImportPlan
from sessions_app.models import (
    ExerciseAlias,
    ExerciseMuscle,
    ExerciseType,
    Measure,
    SetType,
)
from sessions_app.models.vocabulary import Equipment, Muscle
from workouttracker.kit.text import name_key

CATEGORIES = {
    "chest": Muscle.CHEST, "back": Muscle.UPPER_BACK, "lats": Muscle.LATS, "shoulders": Muscle.FRONT_DELTS,
    "biceps": Muscle.BICEPS, "triceps": Muscle.TRICEPS, "forearms": Muscle.FOREARMS, "legs": Muscle.QUADS,
    "quads": Muscle.QUADS, "hamstrings": Muscle.HAMSTRINGS, "glutes": Muscle.GLUTES, "calves": Muscle.CALVES,
    "abs": Muscle.ABS, "core": Muscle.ABS, "traps": Muscle.TRAPS, "neck": Muscle.NECK, "cardio": Muscle.CARDIO,
    "full body": Muscle.FULL_BODY,
}  # fmt: skip
"""What another app's word for a muscle group means; of a wide word the main one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a set needs of its exercise and set type."""

    pk: int
    kind: str = ""
    is_warm_up: bool = False


def exercises_written(plan: ImportPlan, batch: ImportBatch) -> dict[str, Entry]:
    """By name key: the exercises of the plan; what nothing matched is created as the athlete's own."""
    wanted = set(map(name_key, plan.new_exercises))
    new = {key: match for key, match in plan.exercises.items() if key in wanted}
    before = set(
        ExerciseType.objects.filter(owner_id=batch.owner_id, name_key__in=wanted).values_list("name_key", flat=True)
    )
    ExerciseType.objects.bulk_create(
        (_exercise(match, plan.details.get(key), batch) for key, match in new.items()),
        ignore_conflicts=True,  # created by somebody else's hand since the plan was made: the same exercise
    )
    own = ExerciseType.objects.filter(owner_id=batch.owner_id, name_key__in=wanted)
    created = {entry.name_key: Entry(entry.pk, entry.kind) for entry in own}
    _describe({key: entry.pk for key, entry in created.items() if key not in before}, plan, batch.owner_id)
    return {
        key: created[key] if match.how is How.CREATE else Entry(match.entry_id or 0, match.kind)
        for key, match in plan.exercises.items()
        if match.how is not How.SKIP and (match.how is not How.CREATE or key in created)
    }


def _exercise(match: Match, said: ExerciseRecord | None, batch: ImportBatch) -> ExerciseType:
    equipment = said.equipment if said and said.equipment in Equipment.values else Equipment.OTHER
    return ExerciseType(
        owner_id=batch.owner_id,
        name=match.name,
        name_key=name_key(match.name),
        description=said.description if said else "",
        kind=match.kind,
        equipment=equipment,
        import_batch=batch,
    )


def _describe(created: dict[str, int], plan: ImportPlan, owner_id: int) -> None:
    """Muscles and other names of new exercises, as far as the file knows them."""
    said = {pk: plan.details[key] for key, pk in created.items() if key in plan.details}
    ExerciseMuscle.objects.bulk_create(
        ExerciseMuscle(exercise_type_id=pk, muscle=muscle, is_primary=is_primary)
        for pk, record in said.items()
        for muscle, is_primary in _muscles(record).items()
    )
    ExerciseAlias.objects.bulk_create(
        (
            ExerciseAlias(
                owner_id=owner_id, name=name, name_key=name_key(name), source="remembered", exercise_type_id=pk
            )
            for pk, record in said.items()
            for name in record.aliases
        ),
        ignore_conflicts=True,
    )


def _muscles(record: ExerciseRecord) -> dict[str, bool]:
    """Each muscle once, and whether it is the main target."""
    known = set(Muscle.values)
    muscles = {name: False for name in record.secondary if name in known}
    muscles |= {name: True for name in record.primary if name in known}
    hint = CATEGORIES.get(name_key(record.category))
    return muscles or ({hint.value: True} if hint else {})


def set_types_written(plan: ImportPlan, batch: ImportBatch) -> dict[str, Entry]:
    """By name key: the set types of the plan; what nothing matched is created as the athlete's own."""
    entries = {}
    for key, match in plan.set_types.items():
        if match.how is How.SKIP:
            continue
        pk, is_warm_up = match.entry_id, match.is_warm_up
        if pk is None:
            said = plan.set_type_details.get(key)
            defaults = {
                "name": match.name,
                "description": said.description if said else "",
                "is_warm_up": said.is_warm_up if said else False,
            }
            own, created = SetType.objects.get_or_create(owner_id=batch.owner_id, name_key=key, defaults=defaults)
            pk, is_warm_up = own.pk, own.is_warm_up
            if created:
                note_brought(batch, "set_types", [pk])
        entries[key] = Entry(pk, is_warm_up=is_warm_up)
    return entries


def measures_written(plan: ImportPlan, batch: ImportBatch) -> dict[str, int]:
    """By name key: what the measurements of the plan measure; what nothing matched is created as the athlete's own."""
    used = {each.key for each in plan.measurements_to_write}
    found = {}
    for key in sorted(used):
        match = plan.measures[key]
        pk = match.entry_id
        if pk is None:
            defaults = {"name": match.name, "quantity": match.kind, "import_batch": batch}
            own, _created = Measure.objects.get_or_create(owner_id=batch.owner_id, name_key=key, defaults=defaults)
            pk = own.pk
        found[key] = pk
    return found
