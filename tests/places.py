"""Loaded before the settings (``-p tests.places``): each process of a parallel run has places of its own.

Each has its own part of Redis, so that none empties or counts what another one keeps there. Servers of browser runs
must not take each other's jobs either: they have their own database, too (``OWN_DATABASE``: ``DATABASE_URL`` with
``_gw0``, ``_gw1`` added, made by ``scripts/test``); other tests get theirs from Django.
"""

import os

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker:
    if os.environ.get("OWN_DATABASE"):
        os.environ["DATABASE_URL"] += f"_{worker}"
    before, _, number = os.environ["REDIS_URL"].rpartition("db=")
    os.environ["REDIS_URL"] = f"{before}db={int(number) + 1 + int(worker.removeprefix('gw'))}"
