"""Where the day starts: go on with the session, or begin one."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions_app import reads
from sessions_app.body_load import with_body
from sessions_app.forms import SessionForm
from sessions_app.forms.sessions import new_session_initial
from sessions_app.models import WorkoutSession
from sessions_app.routine_reads import next_days
from sessions_app.views.access import writing_scope
from sessions_app.views.parts import unit_of

LATEST = 5


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The session going on, buttons that start one, the last sessions."""
    scope = writing_scope(request)
    zone, now = scope.require_owner().zone, timezone.now()
    latest = WorkoutSession.objects.visible_to(scope).order_by("-started_at", "-id")[:LATEST]
    initial = new_session_initial(zone, now) | {"client_id": uuid.uuid4()}
    context = {
        "going_on": reads.session_going_on(scope),
        "form": SessionForm(zone=zone, now=now, initial=initial),
        "rows": with_body(scope, reads.session_rows(latest)),
        "routines": next_days(scope),
        "unit": unit_of(scope),
    }
    return render(request, "sessions_app/today.html", context)
