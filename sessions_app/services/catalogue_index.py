"""Making the exercise search's index of the shared catalogue before somebody searches."""

from sessions_app.exercise_index import shared_index
from sessions_app.models import DataVersion, ExerciseAlias, ExerciseType


def catalogue_index_prepare() -> None:
    """Make the index of the catalogue's present version, for this process and in the shared cache; once per version.

    Without that the first search after every change of the catalogue would wait for it: a tenth of a second and more.
    """
    area = DataVersion.Area.CATALOGUE
    token = DataVersion.objects.filter(owner=None, area=area).values_list("token", flat=True).first()
    if token is not None:
        shared_index(token.hex, ExerciseType.objects.filter(owner=None), ExerciseAlias.objects.filter(owner=None))
