from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Listen to allauth; make known what goes after its time and what goes with an account."""
        from accounts import deletion, expiry, receivers  # noqa: F401 - importing connects the receivers
        from accounts.services.devices import sessions_end
        from accounts.services.history import history_forget, history_purge
        from accounts.services.sessions import old_sessions_purge

        expiry.register("sign-ins", history_purge)
        expiry.register("browser sessions", old_sessions_purge)
        ended = deletion.Belonging(count=lambda _user: {}, delete=lambda user: sessions_end(user=user) and None)
        deletion.register("browser sessions", ended)
        deletion.register("sign-ins", deletion.Belonging(count=lambda _user: {}, delete=history_forget))
