from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        """Make known what goes after its time."""
        from django.conf import settings

        from accounts import expiry
        from jobs.services import jobs_purge

        expiry.register("jobs", lambda: jobs_purge(days=settings.JOB_KEEP_DAYS))
