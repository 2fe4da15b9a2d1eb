"""What athletes may say about sessions, sets and reps, and how it is read."""

from sessions_app.forms.catalogue import ExerciseForm
from sessions_app.forms.filters import SessionFilterForm
from sessions_app.forms.reps import RepsForm
from sessions_app.forms.sessions import SessionForm
from sessions_app.forms.sets import SetForm

__all__ = ["ExerciseForm", "RepsForm", "SessionFilterForm", "SessionForm", "SetForm"]
