"""Whatever a visitor can reach mentions only what the link permits: random permissions, random histories, every page.

The pages are found by following every address they hold, so a page added later is walked without being named here.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from sessions_app.models import WorkoutSession
from sharing.models import ShareToken
from tests.factories import make_exercise, make_session, make_set, make_set_type, make_user
from tests.sharing.support import make_share, shared_url, visit

ADDRESS = re.compile(r'(?:href|hx-get|action|src)="(/[^"#]*)')
MOST_PAGES = 60
PERMISSIONS = ("can_sessions", "can_reports", "can_calculator")


@dataclass(frozen=True, slots=True)
class Plan:
    """A history and a link: how many sessions, which one the link is for (None: all), what it permits."""

    sessions: int
    only: int | None
    permitted: tuple[str, ...]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    sessions = draw(st.integers(2, 4))
    only = draw(st.one_of(st.none(), st.integers(0, sessions - 1)))
    permitted = draw(st.lists(st.sampled_from(PERMISSIONS), min_size=1, unique=True))
    return Plan(sessions, only, tuple(sorted(permitted)))


def words(number: int) -> dict[str, str]:
    """What only session ``number`` says, each a word of its own."""
    parts = ("session", "sessionnote", "exercise", "type", "setnote", "description")
    return {part: f"zq{part}{number}qz" for part in parts}


def history(owner: User, sessions: int) -> list[int]:
    """Sessions that each have a name, a note, an own exercise, an own set type, and words on their set."""
    made = []
    for number in range(sessions):
        said = words(number)
        start = timezone.now() - timedelta(days=2 * number, hours=1)
        session = make_session(owner, said["session"], started_at=start, notes=said["sessionnote"])
        make_set(
            session,
            exercise_type=make_exercise(said["exercise"], owner=owner),
            set_type=make_set_type(said["type"], owner=owner),
            notes=said["setnote"],
            description=said["description"],
        )
        made.append(session.pk)
    return made


def reach(client: Client, share: ShareToken, tried: list[str]) -> dict[str, str]:
    """Every page below the share that its pages lead to, and those in ``tried``: address and text."""
    base = f"/shared/{share.pk}/"
    found: dict[str, str] = {}
    waiting = [base, *tried]
    while waiting and len(found) < MOST_PAGES:
        url = waiting.pop(0)
        if url in found:
            continue
        response = client.get(url)
        body = (
            response.getvalue().decode(errors="replace")
            if response.streaming
            else response.content.decode(errors="replace")
        )
        found[url] = body + str(response.headers)
        following = [response.headers.get("Location", "")] + [
            each.replace("&amp;", "&") for each in ADDRESS.findall(body)
        ]
        waiting += [each for each in following if each.startswith(base) and each not in found]
    return found


def forbidden(plan: Plan, owner: User) -> set[str]:
    """The words that no page may hold."""
    hidden = {owner.email}
    for number in range(plan.sessions):
        said = words(number)
        if plan.only is not None and number != plan.only:
            hidden |= set(said.values())
        if "can_sessions" not in plan.permitted:
            hidden |= {said[part] for part in ("sessionnote", "setnote", "description", "type")}
    return hidden


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans())
def test_what_a_visitor_reaches_mentions_only_what_is_permitted(plan: Plan) -> None:
    with transaction.atomic():
        owner = make_user(name="Olga Owner")
        ids = history(owner, plan.sessions)
        only: Any = None if plan.only is None else WorkoutSession.objects.get(pk=ids[plan.only])
        permitted: dict[str, Any] = {name: name in plan.permitted for name in PERMISSIONS}
        share = make_share(owner, session=only, **permitted)
        tried = [shared_url(share, "session-detail", pk) for pk in ids]
        tried += [
            f"{shared_url(share, 'session-list')}?q={text}"
            for number in range(plan.sessions)
            for text in words(number).values()
        ]
        pages = reach(visit(share), share, tried)
        for url, text in pages.items():
            for word in forbidden(plan, owner):
                # What somebody looks for stands in the field of the search, and in links that keep the query.
                said = text.replace(f'value="{word}"', "").replace(f"q={word}", "")
                assert word not in said, f"{word} on {url}"
        transaction.set_rollback(True)
