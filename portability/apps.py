from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortabilityConfig(AppConfig):
    name = "portability"
    verbose_name = _("Import and export")

    def ready(self) -> None:
        """Make the kinds of jobs known that move data."""
        from jobs.registry import register
        from portability.tasks import KINDS

        for kind in KINDS:
            register(kind)
