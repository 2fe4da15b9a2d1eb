"""Feedback: what is kept aside or closed goes after its time, names go with their account."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """Make known what goes after its time, and what is forgotten with an account."""
        from accounts import deletion, expiry
        from feedback.services import contacts_purge, feedback_forget, spam_purge

        expiry.register("feedback kept aside", spam_purge)
        expiry.register("contacts of feedback", contacts_purge)

        def nothing_goes(_user: "User") -> dict[str, int]:
            return {}

        deletion.register("feedback", deletion.Belonging(count=nothing_goes, delete=feedback_forget))
