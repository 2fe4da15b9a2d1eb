"""A form of a page that is sent twice, by a double tap or by a browser that tries again, is done once.

The form is known by its CSRF token, which is another one each time a page is drawn, and by all that was filled in. For
views whose rows carry no id that the form makes up (``client_id``), and that have no other way to tell.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.models import User
from accounts.services.answers import Answer, answer_once

View = Callable[..., HttpResponse]
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def once(view: View) -> View:
    """``view``, whose POST has one effect however often the same form is sent; each time it is answered the same."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if request.method != "POST" or not request.POST.get(TOKEN) or not isinstance(user, User):
            return view(request, *args, **kwargs)
        said: list[HttpResponse] = []

        def act() -> Answer:
            said.append(view(request, *args, **kwargs))
            return _kept(said[0])

        key = _key_of(request)
        answer = answer_once(user=user, key=key, fingerprint=key[-64:], act=act)
        return said[0] if said else _again(answer)

    return guarded


def _key_of(request: HttpRequest) -> str:
    files = [(name, file.name, file.size) for name in request.FILES for file in request.FILES.getlist(name)]
    told = repr((request.path, sorted(request.POST.lists()), files))
    return f"form:{hashlib.sha256(told.encode(errors='replace')).hexdigest()}"


def _kept(response: HttpResponse) -> Answer:
    """Leading on counts as done; everything that is no success is done again, should it be sent again."""
    if "Location" in response:
        return Answer(HTTPStatus.OK, b"", {"Location": response["Location"]})
    return Answer(response.status_code, response.content, {"Content-Type": response["Content-Type"]})


def _again(answer: Answer) -> HttpResponse:
    if "Location" in answer.headers:
        return HttpResponseRedirect(answer.headers["Location"])
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
