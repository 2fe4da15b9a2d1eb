from django.apps import AppConfig


class PortabilityConfig(AppConfig):
    name = "portability"

    def ready(self) -> None:
        """Make the kinds of jobs known that move data."""
        from jobs.registry import register
        from portability.tasks import KINDS

        for kind in KINDS:
            register(kind)
