"""What the clean-up tools do to a log, for ``test_freshness.py``."""

from datetime import timedelta
from typing import Any

from portability.services.clean_up.chosen import Chosen
from portability.services.clean_up.dates import Shift, dates_shift
from portability.services.clean_up.merging import exercises_unite
from portability.services.clean_up.names import Named, Renaming, names_replace
from portability.services.clean_up.repeats import Decision, What, repeats_find, repeats_settle
from portability.services.clean_up.units import Mistake, units_convert
from tests.factories import make_session, make_set


def convert(log: Any) -> None:
    units_convert(scope=log.scope, chosen=Chosen(), mistake=Mistake.LB_AS_KG)


def shift(log: Any) -> None:
    dates_shift(scope=log.scope, chosen=Chosen(), shift=Shift(timedelta(days=-7)))


def rename(log: Any) -> None:
    names_replace(scope=log.scope, named=Named.EXERCISES, renaming=Renaming("My own", "Renamed"), chosen=Chosen())


def unite(log: Any) -> None:
    exercises_unite(scope=log.scope, sources=[log.squat], target=log.bench)


def twice(log: Any) -> None:
    """The session once more."""
    again = make_session(log.owner)
    for exercise in (log.bench, log.squat):
        make_set(again, exercise_type=exercise, set_type=log.working)


def settle(log: Any) -> None:
    (group,) = repeats_find(scope=log.scope)
    repeats_settle(scope=log.scope, decisions={group.key: Decision(What.REMOVE, group.twins[0].id)})
