"""How often and when: sessions per week, weeks in a row, time of day. Read from sessions, not from sets."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from sessions_app import display
from sessions_app.reports.card import Card, Chart, Column, Figure, Row, Series, Shape, Table, iso_days, tenths
from sessions_app.reports.period import week_number, week_of_number
from sessions_app.reports.source import Source

HOURS = 24
LEAST_RUN = 2
"""So many weeks in a row are worth a word."""


@dataclass(frozen=True, slots=True)
class TrainingWeek:
    """A week by its first day, and its number of sessions."""

    start: date
    sessions: int


@dataclass(frozen=True, slots=True)
class Frequency:
    """Sessions of the period by week, weekday (0 is Monday) and hour; streaks in weeks, of all time."""

    weeks: tuple[TrainingWeek, ...]
    weekdays: tuple[int, ...]
    hours: tuple[int, ...]
    days: int
    sessions: int
    streak: int
    longest_streak: int


def frequency(source: Source) -> Frequency:
    """The workouts that have a set, of the period; streaks over all of them."""
    ask = source.ask
    rows = source.starts
    inside = [(day, hour) for day, hour in rows if ask.period.holds(day)]
    by_hour = Counter(hour for _day, hour in inside if hour is not None)
    by_weekday = Counter(day.weekday() for day, _hour in inside)
    streak, longest = streaks((day for day, _hour in rows), ask.today, ask.first_weekday)
    return Frequency(
        weeks=_weeks((day for day, _hour in inside), ask.first_weekday),
        weekdays=tuple(by_weekday[number] for number in range(7)),
        hours=tuple(by_hour[number] for number in range(HOURS)),
        days=len({day for day, _hour in inside}),
        sessions=len(inside),
        streak=streak,
        longest_streak=longest,
    )


def streaks(days: Iterable[date], today: date, first_weekday: int) -> tuple[int, int]:
    """Weeks in a row with a training day: the present run and the longest.

    The present week may still be without one: the run then counts up to the week before.
    """
    weeks = sorted({week_number(day, first_weekday) for day in days if day <= today})
    longest = run = previous = 0
    for week in weeks:
        run = run + 1 if week == previous + 1 else 1
        longest, previous = max(longest, run), week
    alive = previous >= week_number(today, first_weekday) - 1
    return (run if alive else 0), longest


def _weeks(days: Iterable[date], first_weekday: int) -> tuple[TrainingWeek, ...]:
    counts = Counter(week_number(day, first_weekday) for day in days)
    numbers = range(min(counts), max(counts) + 1) if counts else ()
    return tuple(TrainingWeek(week_of_number(number, first_weekday), counts[number]) for number in numbers)


def frequency_card(found: Frequency, source: Source) -> Card:
    return Card(
        key="frequency",
        title=_("Training frequency"),
        insight=_rhythm(found),
        figures=(
            Figure(npgettext("workouts", "Session", "Sessions", found.sessions), found.sessions),
            Figure(ngettext("Training day", "Training days", found.days), found.days),
            Figure(ngettext("Week in a row", "Weeks in a row", found.streak), found.streak),
            Figure(_("Longest run"), found.longest_streak),
        ),
        chart=Chart(
            "bar",
            iso_days(week.start for week in found.weeks),
            (Series(pgettext("workouts", "Sessions"), tuple(week.sessions for week in found.weeks), "2"),),
            dates=True,
        ),
        table=Table(
            (Column(_("Week of"), Shape.DAY), Column(pgettext("workouts", "Sessions"))),
            tuple(Row((week.start, week.sessions)) for week in reversed(found.weeks)),
        ),
        meaning=(
            _("Workouts with at least one set. Empty ones and saved calculations are left out."),
            _(
                "Weeks in a row look at all time: every week with a workout counts, and this week breaks nothing as "
                "long as it isn't over."
            ),
        ),
        empty=_("No workout in this period."),
    )


def _rhythm(found: Frequency) -> str:
    if not found.weeks:
        return ""
    mean = tenths(Decimal(found.sessions) / len(found.weeks))
    number = 1 if mean == 1 else 2
    runs = ngettext("%(count)s week in a row", "%(count)s weeks in a row", found.streak)
    shown = display.number(mean) if mean else f"<\N{NO-BREAK SPACE}{display.number(Decimal('0.1'))}"
    words = {"mean": shown, "streak": runs % {"count": display.number(found.streak)}}
    if found.streak < LEAST_RUN:
        text = ngettext("%(mean)s session a week on average.", "%(mean)s sessions a week on average.", number)
    else:
        text = ngettext(
            "%(mean)s session a week on average, %(streak)s.",
            "%(mean)s sessions a week on average, %(streak)s.",
            number,
        )
    return text % words


def hours_card(found: Frequency, source: Source) -> Card:
    busiest, timed = max(range(HOURS), key=lambda hour: found.hours[hour]), sum(found.hours)
    names = tuple(f"{hour:02}:00" for hour in range(HOURS))
    kept = [hour for hour in range(HOURS) if found.hours[hour]]
    shown = range(kept[0], kept[-1] + 1) if kept else range(0)
    words = {
        "from": names[busiest],
        "to": names[(busiest + 1) % HOURS],
        "count": display.number(found.hours[busiest]),
        "all": display.number(timed),
    }
    return Card(
        key="hours",
        title=_("Time of day"),
        insight=_("Busiest hour: %(from)s to %(to)s, %(count)s of %(all)s sessions.") % words if timed else "",
        chart=Chart(
            "bar",
            tuple(names[hour] for hour in shown),
            (Series(pgettext("workouts", "Sessions"), tuple(found.hours[hour] for hour in shown), "4"),),
        ),
        table=Table(
            (Column(_("Start"), Shape.TEXT), Column(pgettext("workouts", "Sessions"))),
            tuple(Row((names[hour], found.hours[hour])) for hour in shown),
        ),
        meaning=(
            _(
                "When workouts with at least one set started, by the clock where you were. Saved calculations are "
                "left out, and workouts out of files that know days only."
            ),
        ),
        empty=_("These workouts have no time of day.") if found.sessions else _("No workout in this period."),
    )
