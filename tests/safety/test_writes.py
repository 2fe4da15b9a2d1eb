"""Rows are reached through a scope and written by services; the few exceptions say why."""

import pytest

from tests.safety.writes import ROOT, Finding, code_files, findings_in

IMPORTED = "what an import brings and its roll back takes away, in their transactions"
COUNTED = "numbers for operators; no row of it is shown"
EXCEPTIONS = {
    ("accounts/adapter.py", "user.save"): "allauth hands the user over half made; the service comes after it",
    ("accounts/cli.py", "User.objects"): "operators name an account by its address",
    ("accounts/demo.py", "User.objects"): "makes the demo athlete, for a command",
    ("accounts/demo.py", "EmailAddress.objects"): "makes the demo athlete, for a command",
    ("accounts/demo.py", "EmailAddress.objects.create"): "makes the demo athlete, for a command",
    ("accounts/groups.py", "apps.get_model('contenttypes', 'ContentType').objects"): "for migrations",
    ("accounts/groups.py", "apps.get_model('contenttypes', 'ContentType').objects.get_or_create"): "for migrations",
    ("accounts/groups.py", "apps.get_model('auth', 'Group').objects"): "for migrations",
    ("accounts/groups.py", "apps.get_model('auth', 'Group').objects.get_or_create"): "for migrations",
    ("accounts/groups.py", "apps.get_model('auth', 'Permission').objects"): "for migrations",
    ("accounts/groups.py", "permissions.get_or_create"): "for migrations",
    ("accounts/mfa.py", "Authenticator.objects"): "allauth's table; it counts the keys of the person it is given",
    ("jobs/dispatcher.py", "Job.objects"): "the dispatcher works for everybody",
    ("jobs/figures.py", "Job.objects"): "numbers for operators; no row of it is shown",
    ("jobs/history_filters.py", "User.objects"): "admins name accounts by a part of their address",
    ("jobs/snapshot.py", "Job.objects"): "whether another job of the same lane runs; no row of it is shown",
    ("portability/forms.py", "self.initial.update"): "a dictionary",
    ("portability/sections/gear.py", "Gear.objects"): IMPORTED,
    ("portability/sections/gear.py", "Gear.objects.get_or_create"): IMPORTED,
    ("portability/sections/gear.py", "Gear.objects.filter(owner=owner_id, pk__in=keys).delete"): IMPORTED,
    ("portability/sections/gear.py", "WarmUps.objects"): IMPORTED,
    ("portability/sections/gear.py", "WarmUps.objects.get_or_create"): IMPORTED,
    ("portability/sections/gear.py", "WarmUps.objects.filter(owner=owner_id, pk__in=keys).delete"): IMPORTED,
    ("portability/sections/plans.py", "Goal.objects"): IMPORTED,
    ("portability/sections/plans.py", "Goal.objects.create"): IMPORTED,
    ("portability/sections/plans.py", "Goal.objects.filter(owner=owner_id, pk__in=keys).delete"): IMPORTED,
    ("portability/sections/plans.py", "Routine.objects"): IMPORTED,
    ("portability/tasks.py", "ImportBatch.objects"): "a worker's job, bound to the job's owner in the same line",
    ("workouttracker/metrics.py", "ShareToken.objects"): COUNTED,
    ("workouttracker/metrics.py", "User.objects"): COUNTED,
    ("workouttracker/metrics.py", "WorkoutSession.objects"): COUNTED,
    ("workouttracker/metrics.py", "WorkoutSet.objects"): COUNTED,
}


def found() -> list[Finding]:
    return [each for path in code_files() for each in findings_in(str(path.relative_to(ROOT)), path.read_text())]


def test_rows_are_reached_and_written_where_they_may_be() -> None:
    wrong = [str(each) for each in found() if (each.path, each.what) not in EXCEPTIONS]
    assert wrong == []


def test_every_exception_is_still_needed() -> None:
    assert set(EXCEPTIONS) <= {(each.path, each.what) for each in found()}


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("WorkoutSession.objects.get(pk=1)", "WorkoutSession.objects"),
        ("rows = WorkoutSession.objects", "WorkoutSession.objects"),
        ("get_object_or_404(WorkoutSet.objects.all(), pk=1)", "WorkoutSet.objects"),
        ("WorkoutSet._default_manager.filter(pk=1)", "WorkoutSet._default_manager"),
        ("type(row).objects.first()", "type(row).objects"),
        ("row.save()", "row.save"),
        ("row.save(update_fields=['name'])", "row.save"),
        ("self.instance.save()", "self.instance.save"),
        ("row.delete()", "row.delete"),
        ("rows.visible_to(scope).update(name='x')", "rows.visible_to(scope).update"),
        ("rows.update(**changes)", "rows.update"),
        ("session.sets.create(position=1)", "session.sets.create"),
        ("session.sets.bulk_create(rows)", "session.sets.bulk_create"),
        ("rows.get_or_create(name='x')", "rows.get_or_create"),
    ],
)
def test_a_write_or_a_read_without_scope_is_found(code: str, what: str) -> None:
    assert [each.what for each in findings_in("sessions_app/views/bad.py", code)] == [what]


@pytest.mark.parametrize(
    "code",
    [
        "WorkoutSession.objects.visible_to(scope).filter(pk=1).first()",
        "WorkoutSession.objects.editable_by(scope).get(pk=1)",
        "Job.objects.owned_by(user).active()",
        "ExerciseType.objects.none()",
        "User.objects.normalize_email(address)",
        "super().save(*args, **kwargs)",
        "form.save()",
        "set_form.save()",
        "words.update({'a': 1})",
        "digest.update(b'x')",
        "cache.delete(key)",
    ],
)
def test_what_is_no_write_is_left_alone(code: str) -> None:
    assert findings_in("sessions_app/views/good.py", code) == []


@pytest.mark.parametrize(
    "path",
    [
        "sessions_app/querysets.py",
        "sessions_app/services/sets.py",
        "accounts/services/people.py",
        "accounts/managers.py",
        "sessions_app/admin.py",
        "sessions_app/admin/log.py",
        "sessions_app/migrations/0001_initial.py",
        "portability/management/commands/demo_data.py",
    ],
)
def test_where_writing_belongs_nothing_is_found(path: str) -> None:
    assert findings_in(path, "Row.objects.filter(pk=1).update(name='x')") == []


@pytest.mark.parametrize(
    "path", ["sessions_app/services_extra.py", "sessions_app/views/admin_page.py", "jobs/tasks.py"]
)
def test_a_name_that_only_looks_like_one_of_these_is_no_free_place(path: str) -> None:
    assert findings_in(path, "row.delete()") != []
