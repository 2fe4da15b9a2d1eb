"""The workers of one machine: which queues each takes, and in how many slots.

Whatever takes long must not hold up what is short: previews don't wait for imports, and the dispatcher, which looks
after all of them, waits for nobody. Its worker has no pool (solo): one process less, and nothing in it takes long.
"""

WORKERS: dict[str, tuple[str, ...]] = {
    "bulk": ("-Q", "bulk", "-c", "1"),
    "quick": ("-Q", "interactive", "-c", "2"),
    "control": ("-Q", "control", "-P", "solo"),
}
QUIET = ("--without-mingle", "--without-gossip")
"""Workers need not talk to each other: starting takes a second less."""


def worker_command(kind: str, *, name: str = "") -> list[str]:
    """Options of ``celery worker`` for a worker of ``kind``; ``name`` tells two of one kind apart."""
    return ["worker", *WORKERS[kind], "-n", f"{name or kind}@%h", *QUIET]
