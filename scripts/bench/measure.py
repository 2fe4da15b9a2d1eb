"""Measuring pages: all in turn, round after round, so that a busy moment of the machine meets each alike; medians."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Bar:
    """How often the floor's time something may take."""

    name: str
    at_most: float


Clock = Callable[[], float]


def cpu_clock(*database_pids: int) -> Clock:
    """Seconds of processor time that this process and the database's processes had (Linux only).

    For a machine that does something else beside: there a long piece of work is interrupted more often than a short
    one, so that ratios of elapsed times say more about the neighbours.
    """
    used = [Path(f"/proc/{pid}/schedstat") for pid in database_pids]
    return lambda: time.process_time() + sum(int(each.read_text().split()[0]) for each in used) / 1e9


def interleaved(
    work: Mapping[str, Callable[[], object]], rounds: int, *, warm_up: int = 3, clock: Clock = time.perf_counter
) -> dict[str, float]:
    """The median seconds of each piece of work. A piece may return a function: that alone is timed."""
    times: dict[str, list[float]] = {name: [] for name in work}
    gc.collect()
    gc.freeze()  # what is there already need not be looked through before each piece
    for number in range(rounds + warm_up):
        for name, prepare in work.items():
            act = prepare()
            timed = act if callable(act) else prepare
            gc.collect()
            gc.disable()
            started = clock()
            timed()
            spent = clock() - started
            gc.enable()
            if number >= warm_up:
                times[name].append(spent)
    gc.unfreeze()
    return {name: statistics.median(spent) for name, spent in times.items()}


def forget_most_memory() -> None:
    """Let the kernel remember the most anew (Linux only). ``ru_maxrss`` keeps what the process that started us had."""
    Path("/proc/self/clear_refs").write_text("5")


def megabytes(name: str) -> float:
    """A figure of /proc/self/status: ``VmRSS`` is what this process has now, ``VmHWM`` the most it had."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def report(medians: Mapping[str, float], floor: str, bars: list[Bar]) -> bool:
    """Print the ratios; whether every bar was kept."""
    kept = True
    print(f"{floor}: {medians[floor] * 1000:.1f} ms")
    for bar in bars:
        ratio = medians[bar.name] / medians[floor]
        good = ratio <= bar.at_most
        kept &= good
        mark = "ok " if good else "OVER"
        print(f"{mark:4} {bar.name:34} {medians[bar.name] * 1000:8.1f} ms  {ratio:5.2f} x  (at most {bar.at_most:g} x)")
    return kept
