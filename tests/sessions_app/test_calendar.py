"""The history as a month and as a year: days as the athlete lived them, shades, streaks, links."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from sessions_app import calendar
from sessions_app.models import WorkoutSession
from sharing.scope import Area, Scope
from tests.factories import make_session, make_set
from tests.safety.queries import assert_constant_queries
from tests.sessions_app.pages import HTMX

MONTH, YEAR = "/sessions/calendar/", "/sessions/year/"
NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
"""A Wednesday."""


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon of 18 March 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def on(owner: User, day: str, *, sets: int = 0, name: str = "Push", **fields: Any) -> WorkoutSession:
    """A session at noon of ``day``."""
    start = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    session = make_session(owner, name, started_at=start, **fields)
    for _set in range(sets):
        make_set(session, number_reps=5, weight=Decimal(100))
    return session


def text(client: Client, url: str, **query: Any) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def trained(client: Client, **query: Any) -> dict[str, int]:
    """The days of the calendar with training, and their sets."""
    month = client.get(MONTH, query).context["month"]
    return {str(cell.day): cell.sets for week in month.weeks for cell in week if cell.rows}


def test_the_month_shows_what_was_done_on_which_day(owner: User, owner_client: Client) -> None:
    on(owner, "2026-03-02", sets=3)
    on(owner, "2026-03-02", sets=1, name="Evening")
    on(owner, "2026-03-31", sets=2)
    on(owner, "2026-04-01", sets=4)
    assert trained(owner_client) == {"2026-03-02": 4, "2026-03-31": 2, "2026-04-01": 4}
    month = owner_client.get(MONTH).context["month"]
    totals = month.totals
    assert (totals.sessions, totals.days, totals.sets, totals.reps, totals.tonnage) == (3, 2, 6, 30, 3000)
    assert [row.day for row in month.rows] == [date(2026, 3, 31), date(2026, 3, 2), date(2026, 3, 2)]


def test_a_day_leads_to_its_session_and_a_full_one_to_the_list_of_that_day(owner: User, owner_client: Client) -> None:
    alone = on(owner, "2026-03-03")
    on(owner, "2026-03-05")
    on(owner, "2026-03-05")
    page = text(owner_client, MONTH)
    assert f'class="calendar__day calendar__day--trained" href="/sessions/{alone.pk}/"' in page
    link = "/sessions/?date_from=2026-03-05&amp;date_to=2026-03-05"
    assert link in page
    listed = owner_client.get(link.replace("&amp;", "&")).context["rows"]
    assert {row.day for row in listed} == {date(2026, 3, 5)}
    assert len(listed) == 2


@pytest.mark.parametrize(
    ("weekday", "first", "heads"),
    [(0, "2026-02-23", "Mon"), (5, "2026-02-28", "Sat"), (6, "2026-03-01", "Sun")],
)
def test_the_week_begins_when_the_athlete_wants(
    owner: User, owner_client: Client, weekday: int, first: str, heads: str
) -> None:
    owner.first_weekday = weekday
    owner.save(update_fields=["first_weekday"])
    answer = owner_client.get(MONTH)
    weeks = answer.context["month"].weeks
    assert str(weeks[0][0].day) == first
    assert all(len(week) == 7 for week in weeks)
    assert answer.content.decode().split("</abbr>")[0].endswith(heads)


def test_today_is_marked_and_is_the_athlete_s(owner: User, owner_client: Client, monkeypatch: Any) -> None:
    owner.time_zone = "Pacific/Auckland"
    owner.save(update_fields=["time_zone"])
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 31, 20, tzinfo=UTC))
    month = owner_client.get(MONTH).context["month"]
    assert month.first == date(2026, 4, 1)
    assert [cell.day for week in month.weeks for cell in week if cell.is_today] == [date(2026, 4, 1)]


def test_a_day_stays_the_one_it_was_where_it_was_done(owner: User, owner_client: Client) -> None:
    late = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    make_session(owner, "In Tokyo", started_at=late, time_zone="Asia/Tokyo")
    assert trained(owner_client) == {"2026-03-03": 0}


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "0001-01", "9999-12", "nonsense", "", "2026-3", "١٢٣٤-٠١"])
def test_a_month_that_is_none_shows_the_present_one(owner_client: Client, month: str) -> None:
    assert owner_client.get(MONTH, {"month": month}).context["month"].first == date(2026, 3, 1)


def test_the_neighbours_are_one_month_away_until_the_calendar_ends(owner_client: Client) -> None:
    page = text(owner_client, MONTH, month="2025-12")
    assert 'rel="prev" href="?month=2025-11"' in page
    assert 'rel="next" href="?month=2026-01"' in page
    assert "This month" in page
    assert 'rel="next"' not in text(owner_client, MONTH, month="2100-12")
    assert 'rel="prev"' not in text(owner_client, MONTH, month="1970-01")


def test_calculations_and_strangers_are_not_in_the_calendar(owner: User, stranger: User, owner_client: Client) -> None:
    on(owner, "2026-03-03", kind=WorkoutSession.Kind.CALCULATION)
    on(stranger, "2026-03-04", sets=1)
    assert trained(owner_client) == {}
    assert "No workout in this month." in text(owner_client, MONTH)
    assert "Nothing in this period" in text(owner_client, YEAR)


def test_the_year_is_the_last_twelve_months_or_the_one_asked_for(owner: User, owner_client: Client) -> None:
    on(owner, "2025-03-31", sets=1)
    on(owner, "2025-04-01", sets=2)
    on(owner, "2026-03-18", sets=4)
    now = owner_client.get(YEAR).context
    assert (now["first"], now["last"]) == (date(2025, 4, 1), date(2026, 3, 18))
    assert (now["heat"].totals.sets, now["heat"].totals.sessions) == (6, 2)
    assert [year for year, _shown in now["years"]] == [2026, 2025]
    last = owner_client.get(YEAR, {"year": "2025"}).context["heat"]
    assert last.totals.sets == 3
    assert [month.totals.sets for month in last.months] == [0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0]


def test_every_day_of_the_year_stands_once_in_its_weekday_s_row(owner_client: Client, owner: User) -> None:
    on(owner, "2024-02-29", sets=1)
    heat = owner_client.get(YEAR, {"year": "2024"}).context["heat"]
    inside = [cell.day for row in heat.rows for cell in row if cell.level is not None]
    assert sorted(inside) == [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    assert all({cell.day.weekday() for cell in row} == {number} for number, row in enumerate(heat.rows))
    assert sum(month.columns for month in heat.months) == len(heat.rows[0])
    page = text(owner_client, YEAR, year="2024")
    assert "29 Feb 2024: 1 set" in page


def test_the_shades_are_quarters_of_the_days_and_the_legend_says_which(owner: User, owner_client: Client) -> None:
    for day, sets in enumerate((10, 12, 14, 16, 18, 20, 22, 24), start=1):
        on(owner, f"2026-03-{day:02}", sets=sets)
    heat = owner_client.get(YEAR).context["heat"]
    levels = {cell.totals.sets: cell.level for row in heat.rows for cell in row if cell.level}
    assert levels == {10: 1, 12: 1, 14: 2, 16: 2, 18: 3, 20: 3, 22: 4, 24: 4}
    assert heat.legend == [(1, 10, 12), (2, 13, 16), (3, 17, 20), (4, 21, 24)]
    assert "13–16 sets" in text(owner_client, YEAR)


def test_days_that_are_all_alike_have_one_shade(owner: User) -> None:
    for day in range(1, 6):
        on(owner, f"2026-03-{day:02}", sets=2)
    heat = calendar.heat_map(Scope.of_user(owner), date(2026, 3, 1), date(2026, 3, 31))
    assert heat.legend == [(1, 2, 2)]


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=60))
def test_bounds_rise_and_no_shade_holds_more_than_it_should(sets: list[int]) -> None:
    bounds = calendar.level_bounds(sets)
    assert list(bounds) == sorted(bounds)
    assert sum(number <= bounds[0] for number in sets) >= len(sets) / 4
    assert sum(number > bounds[2] for number in sets) <= len(sets) / 4


def test_a_year_with_nothing_leads_to_the_last_one_with_something(owner: User, owner_client: Client) -> None:
    assert "Start a session" in owner_client.get("/sessions/year/").content.decode()
    make_session(owner, started_at=datetime(2024, 1, 8, 12, tzinfo=UTC))
    year = 2024
    text = owner_client.get("/sessions/year/").content.decode()
    assert f'href="/sessions/year/?year={year}"' in text
    assert f"Show {year}" in text


@pytest.mark.parametrize("year", ["1969", "2101", "26", "abcd", "２０２５"])
def test_a_year_that_is_none_shows_the_last_twelve_months(owner_client: Client, year: str) -> None:
    assert owner_client.get(YEAR, {"year": year}).context["year"] is None


@pytest.mark.parametrize(
    ("days", "weeks"),
    [
        ([], 0),
        (["2026-03-18"], 1),
        (["2026-03-16", "2026-03-15"], 2),
        (["2026-03-09", "2026-03-08"], 2),
        (["2026-03-01"], 0),
        (["2026-03-18", "2026-03-10", "2026-03-10", "2026-02-25"], 2),
        (["2026-03-25"], 0),
    ],
)
def test_weeks_in_a_row_count_up_to_this_one_or_the_last(owner: User, days: list[str], weeks: int) -> None:
    for day in days:
        on(owner, day, sets=1)
    assert calendar.weeks_in_a_row(Scope.of_user(owner)) == weeks


def test_neither_empty_sessions_nor_calculations_make_a_streak(owner: User) -> None:
    on(owner, "2026-03-18")
    on(owner, "2026-03-17", sets=1, kind=WorkoutSession.Kind.CALCULATION)
    assert calendar.weeks_in_a_row(Scope.of_user(owner)) == 0


@pytest.mark.parametrize("url", [MONTH, YEAR])
def test_a_long_history_costs_no_more_queries(owner: User, owner_client: Client, url: str) -> None:
    on(owner, "2026-03-01", sets=1)

    def grow() -> None:
        for day in range(2, 12):
            on(owner, f"2026-03-{day:02}", sets=1)
            on(owner, f"2025-07-{day:02}", sets=1)

    assert_constant_queries(lambda: owner_client.get(url), grow=grow, at_most=6)


@pytest.mark.parametrize("url", [MONTH, YEAR])
def test_another_period_is_sent_as_a_part(owner_client: Client, url: str) -> None:
    answer = owner_client.get(url, headers=HTMX)
    assert b"<html" not in answer.content
    assert "HX-Request" in answer.headers["Vary"]


def test_a_visitor_with_one_session_sees_only_that_one(owner: User) -> None:
    shared = on(owner, "2026-03-03", sets=1)
    on(owner, "2026-03-04", sets=1)
    scope = Scope(owner=owner, areas=frozenset({Area.SESSIONS}), only_session=shared.pk, share_id="x")
    assert [row.id for row in calendar.month_of(scope, date(2026, 3, 1)).rows] == [shared.pk]
    assert calendar.heat_map(scope, date(2026, 1, 1), date(2026, 12, 31)).totals.sessions == 1
    closed = Scope(owner=owner, areas=frozenset({Area.CALCULATOR}), share_id="x")
    assert calendar.month_of(closed, date(2026, 3, 1)).rows == ()


def test_the_history_leads_from_list_to_calendar_to_year(owner_client: Client) -> None:
    for url in ("/sessions/", MONTH, YEAR):
        page = text(owner_client, url)
        for address in ("/sessions/", MONTH, YEAR):
            assert f'class="segment" href="{address}"' in page


def test_the_address_takes_no_other_verb(owner_client: Client) -> None:
    assert owner_client.post(MONTH).status_code == 405
    assert owner_client.post(YEAR).status_code == 405
