"""What the pages of the log are tried with."""

import pytest

from accounts.models import User
from sessions_app.models import ExerciseType, SetType, WorkoutSession
from tests.factories import make_exercise, make_session, make_set_type


@pytest.fixture
def bench(db: None) -> ExerciseType:
    return make_exercise("Bench Press")


@pytest.fixture
def working(db: None) -> SetType:
    return make_set_type("Working set", slug="working")


@pytest.fixture
def session(owner: User) -> WorkoutSession:
    return make_session(owner)
