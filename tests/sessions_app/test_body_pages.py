"""Body weight and measurements: logging in two taps, units, trend, changing, taking back, nobody else sees them."""

import csv
import io
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from sessions_app import body
from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.models import Measure, Measurement, Undo
from sharing.scope import Area, Scope
from tests.factories import make_measure, make_measurement
from tests.safety.queries import assert_constant_queries
from workouttracker.kit.units import Unit

steady = settings(derandomize=True, deadline=None)
BODY = "/body/"
NOW = datetime(2026, 3, 18, 6, 30, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _early_on_18_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def weight(db: None) -> Measure:
    """The shipped body weight."""
    return make_measure("Body weight", slug=BODY_WEIGHT, quantity="weight", position=1)


def post(client: Client, url: str, data: dict[str, str] | None = None) -> Any:
    return client.post(url, data or {})


def log(client: Client, url: str = BODY, **fields: Any) -> Any:
    return client.post(url, {"value": "82.5", "client_id": str(uuid.uuid4())} | fields)


def text(client: Client, url: str = BODY, **query: Any) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_last_value_stands_ready_and_one_tap_saves_it(owner: User, owner_client: Client, weight: Measure) -> None:
    make_measurement(owner, weight, "82.4", measured_at=NOW - timedelta(days=1))
    page = owner_client.get(BODY)
    assert 'value="82.4"' in page.content.decode()
    assert log(owner_client, value="82.4").url == BODY
    latest = Measurement.objects.filter(owner=owner).latest("measured_at")
    assert (latest.value, latest.measured_at, latest.local_date) == (Decimal("82.4"), NOW, date(2026, 3, 18))
    assert "82.4\xa0kg saved." in owner_client.get(BODY).content.decode()


def test_sent_twice_it_is_stored_once(owner: User, owner_client: Client, weight: Measure) -> None:
    once = str(uuid.uuid4())
    for _send in range(2):
        assert log(owner_client, client_id=once).status_code == 302
    assert Measurement.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"date": "2026-03-01", "time": "07:00"}, datetime(2026, 3, 1, 6, 0, tzinfo=UTC)),
        ({"date": "2026-03-01"}, datetime(2026, 3, 1, 6, 30, 15, tzinfo=UTC)),
        ({"time": "06:00"}, datetime(2026, 3, 18, 5, 0, tzinfo=UTC)),
        ({"date": "2025-07-01", "time": "07:00"}, datetime(2025, 7, 1, 5, 0, tzinfo=UTC)),
    ],
)
def test_another_time_is_that_of_the_athlete_s_clock(
    owner: User, owner_client: Client, weight: Measure, fields: dict[str, str], at: datetime
) -> None:
    owner.time_zone = "Europe/Berlin"
    owner.save(update_fields=["time_zone"])
    log(owner_client, note="  after  holidays ", **fields)
    row = Measurement.objects.get(owner=owner)
    assert (row.measured_at, row.time_zone, row.note) == (at, "Europe/Berlin", "after holidays")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"value": ""}, "Enter the value."),
        ({"value": "heavy"}, "“heavy” is not a number."),
        ({"value": "0"}, "“0”: the value has to be above 0 and at most 1,000\xa0kg."),
        ({"value": "1000.01"}, "“1000.01”: the value has to be above 0"),
        ({"date": "yesterday"}, "“yesterday” is not a date."),
        ({"time": "25:00"}, "“25:00” is not a time of day."),
        ({"date": "2026-03-20"}, "This day is in the future."),
    ],
)
def test_what_can_not_be_used_is_named_and_kept(
    owner: User, owner_client: Client, weight: Measure, fields: dict[str, str], message: str
) -> None:
    answer = log(owner_client, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    for value in fields.values():
        assert f'value="{value}"' in page
    assert not Measurement.objects.exists()


def test_pounds_and_inches_come_back_as_typed(owner: User, owner_client: Client, weight: Measure) -> None:
    owner.unit = "lb"
    owner.save(update_fields=["unit"])
    waist = make_measure("Waist", quantity="length")
    log(owner_client, value="180.25")
    log(owner_client, f"{BODY}{waist.pk}/", value="33.5")
    stored = dict(Measurement.objects.values_list("measure__name", "value"))
    assert stored == {"Body weight": Decimal("81.7600"), "Waist": Decimal("85.0900")}
    assert "180.25 lb" in text(owner_client)
    assert "33.5 in" in text(owner_client, f"{BODY}{waist.pk}/")


@steady
@given(st.sampled_from(["weight", "length", "percent", "plain"]), st.sampled_from(list(Unit)), st.data())
def test_every_value_with_two_decimals_comes_back_as_typed(quantity: str, unit: Unit, data: Any) -> None:
    typed = data.draw(st.decimals("0.01", 400, places=2))
    scale = body.Scale(quantity, unit)
    assert scale.shown(scale.stored(typed)) == typed


def test_the_trend_is_the_mean_of_seven_days() -> None:
    days = [date(2026, 3, day) for day in (1, 2, 8, 9, 20)]
    values = [Decimal(number) for number in (80, 82, 84, 90, 70)]
    # The 8th: 1 March is seven days back and out, the 2nd is in. The 20th stands alone.
    assert body.moving_average(list(zip(days, values, strict=True))) == [80, 81, 83, 87, 70]


@steady
@given(st.lists(st.tuples(st.integers(0, 60), st.decimals(40, 150, places=1)), max_size=40))
def test_the_trend_is_what_a_naive_computation_says(history: list[tuple[int, Decimal]]) -> None:
    points = [(date(2026, 1, 1) + timedelta(days=day), value) for day, value in sorted(history, key=lambda x: x[0])]
    naive = []
    for place, (day, _value) in enumerate(points):
        near = [value for other, value in points[: place + 1] if (day - other).days < 7]
        naive.append(sum(near) / len(near))
    assert body.moving_average(points) == naive


def test_the_page_shows_values_changes_trend_and_what_it_did(
    owner: User, owner_client: Client, weight: Measure
) -> None:
    for days, value in ((40, "84"), (20, "83"), (0, "82.2")):
        make_measurement(owner, weight, value, measured_at=NOW - timedelta(days=days))
    answer = owner_client.get(BODY)
    assert [str(point.change) for point in answer.context["page"]] == ["-0.8000", "-1.0000", "None"]
    page = " ".join(answer.content.decode().split())
    assert "The trend is down by 1.8 kg in 40 days." in page
    assert "−0.8" in page
    assert answer.context["chart"].labels == ("2026-02-06", "2026-02-26", "2026-03-18")
    assert owner_client.get(BODY, {"period": "90"}).context["period"] == "90"
    assert owner_client.get(BODY, {"period": "nonsense"}).context["period"] == "365"


def test_without_values_the_page_says_what_to_do(owner_client: Client, weight: Measure) -> None:
    assert "No values yet" in text(owner_client)


def test_many_values_are_paged_and_cost_no_more_queries(owner: User, owner_client: Client, weight: Measure) -> None:
    def grow() -> None:
        for days in range(40):
            make_measurement(owner, weight, "80", measured_at=NOW - timedelta(days=days))

    make_measurement(owner, weight, "81", measured_at=NOW)
    assert_constant_queries(lambda: owner_client.get(BODY), grow=grow, at_most=7)
    assert len(owner_client.get(BODY, {"page": 2}).context["page"]) == 11


def test_the_oldest_value_of_a_page_differs_from_the_newest_of_the_next(owner: User, weight: Measure) -> None:
    for number in range(5):
        make_measurement(owner, weight, f"{80 + number * number}", measured_at=NOW - timedelta(days=5 - number))
    entries = body.Entries(Scope.of_user(owner), weight, 5)
    assert [entry.change for entry in entries[0:2]] == [7, 5]
    assert [entry.change for entry in entries[2:4]] == [3, 1]
    assert [entry.change for entry in entries[4:5]] == [None]


def test_what_was_measured_long_ago_is_still_the_last_value(owner: User, owner_client: Client, weight: Measure) -> None:
    make_measurement(owner, weight, "82.4", measured_at=NOW - timedelta(days=800))
    page = text(owner_client)
    assert "Last: 82.4 kg" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert 'value="82.4"' in page


def test_the_trend_in_a_period_is_the_trend_of_all_values(owner: User, weight: Measure) -> None:
    for number in range(12):
        make_measurement(owner, weight, f"{80 + number % 5}", measured_at=NOW - timedelta(days=3 * number + 70))
    scope = Scope.of_user(owner)
    days = body.points_of(scope, weight, "90")
    assert 0 < len(days) < 12
    assert days == body.points_of(scope, weight)[-len(days) :]


def test_a_value_is_changed_and_its_moment_keeps_its_seconds(
    owner: User, owner_client: Client, weight: Measure
) -> None:
    row = make_measurement(owner, weight, "82", measured_at=NOW)
    url = f"{BODY}values/{row.pk}/"
    form = {"value": "81.5", "date": "2026-03-18", "time": "06:30", "note": "dry", "revision": "1"}
    assert post(owner_client, url, form).url == BODY
    row.refresh_from_db()
    assert (row.value, row.measured_at, row.note, row.revision) == (Decimal("81.5"), NOW, "dry", 2)
    stale = owner_client.post(url, form | {"value": "99"})
    assert stale.status_code == 409
    assert b"changed somewhere else" in stale.content
    assert owner_client.post(url, form | {"value": "x", "revision": "2"}).status_code == 422


def test_a_deleted_value_comes_back(owner: User, owner_client: Client, weight: Measure) -> None:
    row = make_measurement(owner, weight, "82", measured_at=NOW)
    owner_client.post(f"{BODY}values/{row.pk}/delete/")
    assert not Measurement.objects.exists()
    assert post(owner_client, f"/sessions/undo/{Undo.objects.get().pk}/").url == BODY
    assert Measurement.objects.get().value == 82


def test_something_of_one_s_own_is_measured_and_deleted_with_undo(
    owner: User, owner_client: Client, weight: Measure
) -> None:
    made = post(owner_client, f"{BODY}measures/", {"name": " Wrist  left ", "quantity": "length"})
    wrist = Measure.objects.get(owner=owner)
    assert (made.url, wrist.name) == (f"{BODY}{wrist.pk}/", "Wrist left")
    log(owner_client, made.url, value="17.5")
    assert "Wrist left" in text(owner_client)
    again = owner_client.post(f"{BODY}measures/", {"name": "wrist LEFT", "quantity": "length"})
    assert again.status_code == 422
    assert "There is a measure called" in again.content.decode()
    assert owner_client.post(f"{BODY}measures/", {"name": "", "quantity": "length"}).status_code == 422
    assert post(owner_client, f"{BODY}measures/{wrist.pk}/edit/", {"name": " Wrist "}).url == f"{BODY}measures/"
    wrist.refresh_from_db()
    assert wrist.name == "Wrist"
    taken = owner_client.post(f"{BODY}measures/{wrist.pk}/edit/", {"name": "body WEIGHT"})
    assert taken.status_code == 422
    assert "There is a measure called" in taken.content.decode()
    assert owner_client.get(f"{BODY}measures/{weight.pk}/edit/").status_code == 404
    assert post(owner_client, f"{BODY}measures/{wrist.pk}/delete/").url == f"{BODY}measures/"
    assert not Measurement.objects.exists()
    owner_client.post(f"/sessions/undo/{Undo.objects.get().pk}/")
    assert Measurement.objects.get().value == Decimal("17.5")
    assert owner_client.post(f"{BODY}measures/{weight.pk}/delete/").status_code == 404


def test_the_file_holds_every_value_and_no_formula(owner: User, owner_client: Client, weight: Measure) -> None:
    make_measurement(owner, weight, "82", measured_at=NOW, note="=1+1")
    answer = owner_client.get(f"{BODY}{weight.pk}/history.csv")
    assert answer.headers["Content-Disposition"].endswith('"workouttracker-body-weight-2026-03-18.csv"')
    assert "no-store" in answer.headers["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["date", "time", "value", "unit", "trend", "note"],
        ["2026-03-18", "06:30", "82", "kg", "82", "'=1+1"],
    ]


def test_nobody_else_sees_it(owner: User, stranger_client: Client, anonymous_client: Client, weight: Measure) -> None:
    row = make_measurement(owner, weight, "82.7", measured_at=NOW)
    assert "82.7" not in text(stranger_client)
    for url in (f"{BODY}values/{row.pk}/", f"{BODY}values/{row.pk}/delete/"):
        assert stranger_client.post(url, {"value": "1"}).status_code == 404
    assert anonymous_client.get(BODY).status_code == 302
    visitor = Scope(owner=owner, areas=frozenset(Area) - {Area.PRIVATE}, share_id="x")
    assert body.points_of(visitor, weight) == []
    assert body.measure_choices(visitor) == []


def test_german_marks_go_in_and_come_out(owner: User, owner_client: Client, weight: Measure) -> None:
    owner.language = "de"
    owner.save(update_fields=["language"])
    log(owner_client, value="82,25")
    assert "82,25 kg" in text(owner_client)


def test_before_the_catalogue_is_loaded_something_of_one_s_own_can_be_measured(owner_client: Client) -> None:
    assert "Something of your own" in text(owner_client)
