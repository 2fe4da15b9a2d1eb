"""Loaded before the settings (``-p tests.places``): each process of a parallel browser run has places of its own.

Two servers with their workers must neither take each other's jobs nor count each other's visitors, so each has its own
database (``DATABASE_URL`` with ``_gw0``, ``_gw1`` added, made by ``scripts/test``) and its own part of Redis.
"""

import os

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker:
    os.environ["DATABASE_URL"] += f"_{worker}"
    before, _, number = os.environ["REDIS_URL"].rpartition("db=")
    os.environ["REDIS_URL"] = f"{before}db={int(number) + 1 + int(worker.removeprefix('gw'))}"
