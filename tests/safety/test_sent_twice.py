"""Every form sent twice at the same moment: one effect or a plain answer, never a 500 and never two of anything."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from http import HTTPStatus
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from tests.concurrency import at_once
from tests.safety import routes
from tests.safety.audiences import cast_of, data_of
from tests.safety.forms import TOKEN, Form, forms_of, send
from tests.safety.world import NOTED, UNWATCHED, World, world_of

LAST = ("delete", "merge", "revoke", "roll-back", "logout", "password", "replace")
"""Forms after which others find nothing to do any more; they come last."""
TWO_ARE_MEANT = {"feedback-follow": "nobody is signed in: there is no account to keep an answer for"}
"""Forms that may do the same twice, with the reason."""
RECORDS = NOTED | {"sharing.ShareEvent", "jobs.JobAttempt", "helpcenter.ArticleDay", "admin.LogEntry"}
"""Notes of what happened: two presses are two notes."""


def sizes() -> Counter[str]:
    """How many rows every table has."""
    models = [model for model in apps.get_models() if model._meta.label not in UNWATCHED | RECORDS]
    return Counter({model._meta.label: model._base_manager.count() for model in models})


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_once_has_one_effect(request: pytest.FixtureRequest) -> None:
    owner, stranger = (request.getfixturevalue(name) for name in ("owner", "stranger"))
    cast = cast_of(request)
    world = world_of(owner, stranger)
    forms = [form for form in forms_of("owner", cast["owner"], world) if form.verb == "post"]
    wrong = [
        f"{form.view} {form.path}: {problem}"
        for form in sorted(forms, key=lambda form: any(word in form.view for word in LAST))
        if (problem := _problem_of(cast["owner"], _as_sent(form, world)))
    ]
    assert len(forms) > 50
    assert not wrong, "\n".join(wrong)


def _as_sent(form: Form, world: World) -> Form:
    """The form as its page shows it, filled in as the table of routes says, with the token of that page."""
    form.fields[TOKEN] = f"drawn-once-for-{form.view}"
    for route in routes.all_routes():
        if route.name == form.view and route.body is None:
            form.fields |= {name: str(value) for name, value in data_of(route, world).items()}
    return form


def _problem_of(client: Client, form: Form) -> str:
    before = sizes()
    with transaction.atomic():
        send(deepcopy(client), form, form.fields)
        once = sizes() - before
        transaction.set_rollback(True)
    answers = at_once([_sending(client, form) for _ in range(2)])
    told = [str(getattr(answer, "status_code", repr(answer))) for answer in answers]
    twice = sizes() - before
    if any(not word.isdigit() or int(word) >= HTTPStatus.INTERNAL_SERVER_ERROR for word in told):
        return f"answered {told}"
    more = {name: count for name, count in twice.items() if count > once[name]}
    return f"answered {told}; made {more} instead of {dict(once)}" if more and form.view not in TWO_ARE_MEANT else ""


def _sending(client: Client, form: Form) -> Callable[[], Any]:
    browser = deepcopy(client)
    return lambda: send(browser, form, form.fields)
