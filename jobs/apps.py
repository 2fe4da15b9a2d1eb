"""Background work: other apps bring kinds of jobs; here is the one that proves that the machinery works."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        """Make known what goes after its time, and the one kind of job that is nobody else's."""
        from django.conf import settings

        from accounts import expiry
        from jobs.registry import register
        from jobs.self_test import SELF_TEST
        from jobs.services import jobs_purge

        register(SELF_TEST)

        expiry.register("jobs", lambda: jobs_purge(days=settings.JOB_KEEP_DAYS))
