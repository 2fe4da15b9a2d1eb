"""Remembered names and measures; what of them comes back is in ``portability.services.others``."""

from collections.abc import Iterator

from django.db.models import Q

from portability.exports.source import Source
from portability.formats import schema
from sessions_app.models import ExerciseAlias, Measure, Measurement, SetTypeAlias


def mappings_write(source: Source) -> Iterator[schema.RememberedMapping]:
    """What the athlete decided about names of other apps."""
    names = ExerciseAlias.objects.editable_by(source.scope).select_related("exercise_type").order_by("name_key")
    for alias in names:
        target = alias.exercise_type.name if alias.exercise_type else None
        yield schema.RememberedMapping(kind="exercise", name=alias.name, target=target)
    for each in SetTypeAlias.objects.editable_by(source.scope).select_related("set_type").order_by("name_key"):
        yield schema.RememberedMapping(kind="set_type", name=each.name, target=each.set_type.name)


def measures_write(source: Source) -> Iterator[schema.BodyMeasure]:
    used = Measurement.objects.visible_to(source.scope).values("measure")
    rows = Measure.objects.visible_to(source.scope).filter(Q(owner=source.scope.owner) | Q(pk__in=used))
    for row in rows.order_by("position", "name_key"):
        own = row.owner_id is not None
        yield schema.BodyMeasure(
            name=row.name, slug=row.slug, own=own, quantity=row.quantity, description=row.description if own else ""
        )
