"""Body weight in the volume of bodyweight exercises: only when wanted, by the day, and never for visitors."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.models import WorkoutSession
from sessions_app.services.check import sums_check
from sharing.models import ShareToken
from tests.factories import START, make_exercise, make_measure, make_measurement, make_session, make_set
from tests.safety.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def session(owner: User) -> WorkoutSession:
    """Ten pull-ups with 10 kg, ten dips with 20 kg of help, on a day when the body weighed 80 kg."""
    weight = make_measure("Body weight", slug=BODY_WEIGHT, quantity="weight")
    for days, value in ((-10, "90"), (-1, "80"), (5, "70")):
        make_measurement(owner, weight, value, measured_at=START + days * DAY)
    session = make_session(owner)
    pull_up, dip = make_exercise("Pull Up", kind="bodyweight"), make_exercise("Dip", kind="assisted")
    make_set(session, exercise_type=pull_up, weight=Decimal(10), number_reps=10)
    make_set(session, exercise_type=dip, weight=Decimal(20), number_reps=10)
    pull_up.muscles.create(muscle="lats")
    return session


@pytest.fixture
def counting(owner: User) -> None:
    owner.count_body_weight = True
    owner.save(update_fields=["count_body_weight"])


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


URLS = (
    "/sessions/",
    "/sessions/{pk}/",
    "/sessions/calendar/?month=2026-03",
    "/sessions/year/?year=2026",
    "/reports/?period=all",
)


@pytest.mark.parametrize("url", URLS)
def test_by_itself_only_added_weight_is_volume(owner_client: Client, session: WorkoutSession, url: str) -> None:
    shown = page(owner_client, url.format(pk=session.pk))
    assert "1,500" not in shown
    assert ">100<" in shown


@pytest.mark.parametrize("url", URLS)
@pytest.mark.usefixtures("counting")
def test_when_wanted_the_weight_of_that_day_counts_too(owner_client: Client, session: WorkoutSession, url: str) -> None:
    """10 × (80 + 10) + 10 × (80 − 20)."""
    assert "1,500" in page(owner_client, url.format(pk=session.pk))


@pytest.mark.usefixtures("counting")
def test_stored_sums_stay_what_they_are(session: WorkoutSession) -> None:
    assert list(sums_check()) == []


@pytest.mark.usefixtures("counting")
def test_a_visitor_gets_the_added_weight_only(owner: User, visitor_client: Client, session: WorkoutSession) -> None:
    share = ShareToken.objects.get(owner=owner)
    for url in ("sessions/", f"sessions/{session.pk}/", "reports/?period=all"):
        assert "1,500" not in page(visitor_client, f"/shared/{share.pk}/{url}")


def test_the_preference_counts_at_once(owner_client: Client, owner: User, session: WorkoutSession) -> None:
    before = page(owner_client, "/reports/?period=all")
    owner.count_body_weight = True
    owner.save(update_fields=["count_body_weight"])
    assert "1,500" in page(owner_client, "/reports/?period=all")
    owner.count_body_weight = False
    owner.save(update_fields=["count_body_weight"])
    assert ("1,500" in page(owner_client, "/reports/?period=all")) is ("1,500" in before) is False


@pytest.mark.usefixtures("counting")
def test_the_list_asks_as_often_however_many_sessions(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    pull_up = session.sets.first().exercise_type

    def grow() -> None:
        for number in range(5):
            more = make_session(owner, started_at=START + number * DAY)
            make_set(more, exercise_type=pull_up, weight=Decimal(0), number_reps=10)

    assert_constant_queries(lambda: page(owner_client, "/sessions/"), grow=grow, at_most=6)


def test_it_is_a_tick_among_the_preferences(owner: User, owner_client: Client) -> None:
    url = "/accounts/preferences/"
    form = owner_client.get(url).context["form"]
    sent = {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}
    del sent["count_body_weight"]
    for ticked in (True, False):
        answer = owner_client.post(url, sent | ({"count_body_weight": "on"} if ticked else {}))
        assert answer.status_code == 302
        owner.refresh_from_db()
        assert owner.count_body_weight is ticked
