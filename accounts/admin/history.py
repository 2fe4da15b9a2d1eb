"""The history of sign-ins in the admin: to look at only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import LoginHistory
from accounts.suspicion import Suspicion


class LoginHistoryAdmin(admin.ModelAdmin[LoginHistory]):
    """Every attempt; nobody adds, changes or deletes one by hand."""

    list_display = ("created_at", "email", "success", "reason", "device", "device_type", "ip", "suspicious")
    list_filter = ("success", "device_type", "reason", "created_at", *Suspicion.values)
    search_fields = ("email", "ip")
    search_help_text = _("Part of an e-mail address, or a network address")
    list_per_page = 50
    show_full_result_count = False
    list_select_related = ("user",)

    @admin.display(description=_("browser and system"))
    def device(self, obj: LoginHistory) -> str:
        return obj.device_name

    @admin.display(description=_("flags"))
    def suspicious(self, obj: LoginHistory) -> str:
        return ", ".join(str(flag.label) for flag in obj.flags)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
