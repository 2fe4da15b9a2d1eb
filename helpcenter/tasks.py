"""Periodic work of the help centre: write the views that reading left in Redis."""

from celery import shared_task

from helpcenter import store
from helpcenter.services.readers import views_write


@shared_task(name="helpcenter.write_views", acks_late=False)
def write_views() -> None:
    """Write views in bulk; once per slot, however many beats. Waits for Redis when that is away."""
    try:
        if store.take_slot("helpcenter.write_views", store.WRITE_SECONDS * 0.8):
            views_write()
    except store.Unavailable:
        return
