"""The bin: what was deleted or replaced lately, and taking it back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions_app import reads
from sessions_app.errors import UndoneError
from sessions_app.models import Undo, WorkoutSession
from sessions_app.services import undo_apply
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import wants_part
from sessions_app.views.parts import Notice
from sessions_app.views.set_answers import list_answer
from sharing.scope import scope_of

SHOWN_ON = {"sessions": "session-list", "catalogue": "exercise-list", "measurements": "body"}
"""The page that shows what came back, by kind of undo."""
CLEAN_UP = "clean_up_"
"""How the kinds of the tools begin that put the log in order."""


@require_safe
def undo_list(request: HttpRequest) -> HttpResponse:
    """What can still be undone."""
    scope = writing_scope(request)
    context = {"rows": reads.undo_rows(scope), "days": settings.UNDO_DAYS}
    return render(request, "sessions_app/undo_list.html", context)


@require_POST
def undo(request: HttpRequest, pk: str) -> HttpResponse:
    """Take it back, and show what came back."""
    scope = scope_of(request)
    row: Undo = fetch_for_writing(Undo.objects.visible_to(scope), scope, pk=pk)
    session_id = row.payload.get("session") if row.kind == "sets" else None
    try:
        undo_apply(scope=scope, undo=row)
        notice = Notice(_("It is back."), "success")
    except UndoneError as error:
        notice = Notice(str(error), "error")
    here = WorkoutSession.objects.visible_to(scope).filter(pk=session_id).exists() if session_id else False
    if here and session_id:
        return list_answer(request, scope, session_id, notice=notice)
    add = messages.success if notice.kind == "success" else messages.error
    add(request, notice.text)
    response = redirect("clean-up" if row.kind.startswith(CLEAN_UP) else SHOWN_ON.get(row.kind, "undo-list"))
    if wants_part(request):
        response["HX-Redirect"] = response["Location"]
    return response
