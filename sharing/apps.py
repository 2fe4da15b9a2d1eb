"""Links: the record of each goes after its time."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = _("Sharing")

    def ready(self) -> None:
        """Make known what goes after its time."""
        from accounts import expiry
        from sharing.services import events_purge

        expiry.register("share records", events_purge)
