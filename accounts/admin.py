"""The user admin. Who may change whom is decided here, what may happen in ``accounts.services``."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin_forms import PasswordForm, UserAddForm, UserEditForm
from accounts.deletion import belongings_counted
from accounts.models import User
from accounts.services import LastSuperuserError, superuser_remains, user_email_set, users_delete

# Addresses change through the user's page, so that both tables agree; authenticators hold secrets; sessions are keys.
for model in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):  # type: ignore[type-var]  # the stubs want the username of AbstractUser
    """Accounts by address and name. Only superusers hand out power or touch somebody who has some."""

    form = UserEditForm
    add_form = UserAddForm
    change_password_form = PasswordForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login", "date_joined")
    list_display_links = ("email", "name")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups", "language", "date_joined")
    search_fields = ("email", "name")
    search_help_text = _("Part of an e-mail address or a name")
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = None
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (
            _("Preferences"),
            {
                "fields": (
                    "language",
                    "unit",
                    "time_zone",
                    "theme",
                    "first_weekday",
                    "default_rest_seconds",
                    "weight_step",
                )
            },
        ),
        (_("Permissions"), {"fields": ("is_active", *POWERS)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "name", "usable_password", "password1", "password2"),
                "description": _("The person confirms the address at the first sign-in."),
            },
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *POWERS)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            user_email_set(user=obj, email=obj.email, verified=False)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The confirmation page: names the last superuser as protected, and powerful accounts as not permitted.

        What goes with them is counted: listing every rep of a year would take longer than deleting it.
        """
        doomed: list[User] = list(objs)
        counts = {str(self.opts.verbose_name_plural): len(doomed), **belongings_counted(doomed)}
        allowed = self.has_delete_permission(request) and all(_may_touch(request, user) for user in doomed)
        protected: list[str] = []
        try:
            with transaction.atomic():
                superuser_remains(without=[user.pk for user in doomed])
        except LastSuperuserError as error:
            protected = error.messages
        return [str(user) for user in doomed], counts, set() if allowed else {str(self.opts.verbose_name)}, protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User] | list[User]) -> None:
        try:
            users_delete(users=queryset)
        except LastSuperuserError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    """Somebody who manages users must not become more than that through a more powerful account."""
    return user is None or request.user.is_superuser or not (user.is_staff or user.is_superuser)
