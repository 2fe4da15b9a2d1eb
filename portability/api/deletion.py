"""Deleting all workout data."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict

from jobs.api import JobTold
from jobs.snapshot import snapshot
from portability.services.deletion import deletion_start, workout_counts
from sharing.scope import Scope, scope_of
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Given, Told, answer
from workouttracker.rest.routes import Routes

routes = Routes(mark("Deletion"))


class DataTold(Told):
    """How much there is, and so how much would go."""

    sessions: int
    sets: int
    reps: int
    exercises: int
    measurements: int


class DeletionGiven(Given):
    """The word, so that nobody deletes everything by mistake."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"confirm": "delete"}]})

    confirm: Literal["delete"]


@routes.get("/data", DataTold, mark("Count your workout data"))
def data_count(request: HttpRequest) -> HttpResponse:
    owner = scope_of(request).owner
    scope = Scope.system(owner) if owner else Scope.nobody()
    return answer(DataTold.model_validate(workout_counts(scope).as_dict()))


@routes.post("/data/delete", JobTold, mark("Delete all your workout data, for good"), 202)
def data_delete(request: HttpRequest, given: DeletionGiven) -> HttpResponse:
    job = deletion_start(scope=scope_of(request))
    return answer(JobTold.model_validate(snapshot(job)), status=202, headers={"Location": f"/api/v1/jobs/{job.pk}"})
