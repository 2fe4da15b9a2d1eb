"""Goals: for their owner alone, never part of a share."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from sessions_app.models import Goal
from sessions_app.services.goals import GoalValues, goal_create
from sharing.scope import Scope
from tests.safety.route import ATHLETES, MINE, AdminModel, Foreign, Route

GOAL = ("{goal}",)
FORM = {"count": "3", "due_date": "{next_year}"}

ROUTES = [
    Route("goal-list", get=ATHLETES),
    Route(
        "goal-new",
        get=ATHLETES,
        post=ATHLETES,
        foreign_get=(Foreign("exercise", "{their_own_exercise}", 404),),
        looks=("?exercise={own_exercise}", "?kind=sessions_week", "?kind=body_weight", "?kind=weight_reps"),
    ),
    Route("goal-edit", GOAL, get=MINE, post=MINE.then(302), data=FORM),
    Route("goal-delete", GOAL, post=MINE.then(302)),
]

ADMIN = {"sessions_app.goal": AdminModel("goal", add=False, change=False)}


def rows(user: User) -> dict[str, object]:
    """A goal of sessions a week."""
    today = timezone.localdate()
    values = GoalValues(kind=Goal.Kind.SESSIONS_WEEK, count=3, due_date=today + timedelta(days=90))
    goal = goal_create(scope=Scope.of_user(user), values=values, start_date=today)
    return {"goal": goal.pk, "next_year": (today + timedelta(days=200)).isoformat()}
