"""``check_sums`` finds every value that was broken behind the services' back, and puts it right."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from sessions_app.management.commands import check_sums
from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from sessions_app.services import check
from sessions_app.services.check import Difference, sums_check
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps, make_set_type, make_user
from tests.safety.queries import queries
from tests.sessions_app.looks import Heard, log_version, totals_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Any:
    return make_session(make_user())


@pytest.fixture
def row(session: Any) -> Any:
    """Three reps, two of them done: 100 kg and 90 kg."""
    return make_set_of_reps(session, [(100, True), (90, True), (95, False)])


def raw(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def run(*options: str) -> tuple[int, str]:
    """Exit code and output of the command."""
    out = StringIO()
    try:
        call_command("check_sums", *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def found(**options: Any) -> set[tuple[str, int, str, Any, Any]]:
    return {(d.table, d.id, d.column, d.stored, d.expected) for d in sums_check(**options)}


def test_what_the_services_wrote_is_right(session: Any, row: Any) -> None:
    make_set(session, exercise_type=make_exercise(kind="assisted"), set_type=make_set_type(is_warm_up=True))
    make_session(make_user(), kind=WorkoutSession.Kind.CALCULATION)
    assert found() == set()
    assert run() == (0, "All sums and keys are right.\n")


def test_an_empty_log_is_right() -> None:
    assert run("--json") == (0, '{"found": 0, "fixed": 0, "differences": []}\n')


BROKEN_SET = {
    "session_kind": ("calculation", "workout"),
    "local_date": (date(1999, 12, 31), date(2026, 3, 2)),
    "is_warm_up": (True, False),
    "top_weight": (Decimal(120), Decimal(100)),
    "top_weight_reps": (7, 1),
    "tonnage": (Decimal("0.0001"), Decimal(190)),
}
BROKEN_SESSION = {
    "local_date": (date(1999, 12, 31), date(2026, 3, 2)),
    "total_sets": (9, 1),
    "total_reps": (0, 3),
    "total_tonnage": (Decimal("189.9999"), Decimal(190)),
    "next_position": (1, 2),
}


@pytest.mark.parametrize("column", BROKEN_SET)
def test_a_broken_value_of_a_set_is_found_and_fixed(row: Any, column: Any) -> None:
    wrong, right = BROKEN_SET[column]
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET {column} = %s WHERE id = %s", wrong, row.pk)
    assert found() == {("set", row.pk, column, wrong, right)}
    assert found(fix=True) == {("set", row.pk, column, wrong, right)}
    assert getattr(WorkoutSet.objects.get(), column) == right
    assert found() == set()


@pytest.mark.parametrize("column", BROKEN_SESSION)
def test_a_broken_value_of_a_session_is_found_and_fixed(session: Any, row: Any, column: Any) -> None:
    wrong, right = BROKEN_SESSION[column]
    raw(f"UPDATE {WorkoutSession._meta.db_table} SET {column} = %s WHERE id = %s", wrong, session.pk)
    assert found() == {("session", session.pk, column, wrong, right)}
    assert run("--fix")[0] == 0
    assert getattr(WorkoutSession.objects.get(), column) == right
    assert found() == set()


def test_wrong_counts_of_reps_are_found_and_fixed_together(session: Any, row: Any) -> None:
    table = WorkoutSet._meta.db_table
    raw(f"UPDATE {table} SET number_reps = 9, reps_done = 4, reps_failed = 5 WHERE id = %s", row.pk)
    expected = {
        ("set", row.pk, "number_reps", 9, 3),
        ("set", row.pk, "reps_done", 4, 2),
        ("set", row.pk, "reps_failed", 5, 1),
    }
    assert found(fix=True) == expected
    assert found() == set()


def test_reps_that_were_changed_by_hand_are_summed_again(session: Any, row: Any) -> None:
    raw(f"DELETE FROM {Rep._meta.db_table} WHERE workout_set_id = %s AND number = 1", row.pk)
    assert {(each[0], each[2]) for each in found()} == {
        ("set", "number_reps"),
        ("set", "reps_done"),
        ("set", "top_weight"),
        ("set", "tonnage"),
        ("session", "total_reps"),
        ("session", "total_tonnage"),
    }
    run("--fix")
    assert totals_of(session) == (1, 2, 90)
    assert found() == set()


def test_a_set_with_another_athletes_key_is_found_in_both_logs_and_given_back(
    stranger: User, session: Any, row: Any
) -> None:
    make_session(stranger)
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET owner_id = %s WHERE id = %s", stranger.pk, row.pk)
    wrong = {("set", row.pk, "owner_id", stranger.pk, session.owner_id)}
    assert found(owner_id=session.owner_id) == wrong
    assert found(owner_id=stranger.pk) == wrong
    versions = log_version(session.owner), log_version(stranger)
    assert found(owner_id=stranger.pk, fix=True) == wrong
    assert WorkoutSet.objects.get().owner == session.owner
    assert log_version(session.owner) != versions[0]
    assert log_version(stranger) != versions[1], "their reports counted a set that isn't theirs"


def test_what_an_athlete_was_not_asked_about_is_left_alone(session: Any, row: Any) -> None:
    other = make_set(make_session(make_user()))
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET tonnage = 1")
    assert run("--user", session.owner.email.upper(), "--fix")[0] == 0
    assert found() == {("set", other.pk, "tonnage", Decimal(1), Decimal(500))}


def test_a_time_zone_that_is_no_more_does_not_stop_the_check(session: Any, row: Any) -> None:
    raw(f"UPDATE {WorkoutSession._meta.db_table} SET time_zone = 'Europe/Atlantis'")
    assert found() == set()


def test_a_check_without_fix_writes_nothing_and_exits_with_one(session: Any, row: Any) -> None:
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET tonnage = 1")
    version = log_version(session.owner)
    code, output = run()
    assert (code, WorkoutSet.objects.get().tonnage, log_version(session.owner)) == (1, Decimal(1), version)
    assert output == (
        f"set {row.pk} (session {session.pk}, owner {session.owner_id}): "
        "tonnage is 1.0000, should be 190.0000\n1 wrong, nothing fixed.\n"
    )


def test_a_fix_renews_the_version_of_those_it_fixed_and_of_nobody_else(
    session: Any, row: Any, django_capture_on_commit_callbacks: Any
) -> None:
    other = make_user()
    make_set(make_session(other))
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET tonnage = 1 WHERE id = %s", row.pk)
    versions = log_version(session.owner), log_version(other)
    with Heard() as heard, django_capture_on_commit_callbacks(execute=True):
        code, output = run("--fix", "--json")
    assert (code, json.loads(output)["found"], json.loads(output)["fixed"]) == (0, 1, 1)
    assert log_version(session.owner) != versions[0]
    assert log_version(other) == versions[1]
    assert heard.news == [(session.owner_id, "sums_fix", (session.pk,))]


def test_a_fix_counts_no_revision_up(session: Any, row: Any) -> None:
    before = WorkoutSession.objects.get().revision, WorkoutSet.objects.get().revision
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET tonnage = 1")
    run("--fix")
    assert (WorkoutSession.objects.get().revision, WorkoutSet.objects.get().revision) == before


def test_json_says_what_was_found_as_plain_values(session: Any, row: Any) -> None:
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET is_warm_up = %s, local_date = '1999-12-31'", True)
    code, output = run("--json")
    assert code == 1
    same = {"table": "set", "id": row.pk, "session_id": session.pk, "owner_id": session.owner_id}
    assert json.loads(output) == {
        "found": 2,
        "fixed": 0,
        "differences": [
            {**same, "column": "local_date", "stored": "1999-12-31", "expected": "2026-03-02"},
            {**same, "column": "is_warm_up", "stored": True, "expected": False},
        ],
    }


def test_an_unknown_user_is_an_error() -> None:
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        call_command("check_sums", "--user", "nobody@example.org")


def test_a_long_list_is_cut_but_counted_and_fixed(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_sums, "MOST_LISTED", 2)
    for _ in range(3):
        make_set(session)
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET tonnage = 1")
    code, output = run()
    assert (code, len(output.splitlines())) == (1, 3)
    assert output.endswith("3 wrong, nothing fixed. The first 2 are listed.\n")
    assert json.loads(run("--fix", "--json")[1])["fixed"] == 3
    assert found() == set()


@pytest.mark.parametrize(("sessions_at_once", "sets_at_once"), [(1, 1), (2, 3), (3, 2)])
def test_chunks_of_any_size_find_and_fix_the_same(
    monkeypatch: pytest.MonkeyPatch, sessions_at_once: int, sets_at_once: int
) -> None:
    monkeypatch.setattr(check, "SESSIONS_AT_ONCE", sessions_at_once)
    monkeypatch.setattr(check, "SETS_AT_ONCE", sets_at_once)
    monkeypatch.setattr(check, "ROWS_PER_UPDATE", 2)
    for owner in (make_user(), make_user()):
        for sets in (0, 1, 4):
            session = make_session(owner)
            for _ in range(sets):
                make_set(session)
    raw(f"UPDATE {WorkoutSet._meta.db_table} SET tonnage = 1, top_weight = 3")
    raw(f"UPDATE {WorkoutSession._meta.db_table} SET total_sets = 77")
    assert len(found()) == 10 * 2 + 6
    assert len(found(fix=True)) == 10 * 2 + 6
    assert found() == set()


def test_a_writer_between_two_looks_is_no_difference(session: Any, row: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look may see half of somebody's write; the second, with the session locked, decides."""
    looks = []
    look = check._differences

    def first_look_is_torn(ids: Any) -> Any:
        looks.append(ids)
        if len(looks) == 1:
            yield Difference("session", session.pk, session.pk, session.owner_id, "total_sets", 0, 1)
        yield from look(ids)

    monkeypatch.setattr(check, "_differences", first_look_is_torn)
    version = log_version(session.owner)
    assert list(sums_check(fix=True)) == []
    assert (len(looks), log_version(session.owner)) == (2, version)


def test_the_number_of_queries_does_not_grow_with_sets(session: Any) -> None:
    for _ in range(3):
        make_set(session)
    with queries() as few:
        assert found() == set()
    for _ in range(30):
        make_set(session)
    with queries() as many:
        assert found() == set()
    assert len(many) == len(few)


def test_never_more_than_a_chunk_is_held_however_long_the_log_is(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session larger than a chunk of sets is read in parts, too."""
    monkeypatch.setattr(check, "SESSIONS_AT_ONCE", 3)
    monkeypatch.setattr(check, "SETS_AT_ONCE", 4)
    for sets in (9, 0, 1, 2, 5, 0, 0, 1):
        session = make_session(owner)
        for _ in range(sets):
            make_set(session)
    held: dict[str, list[int]] = {"_differences": [], "_reps": []}

    def watched(name: Any) -> Any:
        real = getattr(check, name)

        def watch(ids: Any) -> Any:
            held[name].append(len(ids))
            return real(ids)

        return watch

    for name in held:
        monkeypatch.setattr(check, name, watched(name))
    assert found() == set()
    assert held == {"_differences": [3, 3, 2], "_reps": [4, 4, 2, 4, 3, 1]}
