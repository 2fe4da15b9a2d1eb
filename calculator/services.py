"""What can happen: keep a result, keep the athlete's bars and plates."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calculator.display import hundredths
from calculator.gear import DEFAULTS, GearSet
from calculator.models import Gear, WarmUps
from calculator.reads import estimate_of
from calculator.warm_up import Scheme
from sessions_app import display
from sessions_app.models import ExerciseType, SetType, WorkoutSession
from sessions_app.services import SessionValues, SetValues, session_create, set_log
from sharing.scope import Scope
from workouttracker.kit.limits import NAME_LENGTH
from workouttracker.kit.units import Unit, to_kg


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """The set that an estimate was made from; ``weight`` in ``unit``."""

    weight: Decimal
    reps: int
    unit: Unit
    exercise: ExerciseType | None = None


def calculation_save(*, scope: Scope, calculation: Calculation, client_id: uuid.UUID | None = None) -> WorkoutSession:
    """A new session marked as a calculation, with the estimates in its notes, and the set when it has an exercise.

    Sent twice with the same ``client_id`` it is stored once: the session that is there is returned.
    """
    now = timezone.now()
    values = SessionValues(name=_name(calculation), started_at=now, ended_at=now, notes=_notes(calculation))
    with transaction.atomic():
        session = session_create(scope=scope, values=values, kind=WorkoutSession.Kind.CALCULATION, client_id=client_id)
        usual = _usual_set_type(scope)
        if calculation.exercise is not None and usual is not None:
            said = SetValues(
                exercise_type=calculation.exercise,
                set_type=usual,
                number_reps=calculation.reps,
                weight=to_kg(calculation.weight, calculation.unit),
            )
            set_log(scope=scope, session=session, values=said, client_id=client_id)
    return session


def _usual_set_type(scope: Scope) -> SetType | None:
    rows = SetType.objects.visible_to(scope)
    return rows.filter(slug="working").first() or rows.filter(is_warm_up=False).first()


def _name(calculation: Calculation) -> str:
    maximum = estimate_of(calculation.weight, calculation.reps).maximum
    result = _("One-rep max %(maximum)s %(unit)s") % {"maximum": hundredths(maximum), "unit": calculation.unit.value}
    if calculation.exercise is None:
        return result
    room = NAME_LENGTH - len(result) - len(" – ")
    return f"{calculation.exercise.name[:room]} – {result}"


def _notes(calculation: Calculation) -> str:
    """The set, every formula's estimate and their mean, a line each."""
    unit = calculation.unit.value
    estimate = estimate_of(calculation.weight, calculation.reps)
    lines = [f"{display.number(calculation.weight)} {unit} × {calculation.reps}"]
    lines += [f"{row.name}: {hundredths(row.value)} {unit}" for row in estimate.formulas if row.value is not None]
    lines.append(_("Mean: %(mean)s %(unit)s") % {"mean": hundredths(estimate.mean), "unit": unit})
    if estimate.measured:
        lines.append(_("Measured: the weight itself"))
    return "\n".join(lines)


def gear_save(*, scope: Scope, gear: GearSet) -> GearSet:
    """Keep ``gear`` as the athlete's own in its unit."""
    owner = scope.require_owner()
    stated = {
        "bars": [str(bar) for bar in gear.bars],
        "plates": [[str(pair.weight), pair.pairs] for pair in gear.plates],
    }
    Gear.objects.update_or_create(owner=owner, unit=gear.unit, defaults=stated)
    return gear


def gear_reset(*, scope: Scope, unit: Unit) -> GearSet:
    """Back to the usual bars and plates in ``unit``."""
    Gear.objects.filter(owner=scope.require_owner(), unit=unit).delete()
    return DEFAULTS[unit]


def warm_ups_save(*, scope: Scope, schemes: Sequence[Scheme]) -> None:
    """Keep ``schemes`` as the athlete's own ways to warm up; none removes what was kept."""
    owner = scope.require_owner()
    if not schemes:
        WarmUps.objects.filter(owner=owner).delete()
        return
    stated = [
        {"name": each.name, "steps": [[step.percent, step.reps, step.sets] for step in each.steps]} for each in schemes
    ]
    WarmUps.objects.update_or_create(owner=owner, defaults={"schemes": stated})
