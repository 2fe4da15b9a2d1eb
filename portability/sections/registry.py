"""Every section of own JSON, by the name of its list. To add one: its model in ``formats.schema``, its line here."""

from portability.sections import feedback, gear, names, plans
from portability.sections.section import Incoming, Section
from sessions_app.models import DataVersion

PLANS = DataVersion.Area.GOALS
SECTIONS: dict[str, Section] = {
    "mappings": Section(names.mappings_write),
    "measures": Section(names.measures_write),
    "gear": Section(gear.gear_write, Incoming(gear.gear_missing, gear.gear_bring, gear.gear_remove)),
    "warm_ups": Section(
        gear.warm_ups_write, Incoming(gear.warm_ups_missing, gear.warm_ups_bring, gear.warm_ups_remove)
    ),
    "routines": Section(
        plans.routines_out, Incoming(plans.routines_missing, plans.routines_bring, plans.routines_away, PLANS)
    ),
    "feedback": Section(feedback.feedback_write),
    "goals": Section(plans.goals_out, Incoming(plans.goals_missing, plans.goals_bring, plans.goals_away, PLANS)),
}
"""In the order in which they come back: what others name comes first."""
