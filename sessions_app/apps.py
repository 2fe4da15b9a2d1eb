"""The log: told to the apps below it by their registries, since these may not import it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsAppConfig(AppConfig):
    name = "sessions_app"
    verbose_name = _("Workouts")

    def ready(self) -> None:
        """Make known what goes after its time, and what the user admin counts."""
        from accounts import expiry, figures
        from sessions_app.querysets import workouts_column
        from sessions_app.services import undo_purge

        expiry.register("undo", undo_purge)
        figures.register("workouts", figures.Figure(_("workouts"), workouts_column))
