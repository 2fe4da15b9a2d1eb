"""Periodic work of links: write what visitors' reading left in Redis."""

from celery import shared_task

from sharing import store
from sharing.services import events_write


@shared_task(name="sharing.write_events", acks_late=False)
def write_events() -> None:
    """Write events in bulk; once per slot, however many beats. Waits for Redis when that is away."""
    try:
        if store.take_slot("sharing.write_events", store.WRITE_SECONDS * 0.8):
            events_write()
    except store.Unavailable:
        return
