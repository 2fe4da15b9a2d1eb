"""Moving data: jobs, clean-ups and deletions are made known here, so that lower apps need not know of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortabilityConfig(AppConfig):
    name = "portability"
    verbose_name = _("Import and export")

    def ready(self) -> None:
        """Make known the kinds of jobs that move data, and what goes with an account, and how clean-ups are undone."""
        from accounts import deletion, expiry
        from jobs.registry import register
        from portability.services.clean_up.restorers import RESTORERS
        from portability.services.deletion import account_data_count, account_data_delete
        from portability.services.deliveries import deliveries_purge
        from portability.services.drafts import imports_settle
        from portability.services.exports import exports_expired_purge
        from portability.services.files import files_purge
        from portability.services.webhooks import account_webhooks_count, account_webhooks_delete
        from portability.tasks import KINDS
        from sessions_app.services import undo

        for kind in KINDS:
            register(kind)
        for name, restorer in RESTORERS.items():
            undo.register(name, restorer)
        deletion.register("workouts", deletion.Belonging(count=account_data_count, delete=account_data_delete))
        deletion.register("webhooks", deletion.Belonging(count=account_webhooks_count, delete=account_webhooks_delete))
        # How imports ended is written down before their jobs are purged.
        expiry.register("ended imports", lambda: imports_settle() and 0, first=True)
        expiry.register("files", files_purge)
        expiry.register("exports", exports_expired_purge)
        expiry.register("deliveries of webhooks", deliveries_purge)
