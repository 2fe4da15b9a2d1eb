"""What a web process does before anybody asks: so that no request waits for it."""

import logging
import threading

from django.db import DatabaseError, connection

from sessions_app.services.catalogue_index import catalogue_index_prepare

logger = logging.getLogger(__name__)


def prepare_ahead() -> threading.Thread:
    """Begin beside the first requests. Threads of one process share what is prepared."""
    thread = threading.Thread(target=_prepare, name="ahead", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    try:
        catalogue_index_prepare()
    except DatabaseError:  # not there yet, or not migrated: then requests do it
        logger.info("the exercise index is not prepared: the database does not answer")
    finally:
        connection.close()
