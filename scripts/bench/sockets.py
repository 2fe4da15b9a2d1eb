"""Websockets: memory of a thousand that wait, and how soon two hundred watchers hear of progress."""

import argparse
import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import serving
from lines import Line

PER_PERSON = 20
PEOPLE = 50
WATCHED = 10
MOST_KB = 200.0


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """Kilobytes of the live process per idle connection; seconds from a ring to the last of 200 watchers."""
    people = 5 if options.quick else PEOPLE
    watchers = _watchers(people)
    with serving.live() as (port, pid):
        asyncio.run(_with_sockets(port, watchers[:1], lambda _sockets: asyncio.sleep(0)))
        before = _resident_kb(pid)
        idle: list[float] = []

        async def look(_sockets: Any) -> None:
            await asyncio.sleep(1)
            idle.append(_resident_kb(pid) - before)

        asyncio.run(_with_sockets(port, watchers, look))
        count = len(watchers) * PER_PERSON
        yield Line("sockets", f"{count} idle connections, each", idle[0] / count, "kB", MOST_KB)
        told: list[tuple[float, float]] = []
        heard = watchers[:WATCHED]

        async def ring(sockets: Any) -> None:
            from jobs.doorbell import ring_watchers

            started, used = time.perf_counter(), serving.cpu_seconds(pid)
            for job, _cookie in heard:
                await asyncio.to_thread(ring_watchers, job)
            await asyncio.gather(*(asyncio.wait_for(socket.recv(), 30) for socket in sockets))
            told.append((time.perf_counter() - started, serving.cpu_seconds(pid) - used))

        asyncio.run(_with_sockets(port, heard, ring))
        last, used = told[0]
        note = f"{used * 1000:.0f} ms of the process's time"
        yield Line(
            "sockets", f"progress to {len(heard) * PER_PERSON} watchers, the last after", last, "s", 1.0, note=note
        )


def _watchers(people: int) -> list[tuple[Any, str]]:
    """A waiting job of each of so many people, and the cookie of each."""
    from crowd import signed_in_cookie

    from accounts.models import User
    from jobs.models import Job

    found = []
    for number in range(people):
        owner = User.objects.create_user(f"watcher{number}@example.org")
        job = Job.objects.create(kind="delete_workouts", owner=owner, queue="bulk")
        found.append((job.pk, signed_in_cookie(owner.email)))
    return found


async def _with_sockets(port: int, watchers: list[tuple[Any, str]], then: Any) -> None:
    """Open twenty sockets of each watcher, wait for the first snapshot of each, do something, close them."""
    from websockets.asyncio.client import connect

    sockets = []
    try:
        for job, cookie in watchers:
            for _ in range(PER_PERSON):
                headers = {"Cookie": cookie, "Origin": f"http://localhost:{port}"}
                socket = await connect(
                    f"ws://localhost:{port}/ws/jobs/{job}/", additional_headers=headers, compression=None, proxy=None
                )
                await asyncio.wait_for(socket.recv(), 30)
                sockets.append(socket)
        await then(sockets)
    finally:
        await asyncio.gather(*(socket.close() for socket in sockets))


def _resident_kb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))
