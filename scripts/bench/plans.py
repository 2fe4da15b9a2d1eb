"""Whether any page reads a table whole that grows with use: every query of every page, planned again.

Tables of the log are full, so that PostgreSQL's own plan of them counts. Of all others there is little in this world,
and for little reading it whole is right: those are planned with that made as dear as can be, which shows whether an
index could be used at all.
"""

import argparse
import re
from collections.abc import Iterator
from typing import Any

import owner_pages
import reports
from lines import Line
from world import MEASURED

STAFF = "staff@example.org"
FULL = ("sessions_app_workoutsession", "sessions_app_workoutset", "sessions_app_rep", "sessions_app_measurement")
GROWING = (
    *("accounts_user", "accounts_loginhistory", "accounts_accesstoken", "accounts_idempotentanswer"),
    *("account_emailaddress", "usersessions_usersession", "mfa_authenticator", "django_session"),
    *("feedback_feedback", "feedback_reply", "feedback_change", "feedback_vote"),
    *("helpcenter_vote", "helpcenter_articleday", "helpcenter_searchdocument", "helpcenter_searchword"),
    *("jobs_job", "jobs_jobattempt", "sharing_sharetoken", "sharing_shareevent"),
    *("sessions_app_exercisefavourite", "sessions_app_exercisealias", "sessions_app_goal", "sessions_app_undo"),
    *("sessions_app_routine", "sessions_app_routineday", "sessions_app_routineexercise", "sessions_app_routinetarget"),
    *("portability_importbatch", "portability_importdraft", "portability_storedfile", "portability_filechunk"),
    *("portability_dataexport", "portability_exportschedule", "portability_columnmeaning", "portability_datadeletion"),
)
SCAN = re.compile(r"Seq Scan on (\w+)")


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """The athlete's and the staff's pages that read such a table whole, each counted once."""
    people = {
        "athletes": (MEASURED, {**owner_pages.main_pages(MEASURED), **owner_pages.other_pages(MEASURED)}),
        "staff": (_staff(), owner_pages.staff_pages(STAFF)),
    }
    for who, (email, pages) in people.items():
        found = {name: tables for name, path in pages.items() if (tables := _read_whole(email, path, options))}
        words = "; ".join(f"{name}: {', '.join(sorted(tables))}" for name, tables in found.items())
        what = f"of {len(pages)} pages of {who}, read a growing table whole"
        yield Line("plans", what, len(found), "pages", 0, note=words)


def _staff() -> str:
    from accounts.models import User

    if not User.objects.filter(email=STAFF).exists():
        User.objects.create_superuser(STAFF, "a password that nobody types")
    return STAFF


def _read_whole(email: str, path: str, options: argparse.Namespace) -> set[str]:
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = reports.client_of(email)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    asked = {row["sql"] for row in captured if row["sql"].startswith(("SELECT", "(SELECT", "WITH"))}
    with connection.cursor() as cursor:
        plain = () if options.quick else FULL  # of few rows reading all is right
        found = {table for sql in asked for table in _scanned(cursor, sql) if table in plain}
        cursor.execute("SET enable_seqscan = off")
        found |= {table for sql in asked for table in _scanned(cursor, sql) if table in GROWING}
        cursor.execute("RESET enable_seqscan")
    return found


def _scanned(cursor: Any, sql: str) -> list[str]:
    cursor.execute(f"EXPLAIN {sql}")
    return SCAN.findall("\n".join(row[0] for row in cursor.fetchall()))
