"""manage.py delete_workouts and what it leaves: the account, and one record that it happened."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import User
from portability.models import DataDeletion
from portability.services.deletion import Deleted, workout_counts, workout_counts_kept
from sessions_app.models import Measurement
from sessions_app.services.catalogue import exercise_create
from sessions_app.services.sets import set_delete
from sharing.scope import Scope
from tests.factories import make_measure, make_measurement, make_session, make_set, make_user
from tests.portability.support import counts, run_import, written
from tests.safety.queries import queries
from tests.samples.trainai import generate

pytestmark = pytest.mark.usefixtures("catalogue")

KEPT = {
    "accounts.User", "account.EmailAddress", "portability.DataDeletion", "sessions_app.DataVersion", "jobs.Job",
    "usersessions.UserSession", "mfa.Authenticator", "admin.LogEntry",
}  # fmt: skip
"""Tables that may still name the athlete; a table that is not here must be empty of them."""


def test_everything_of_the_athlete_goes_and_nothing_of_others(owner: User, stranger: User, tmp_path: Path) -> None:
    path = written(tmp_path, generate(workouts=20, sets=200, reps=1500, exercises=30))
    run_import(path, owner)
    run_import(path, owner, "--duplicates", "replace")
    run_import(path, stranger)
    for user in (owner, stranger):
        make_measurement(user, make_measure(owner=user))
    out = StringIO()
    call_command("delete_workouts", "--user", owner.email, "--yes", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["sessions"], told["sets"], told["reps"]) == (20, 200, 1500)
    assert told["measurements"] == 1
    assert Measurement.objects.filter(owner=stranger).count() == 1
    assert counts(owner) == (0, 0, 0)
    assert counts(stranger) == (20, 200, 1500)
    assert [row for row in _rows_of(owner) if row not in KEPT] == []
    assert DataDeletion.objects.get(owner=owner).counts == told


def test_without_yes_nothing_happens(owner: User, tmp_path: Path) -> None:
    run_import(written(tmp_path, generate(workouts=2, sets=10, reps=50, exercises=5)), owner)
    with pytest.raises(CommandError, match="--yes"):
        call_command("delete_workouts", "--user", owner.email)
    assert counts(owner) == (2, 10, 50)


def test_a_failure_in_the_middle_leaves_everything(
    owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_import(written(tmp_path, generate(workouts=2, sets=10, reps=50, exercises=5)), owner)
    monkeypatch.setattr("portability.services.deletion._delete_moved_data", _fail)
    with pytest.raises(RuntimeError):
        call_command("delete_workouts", "--user", owner.email, "--yes")
    assert counts(owner) == (2, 10, 50)


def test_deleting_nothing_is_fine() -> None:
    user = make_user()
    out = StringIO()
    call_command("delete_workouts", "--user", user.email, "--yes", stdout=out)
    assert out.getvalue().startswith("0 sessions, 0 sets, 0 reps")


@pytest.mark.django_db(transaction=True)
def test_what_the_page_of_the_data_counts_follows_every_kind_of_row(owner: User) -> None:
    scope = Scope.of_user(owner)
    assert set(workout_counts_kept(scope).as_dict().values()) == {0}
    session = make_session(owner)
    made = make_set(session, number_reps=3)
    exercise_create(scope=scope, name="Sled march", kind="weight_reps", equipment="other")
    make_measurement(owner, make_measure(owner=owner))
    assert workout_counts_kept(scope) == Deleted(sessions=1, sets=1, reps=3, exercises=1, measurements=1)
    with queries() as asked:
        assert workout_counts_kept(scope) == workout_counts(scope)
    assert len(asked) == 1 + 3, "the version of the data, then what counting asks for"
    set_delete(scope=scope, workout_set=made)
    assert workout_counts_kept(scope) == Deleted(sessions=1, sets=0, reps=0, exercises=1, measurements=1)


def _fail(_owner: User) -> None:
    raise RuntimeError


def _rows_of(user: User) -> set[str]:
    """Labels of all tables that have a row of this user, by any foreign key to the user table."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User and model._base_manager.filter(**{field.name: user}).exists():
                found.add(model._meta.label)
    return found
