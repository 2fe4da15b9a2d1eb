"""Whatever is killed, frozen or restarted in the middle of an import: it is there exactly once, or not at all."""

import os
import random
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from jobs.models import State
from tests.faults.support import (
    Import,
    Recoveries,
    athlete,
    begin,
    clear,
    judge,
    point_of,
    reach,
    sample,
    settled,
)

SHORT_SETS, SHORT_ROUNDS = 3_000, 1
LONG_ROUNDS = 20
Fault = Callable[[Any], None]


def kill_worker(stack: Any) -> None:
    """The bulk worker and its pool die at once, as a machine does; another one is started."""
    stack.kill("bulk", everything=True)
    stack.start("bulk")


def kill_main(stack: Any) -> None:
    """The worker's main process dies; what it started finds itself alone."""
    stack.kill("bulk")
    stack.start("bulk")


def kill_child(stack: Any) -> None:
    """The process that does the work dies, as the kernel does when memory is short; the main process lives on."""
    for pid in stack.children("bulk"):
        os.kill(pid, signal.SIGKILL)


def ask_worker_to_end(stack: Any) -> None:
    """SIGTERM, as at the end of a machine's life: the worker ends when it has done what it had begun."""
    stack.parts["bulk"].child.process.send_signal(signal.SIGTERM)
    stack.start("bulk2")
    stack.parts["bulk"].child.process.wait(60)
    stack.start("bulk")


def starve_worker(stack: Any) -> None:
    """There is no more memory for the process that does the work; a while later there is again."""
    whole = resource.RLIM_INFINITY
    pids = stack.children("bulk")
    for pid in pids:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
        resource.prlimit(pid, resource.RLIMIT_AS, (pages * resource.getpagesize(), whole))
    time.sleep(1.5)
    for pid in pids:
        with suppress(ProcessLookupError):  # it did not survive that
            resource.prlimit(pid, resource.RLIMIT_AS, (whole, whole))


def freeze_worker(stack: Any) -> None:
    """The worker stands still for longer than its lease while another one is there, then goes on."""
    stack.pause("bulk")
    stack.start("bulk2")
    time.sleep(settings.JOB_LEASE_SECONDS + 1)
    stack.resume("bulk")


def stop_broker(stack: Any) -> None:
    """Valkey is down for a while and comes back with what it had written."""
    stack.kill("valkey")
    time.sleep(3)
    stack.start("valkey")


def hang_broker(stack: Any) -> None:
    """Valkey accepts connections and answers nobody for a while."""
    stack.pause("valkey")
    time.sleep(6)
    stack.resume("valkey")


def empty_broker(stack: Any) -> None:
    """Valkey comes back at once and knows nothing any more."""
    stack.kill("valkey")
    stack.forget()
    stack.start("valkey")


def crash_database(stack: Any) -> None:
    """PostgreSQL ends without goodbye and recovers."""
    stack.crash("postgres")
    stack.start("postgres")


def restart_database(stack: Any) -> None:
    """PostgreSQL is restarted in order: every session is ended."""
    stack.restart("postgres")


FAULTS = [
    kill_worker,
    kill_main,
    kill_child,
    ask_worker_to_end,
    starve_worker,
    freeze_worker,
    stop_broker,
    hang_broker,
    empty_broker,
    crash_database,
    restart_database,
]


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in {restart_database, starve_worker}])
def test_import_is_there_exactly_once_after(fault: Fault, stack: Any, recoveries: Recoveries) -> None:
    source = random.Random(fault.__name__)
    for _round in range(SHORT_ROUNDS):
        assert _repetition(fault, stack, source, SHORT_SETS, recoveries) == State.SUCCEEDED


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
def test_large_import_is_there_exactly_once_after_twenty_times(
    fault: Fault, stack: Any, recoveries: Recoveries
) -> None:
    source = random.Random(fault.__name__)
    for number in range(LONG_ROUNDS):
        outcome = _repetition(fault, stack, source, 100_000 if number % 4 == 0 else 20_000, recoveries)
        assert outcome == State.SUCCEEDED


def _repetition(fault: Fault, stack: Any, source: random.Random, sets: int, recoveries: Recoveries) -> str:
    under_way = _in_the_middle(source, sets, recoveries)
    fault(stack)
    recovered = time.monotonic()
    settled(under_way.job_id)
    seconds = time.monotonic() - recovered
    outcome = judge(under_way)
    recoveries.note(outcome, seconds)
    clear(under_way.owner)
    stack.stop("bulk2")
    return outcome


def _in_the_middle(source: random.Random, sets: int, recoveries: Recoveries) -> Import:
    """An import that is at a random point; one that was too quick doesn't count."""
    for _try in range(10):
        point = point_of(source)
        under_way = begin(athlete(), sample(sets))
        if reach(under_way, point):
            return under_way
        recoveries.missed += 1
        judge(under_way)
        clear(under_way.owner)
    pytest.fail("no import was still under way when the fault should have come")
