"""People: sign-ins, devices and tokens go with an account, and after their time."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Listen to allauth; make known what goes after its time and what goes with an account."""
        from accounts import deletion, expiry, receivers  # noqa: F401 - importing connects the receivers
        from accounts.services.answers import answers_purge
        from accounts.services.devices import sessions_end
        from accounts.services.history import history_forget, history_purge
        from accounts.services.sessions import old_sessions_purge
        from accounts.services.tokens import tokens_purge

        expiry.register("sign-ins", history_purge)
        expiry.register("browser sessions", old_sessions_purge)
        expiry.register("access tokens", tokens_purge)
        expiry.register("kept answers", answers_purge)

        def sign_out(user: "User") -> None:
            sessions_end(user=user)

        deletion.register("browser sessions", deletion.Belonging(count=lambda _user: {}, delete=sign_out))
        deletion.register("sign-ins", deletion.Belonging(count=lambda _user: {}, delete=history_forget))
