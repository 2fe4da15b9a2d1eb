"""The Celery application; tasks are found in each app's ``tasks`` module."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")
os.environ.setdefault("PROCESS_KIND", "worker")

from celery import Celery
from celery.signals import setup_logging

app = Celery("workouttracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_django_logging(**_kwargs: object) -> None:
    """Keep Django's logging: connecting to this signal stops Celery from installing its own handlers."""
