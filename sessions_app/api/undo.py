"""What was deleted and can still be taken back."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sessions_app.models import Undo
from sessions_app.reads import undo_rows
from sessions_app.services import undo_apply
from sharing.scope import scope_of
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Told, answer
from workouttracker.rest.paging import MOST
from workouttracker.rest.routes import Routes

routes = Routes(mark("Bin"))


class UndoTold(Told):
    """Something that can be taken back."""

    id: UUID
    label: str
    done_at: datetime


class UndoList(Told):
    """What can be taken back, the latest first."""

    items: list[UndoTold]


class UndoneTold(Told):
    """What was taken back."""

    id: UUID
    label: str


@routes.get("/undo", UndoList, mark("List what can be taken back"))
def undo_list(request: HttpRequest, limit: Annotated[int, Field(ge=1, le=MOST)] = MOST) -> HttpResponse:
    rows = undo_rows(scope_of(request), limit)
    return answer(UndoList(items=[UndoTold(id=UUID(row.id), label=row.label, done_at=row.at) for row in rows]))


@routes.post("/undo/{uuid:undo_id}", UndoneTold, mark("Take a deletion back"))
def undo(request: HttpRequest, undo_id: UUID) -> HttpResponse:
    scope = scope_of(request)
    row = undo_apply(scope=scope, undo=Undo.objects.editable_by(scope).get(pk=undo_id))
    return answer(UndoneTold(id=row.pk, label=row.label))
