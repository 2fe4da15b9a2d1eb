"""The admin of moved data: webhooks can be looked at and switched off, because they make this site send to others."""

from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portability.models import Webhook
from portability.services.webhooks import webhook_give_up


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin[Webhook]):
    """Of the address only the host is shown: what stands behind it is often a secret of the athlete's."""

    list_display = ("name", "owner", "host", "active", "reason", "failing_since", "delivered_at")
    list_filter = ("active", "reason")
    list_select_related = ("owner",)
    search_fields = ("owner__email", "name")
    fields = ("name", "owner", "host", "events", "active", "reason", "disabled_at", "failing_since", "delivered_at")
    readonly_fields = fields
    ordering = ("-created_at",)
    actions = ("switch_off",)

    @admin.display(description=_("host"))
    def host(self, hook: Webhook) -> str:
        """Where it leads, roughly."""
        return urlsplit(hook.url).hostname or ""

    @admin.action(description=_("Switch off"), permissions=["view"])
    def switch_off(self, request: HttpRequest, rows: QuerySet[Webhook]) -> None:
        """Switch the chosen ones off; their owners get a mail, and can switch them on again."""
        for hook in rows.select_related("owner"):
            webhook_give_up(webhook=hook, reason=Webhook.Reason.STAFF)
        number = len(rows)
        words = ngettext("%(number)d webhook switched off.", "%(number)d webhooks switched off.", number)
        self.message_user(request, words % {"number": number}, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Webhook | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Webhook | None = None) -> bool:
        return False
