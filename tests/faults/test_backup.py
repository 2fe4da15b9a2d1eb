"""Backup and restore: every table comes back as it was, and what can't be done leaves nothing behind."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from accounts.models import User
from accounts.services import users_delete
from tests.factories import make_user
from tests.faults.support import assert_complete, athlete, begin, sample, settled
from tests.safety.test_deletion import WITHOUT_ROWS, more_rows, owned_models
from tests.safety.world import world_of

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from lib.servers import _postgres_tools

ROOT = Path(__file__).resolve().parents[2]
MIDDLE = 4_000


def run_script(
    name: str, *words: object, database: str, in_psqls_words: bool = False
) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PATH": f"{_postgres_tools()}:{os.environ['PATH']}", "DATABASE_URL": database}
    if in_psqls_words:  # as in docker-compose.yml
        url = urlsplit(environment.pop("DATABASE_URL"))
        found = {"PGHOST": url.hostname, "PGPORT": url.port, "PGUSER": url.username, "PGDATABASE": url.path[1:]}
        environment |= {key: str(value) for key, value in found.items()}
    command = [str(ROOT / "scripts" / name), *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def rows_and_sums(url: str) -> dict[str, Any]:
    """Rows and a digest of each table, asked of the database itself and not by the scripts' own figures."""
    with psycopg.connect(url) as link:
        link.execute("SET TimeZone = 'UTC'")
        tables = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        ask = "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"
        return {name: link.execute(sql.SQL(ask).format(sql.Identifier(name))).fetchone() for (name,) in tables}


def made_anew(source: str) -> str:
    """An empty database beside ``source``; its URL."""
    server = source.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS wt_restored WITH (FORCE)")
        link.execute("CREATE DATABASE wt_restored")
    return f"{server}/wt_restored"


@pytest.fixture
def everything(stack: Any) -> Iterator[list[User]]:
    """Two people with a row in every table that can hold some, and an import."""
    under_way = begin(athlete(), sample(MIDDLE))
    assert_complete(under_way, settled(under_way.job_id))
    for name in stack.WORK:
        stack.stop(name)  # nobody does the jobs that are among the rows
    people = [make_user(email=f"{name.lower()}@example.org", name=name) for name in ("Bruno", "Berta")]
    for person in people:
        more_rows(person)
    world_of(*people)
    yield people
    users_delete(users=people)


def test_a_backup_comes_back_into_an_empty_database_row_for_row(
    stack: Any, everything: list[User], tmp_path: Path
) -> None:
    source = stack.environment["DATABASE_URL"]
    there = rows_and_sums(source)
    tables = {model._meta.db_table for model in owned_models() if model._meta.label not in WITHOUT_ROWS}
    assert [name for name in sorted(tables) if there[name][0] < 1] == [], "nothing of these tables is tried"
    empty = made_anew(source)
    done = run_script("backup.sh", "--to", tmp_path, "--keep", "2", database=source, in_psqls_words=True)
    assert done.returncode == 0, done.stderr
    [dump] = tmp_path.glob("*.dump")
    assert (dump.stat().st_mode & 0o077) == 0
    done = run_script("restore.sh", dump, "--dry-run", database=empty)
    assert (done.returncode, done.stdout[:11]) == (0, "would bring"), done.stderr
    done = run_script("restore.sh", dump, database=empty, in_psqls_words=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "brought back and compared" in done.stdout
    assert rows_and_sums(empty) == there
    again = run_script("restore.sh", dump, database=empty)
    assert again.returncode == 1
    assert "is not empty, so nothing was done" in again.stderr
    _the_product_works_with_it(stack, empty)
    _what_differs_is_named(dump, made_anew(source))


def _the_product_works_with_it(stack: Any, url: str) -> None:
    """This release's tables are there, sums are right, and new rows find numbers that are free."""
    environment = {**stack.environment, "DATABASE_URL": url, "ADMIN_PASSWORD": "a-long-password-of-a-test"}
    for words in (["migrate", "--check"], ["check_sums"], ["create_admin", "--email", "restored@example.org"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"


def _what_differs_is_named(dump: Path, empty: str) -> None:
    figures = dump.with_suffix(".figures")
    lines = figures.read_text().splitlines()
    figures.write_text(
        "\n".join("accounts_user 99 1" if line.startswith("accounts_user ") else line for line in lines) + "\n"
    )
    done = run_script("restore.sh", dump, database=empty)
    assert done.returncode == 3
    assert "< accounts_user 99 1" in done.stdout


@pytest.mark.parametrize(
    ("script", "words", "database", "code", "said"),
    [
        ("backup.sh", ["--keep", "many"], "postgresql://x@localhost/x", 2, "usage:"),
        ("backup.sh", [], "sqlite:///x", 1, "must start with postgresql://"),
        ("backup.sh", [], "postgresql://x@127.0.0.1:1/x", 1, "The backup stopped; nothing was left behind."),
        ("restore.sh", [], "postgresql://x@localhost/x", 2, "usage:"),
        ("restore.sh", ["/nowhere.dump"], "postgresql://x@localhost/x", 1, "There is no /nowhere.dump."),
    ],
)
def test_what_cannot_be_backed_up_is_said_and_leaves_nothing(
    tmp_path: Path, script: str, words: list[str], database: str, code: int, said: str
) -> None:
    where = ["--to", tmp_path] if script == "backup.sh" else []
    done = run_script(script, *where, *words, database=database)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []
