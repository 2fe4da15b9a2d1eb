"""The help: views are counted by day and go after their time."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HelpcenterConfig(AppConfig):
    name = "helpcenter"
    verbose_name = _("Help centre")

    def ready(self) -> None:
        """Make known what goes after its time."""
        from accounts import expiry
        from helpcenter.services.readers import views_purge

        expiry.register("help views", views_purge)
