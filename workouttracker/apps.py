"""App configurations of the composition root."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our site class (same look, dashboards menu)."""

    default_site = "workouttracker.admin.AdminSite"


class CompositionConfig(AppConfig):
    """Makes the template tags and commands of the composition root known."""

    name = "workouttracker"
    label = "composition"

    def ready(self) -> None:
        """Make our Celery application the current one in every process: whoever rings for a worker needs it.

        Tell who sent feedback when the release runs that it comes with; the two apps don't know each other. Workers and
        beat answer probes by themselves.
        """
        from feedback.services import feedback_shipped
        from versions import events
        from workouttracker import (
            celery,  # noqa: F401
            probes,  # noqa: F401
        )

        events.on_current(feedback_shipped)
