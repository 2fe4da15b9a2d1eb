"""Starting imports the way the pages do, watching them, and judging how they ended."""

import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import pytest
import redis
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Sum
from django.test import override_settings

from accounts.models import User
from jobs.models import Job, JobAttempt, State
from jobs.snapshot import snapshot
from portability.models import ImportBatch
from portability.services.drafts import draft_confirm, draft_create
from sessions_app.models import ExerciseType, Rep, WorkoutSession, WorkoutSet
from sessions_app.services.check import sums_check
from sharing.scope import Scope
from tests.factories import make_user
from tests.samples.trainai import Counts, count, generate

Value = TypeVar("Value")
FINAL = (State.SUCCEEDED, State.FAILED, State.CANCELLED)
STAGES = ("read", "prepare", "sets", "reps", "store")
RECOVERY_SECONDS = 60
"""The promise: within a minute of recovery an import is complete, or plainly failed."""
PREPARE_SECONDS = 180
"""How long a preview may take on a machine that does something else beside: it isn't what is tested here."""
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Point:
    """Where in an import something goes wrong: ``delay`` seconds after ``stage`` began."""

    stage: str
    delay: float


def point_of(source: random.Random) -> Point:
    """A random point; the same source gives the same ones."""
    return Point(source.choice(STAGES), source.uniform(0, 0.4) if source.random() < 0.7 else 0)


@dataclass(frozen=True, slots=True)
class Sample:
    """A file and what it holds."""

    data: bytes
    counts: Counts


@lru_cache(maxsize=2)
def sample(sets: int) -> Sample:
    """An invented export of ``sets`` sets with ten reps each."""
    data = generate(seed=sets, workouts=max(1, sets // 20), sets=sets, reps=sets * 10, exercises=60)
    return Sample(data, count(data))


@dataclass(slots=True)
class Import:
    """An import under way, the file, and the athlete whose it is."""

    owner: User
    file: Sample
    batch: ImportBatch

    @property
    def job_id(self) -> uuid.UUID:
        assert self.batch.job_id is not None
        return self.batch.job_id

    def job(self) -> Job:
        return patiently(lambda: Job.objects.select_related("owner").get(pk=self.job_id))


@dataclass
class Recoveries:
    """How the repetitions of one fault ended, for the report."""

    seconds: list[float] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    missed: int = 0

    def note(self, outcome: str, seconds: float) -> None:
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        self.seconds.append(seconds)

    def __str__(self) -> str:
        ended = ", ".join(f"{number} {outcome}" for outcome, number in sorted(self.outcomes.items()))
        worst, middle = max(self.seconds), statistics.median(self.seconds)
        return f"{len(self.seconds)} times: {ended}; recovery median {middle:.1f} s, worst {worst:.1f} s"


def patiently(ask: Callable[[], Value], seconds: float = 30) -> Value:
    """What ``ask`` answers, over a database that is away for a while."""
    end = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def wait_until(ready: Callable[[], Value | None], seconds: float, what: str | Callable[[], str]) -> Value:
    """The first true answer of ``ready``; fails with ``what``, asked then, when none came in time."""
    end = time.monotonic() + seconds
    while not (value := ready()):
        if time.monotonic() > end:
            pytest.fail(f"after {seconds:.0f} s: {what() if callable(what) else what}")
        time.sleep(POLL_SECONDS)
    return value


def athlete() -> User:
    """A new athlete of one test."""
    return make_user(email=f"{uuid.uuid4().hex[:12]}@example.org", name="Fiona Fault", time_zone="Europe/Berlin")


def cookie_of(stack: Any, user: User) -> str:
    """The cookie of a browser in which ``user`` is signed in at the stack."""
    with override_settings(SECRET_KEY=stack.environment["SECRET_KEY"]):
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def begin(owner: User, file: Sample, *, wait: bool = True) -> Import:
    """Upload, preview and confirm ``file`` as the pages do; returns with the import's job waiting or running."""
    scope = Scope.system(owner)
    draft = draft_create(scope=scope, name="training.csv", chunks=[file.data])
    assert draft.preview_job is not None
    done = settled(draft.preview_job.pk, PREPARE_SECONDS)
    assert done.state == State.SUCCEEDED, done.error
    draft.refresh_from_db()
    return Import(owner, file, draft_confirm(scope=scope, draft=draft, digest=draft.digest))


def settled(job_id: uuid.UUID, seconds: float = RECOVERY_SECONDS) -> Job:
    """The job in its final state; fails when it reaches none."""

    def final() -> Job | None:
        return patiently(lambda: Job.objects.filter(pk=job_id, state__in=FINAL).first())

    return wait_until(final, seconds, lambda: f"job {job_id} is {patiently(lambda: _state(job_id))}")


def _state(job_id: uuid.UUID) -> str:
    return str(snapshot(Job.objects.get(pk=job_id)))


def reach(under_way: Import, point: Point, seconds: float = PREPARE_SECONDS) -> bool:
    """Wait until the import is at ``point``; whether it is still under way there."""
    wanted = STAGES[STAGES.index(point.stage) :]

    def there() -> bool:
        present = snapshot(under_way.job())
        return present["stage"] in wanted or not present["active"]

    wait_until(there, seconds, f"the import did not reach {point}")
    time.sleep(point.delay)
    return bool(Job.objects.get(pk=under_way.job_id).is_active)


def judge(under_way: Import) -> str:
    """Fail unless the import is there exactly once, or not at all; how its job ended."""
    job = settled(under_way.job_id)
    if job.state == State.SUCCEEDED:
        assert_complete(under_way, job)
    else:
        assert_nothing(under_way, job)
    return str(job.state)


def assert_complete(under_way: Import, job: Job) -> None:
    """Everything of the file is there once, sums and records are right."""
    counts, owner = under_way.file.counts, under_way.owner
    assert job.state == State.SUCCEEDED, f"{job.state}: {job.error}"
    assert _rows(owner) == {"sessions": counts.workouts, "sets": counts.sets, "reps": counts.reps}
    done_sums = WorkoutSet.objects.filter(owner=owner).aggregate(reps=Sum("number_reps"))
    assert done_sums["reps"] == counts.reps
    assert not list(sums_check(owner_id=owner.pk))
    succeeded = list(ImportBatch.objects.filter(owner=owner, state=ImportBatch.State.SUCCEEDED))
    assert [batch.pk for batch in succeeded] == [under_way.batch.pk]
    assert WorkoutSession.objects.filter(import_batch=under_way.batch).count() == counts.workouts
    assert_attempts(job)


def assert_nothing(under_way: Import, job: Job) -> None:
    """Nothing of the file is there, and the record says so."""
    assert _rows(under_way.owner) == {"sessions": 0, "sets": 0, "reps": 0}
    assert not ExerciseType.objects.filter(owner=under_way.owner).exists()
    batch = ImportBatch.objects.select_related("job").get(pk=under_way.batch.pk)
    assert batch.present_state == ("cancelled" if job.state == State.CANCELLED else "failed")
    if job.state == State.FAILED:
        assert job.error
    assert_attempts(job)


def assert_attempts(job: Job) -> None:
    """Every attempt is on record and over, at most the last one succeeded."""
    tries = list(JobAttempt.objects.filter(job=job).order_by("number"))
    assert [each.number for each in tries] == list(range(1, job.attempts + 1))
    assert all(each.outcome != JobAttempt.Outcome.RUNNING and each.finished_at for each in tries), tries
    good = [each.outcome == JobAttempt.Outcome.SUCCEEDED for each in tries]
    assert good[:-1] == [False] * len(good[:-1])
    assert good[-1:] == [job.state == State.SUCCEEDED] or not tries
    assert job.claim is None


def _rows(owner: User) -> dict[str, int]:
    return {
        "sessions": WorkoutSession.objects.filter(owner=owner).count(),
        "sets": WorkoutSet.objects.filter(owner=owner).count(),
        "reps": Rep.objects.filter(workout_set__owner=owner).count(),
    }


def clear(owner: User) -> None:
    """Take an athlete's rows away, so that hundreds of repetitions do not fill the disk."""
    with connection.cursor() as cursor:
        reps, sets = Rep._meta.db_table, WorkoutSet._meta.db_table
        cursor.execute(
            f"DELETE FROM {reps} WHERE workout_set_id IN (SELECT id FROM {sets} WHERE owner_id = %s)", [owner.pk]
        )
        cursor.execute(f"DELETE FROM {sets} WHERE owner_id = %s", [owner.pk])
    WorkoutSession.objects.filter(owner=owner).delete()


def redis_of(stack: Any) -> "redis.Redis":
    """A connection of our own to the stack's Valkey."""
    return redis.Redis.from_url(stack.environment["REDIS_URL"], socket_timeout=2)


@contextmanager
def at_most(seconds: float, what: str) -> Iterator[None]:
    """Fail when the block takes longer."""
    started = time.monotonic()
    yield
    taken = time.monotonic() - started
    assert taken <= seconds, f"{what} took {taken:.1f} s"


def front(stack: Any) -> int:
    """Where people come in."""
    return int(stack.ports["proxy" if "proxy" in stack.parts else "web1"])


def roll_everything(stack: Any) -> None:
    """Restart every process of a stack with a group of Redis, as an update of all of it does, one after the other."""
    for name in ("web1", "web2", "live", "live2"):
        stack.roll(name)
    for name in ("bulk", "quick", "control", "beat", "valkey", "valkey2", "valkey3"):
        stack.restart(name)
