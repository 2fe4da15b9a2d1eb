"""What was trained lately: the last 30 days, whatever the period."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sessions_app import display
from sessions_app.reports.card import Card, Chart, Column, Row, Series, Shape, Table
from sessions_app.reports.source import Source

DAYS = 30
TOP = 10


@dataclass(frozen=True, slots=True)
class RecentExercise:
    """An exercise done in the last 30 days."""

    exercise_id: int
    sessions: int
    sets: int
    reps: int
    last: date


def recent(source: Source) -> tuple[RecentExercise, ...]:
    """The exercises of the last 30 days, today included; the latest first."""
    today = source.ask.today
    rows = source.all_sets.filter(local_date__gt=today - timedelta(days=DAYS), local_date__lte=today)
    columns = ("exercise_type", "sessions", "sets", "done", "last")
    found = rows.values("exercise_type").annotate(
        sessions=Count("session", distinct=True), sets=Count("*"), done=Sum("reps_done"), last=Max("local_date")
    )
    exercises = (RecentExercise(*row) for row in found.values_list(*columns))
    return tuple(sorted(exercises, key=lambda row: (-row.last.toordinal(), -row.sets, row.exercise_id)))


def recent_card(found: tuple[RecentExercise, ...], source: Source) -> Card:
    most = sorted(found, key=lambda row: (-row.sets, row.exercise_id))[:TOP]
    names = {row.exercise_id: source.fact(row.exercise_id).name for row in found}
    insight = ngettext(
        "%(count)s exercise in the last 30 days.", "%(count)s different exercises in the last 30 days.", len(found)
    ) % {"count": display.number(len(found))}
    columns = (
        Column(_("Exercise"), Shape.TEXT),
        Column(_("Last time"), Shape.DAY),
        Column(pgettext("workouts", "Sessions")),
        Column(_("Sets")),
        Column(_("Successful reps")),
    )
    return Card(
        key="recent",
        title=_("Recent exercises"),
        insight=insight if found else "",
        chart=Chart(
            "bar",
            tuple(names[row.exercise_id] for row in most),
            (Series(_("Sets"), tuple(row.sets for row in most), "5"),),
            horizontal=True,
        ),
        table=Table(
            columns,
            tuple(
                Row(
                    (names[row.exercise_id], row.last, row.sessions, row.sets, row.reps),
                    ("exercise-detail", row.exercise_id),
                )
                for row in found
            ),
        ),
        meaning=(
            _("Always the last 30 days, today included, whatever the period above. Warm-ups count."),
            _("Saved calculations are left out."),
        ),
        empty=_("Nothing was logged in the last 30 days."),
    )
