"""The user admin. Who may change whom is decided here, what may happen in ``accounts.services``."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.history import LoginHistoryAdmin
from accounts.admin.state import StateFilter, about_user, state_of, with_state
from accounts.admin_forms import PasswordForm, UserAddForm, UserEditForm
from accounts.deletion import belongings_counted
from accounts.figures import Figure, figures
from accounts.models import LoginHistory, User
from accounts.services import LastSuperuserError, superuser_remains, user_email_set, users_delete
from accounts.services.care import email_confirm, reset_mail_send, user_deactivate, user_reactivate

# Addresses change through the user's page, so that both tables agree; authenticators hold secrets; sessions are keys.
for model in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)

admin.site.register(LoginHistory, LoginHistoryAdmin)

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):  # type: ignore[type-var]  # the stubs want the username of AbstractUser
    """Accounts by address and name. Only superusers hand out power or touch somebody who has some."""

    form = UserEditForm
    add_form = UserAddForm
    change_password_form = PasswordForm
    ordering = ("email",)
    list_display = ("email", "name", "state", "last_login", "is_staff", "is_superuser", "date_joined")
    list_display_links = ("email", "name")
    list_filter = (StateFilter, "is_staff", "is_superuser", "groups", "language", "date_joined")
    actions = ("send_reset_mail", "confirm_email", "deactivate", "reactivate")
    change_form_template = "admin/accounts/user/change_form.html"
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With what the list shows beside the account's own columns; worked out for the rows of a page only."""
        columns = {f"figure_{key}": figure.column() for key, figure in figures().items()}
        return with_state(super().get_queryset(request)).annotate(**columns)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        first, rest = self.list_display[:4], self.list_display[4:]
        return [*first, *(_figure_column(key, each) for key, each in figures().items()), *rest]

    @admin.display(description=_("state"))
    def state(self, obj: User) -> str:
        return str(state_of(obj).label)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        context = about_user(user, may_act=self.has_change_permission(request, user)) if user else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    # --- What is done for people ------------------------------------------------------------------------------

    @admin.action(description=_("Send a mail to choose a new password"), permissions=["change"])
    def send_reset_mail(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        return self._each(request, queryset, lambda user: reset_mail_send(request=request, user=user))

    @admin.action(description=_("Confirm the e-mail address"), permissions=["change"])
    def confirm_email(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        return self._each(request, queryset, lambda user: email_confirm(user=user))

    @admin.action(description=_("Switch off"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        return self._each(request, queryset, lambda user: user_deactivate(user=user))

    @admin.action(description=_("Switch on again"), permissions=["change"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        return self._each(request, queryset, lambda user: user_reactivate(user=user))

    def _each(self, request: HttpRequest, queryset: QuerySet[User], act: Callable[[User], None]) -> HttpResponse | None:
        """Do it for each account that may be touched, and tell how many that were and why others were not."""
        done = 0
        for user in queryset:
            if not _may_touch(request, user):
                self.message_user(
                    request, _("%(user)s has more rights than you may change.") % {"user": user}, messages.ERROR
                )
                continue
            try:
                act(user)
            except ValidationError as error:
                self.message_user(request, f"{user}: {' '.join(error.messages)}", messages.ERROR)
            else:
                done += 1
                self.log_change(request, user, str(request.POST["action"]))
        if done:
            text = ngettext("Done for %(count)s account.", "Done for %(count)s accounts.", done) % {"count": done}
            self.message_user(request, text, messages.SUCCESS)
        back = "back" in request.POST and queryset.first()
        return redirect("admin:accounts_user_change", back.pk) if back else None

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Permissions say what they are about: asked for at once instead of one by one."""
        if db_field.name == "user_permissions":
            kwargs["queryset"] = db_field.remote_field.model.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

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


def _figure_column(key: str, figure: Figure) -> Callable[[User], int]:
    @admin.display(description=figure.label)
    def column(user: User) -> int:
        return int(getattr(user, f"figure_{key}"))

    column.__name__ = key
    return column
