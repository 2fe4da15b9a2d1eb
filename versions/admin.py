"""The release admin: add with notes, set current, history."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from versions.models import AppVersion
from versions.services import (
    PARTS,
    Number,
    build_must_rise,
    version_add,
    version_delete,
    version_history,
    version_next,
    version_set_current,
)

SET_CURRENT = "_set_current"


class VersionForm(forms.ModelForm[AppVersion]):
    """A release; the number can't be changed afterwards."""

    class Meta:
        model = AppVersion
        fields = (*PARTS, "release_date", "description", "notes", "commit")
        widgets = {"notes": forms.Textarea(attrs={"rows": 12})}

    def clean(self) -> dict[str, Any] | None:
        """The admin runs this inside the transaction that saves, so that the lock of the check holds until then."""
        cleaned = super().clean() or {}
        if not self.instance.pk and all(part in cleaned for part in PARTS):
            build_must_rise(cleaned["build"])
        return cleaned


@admin.register(AppVersion)
class AppVersionAdmin(admin.ModelAdmin[AppVersion]):
    """Exactly one release is current; that is set by POST, from the list or from the page of the release."""

    form = VersionForm
    change_form_template = "versions/admin/change_form.html"
    list_display = ("number_shown", "build", "is_current", "release_date", "description", "commit")
    list_filter = ("is_current", "release_date")
    search_fields = ("description", "notes", "commit")
    search_help_text = _("Words of the notes or a commit")
    actions = ("set_current",)

    @admin.display(description=_("version"))
    def number_shown(self, version: AppVersion) -> str:
        """``major.minor.patch``."""
        return version.number

    def get_fields(self, request: HttpRequest, obj: AppVersion | None = None) -> list[Any]:
        current = ["is_current"] if obj else []
        return [PARTS, *current, "release_date", "description", "notes", "commit"]

    def get_readonly_fields(self, request: HttpRequest, obj: AppVersion | None = None) -> tuple[str, ...]:
        return (*PARTS, "is_current") if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The number after the newest one, with the patch raised."""
        newest = version_history().first()
        return asdict(version_next(Number.of(newest), "patch")) if newest else asdict(Number.running())

    def has_delete_permission(self, request: HttpRequest, obj: AppVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_current)

    def save_model(self, request: HttpRequest, obj: AppVersion, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made = version_add(
            number=Number.of(obj),
            release_date=obj.release_date,
            description=obj.description,
            notes=obj.notes,
            commit=obj.commit,
        )
        obj.pk, obj.is_current = made.pk, made.is_current

    def response_add(self, request: HttpRequest, obj: AppVersion, post_url_continue: str | None = None) -> HttpResponse:
        self._set_current_if_asked(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: AppVersion) -> HttpResponse:
        self._set_current_if_asked(request, obj)
        return super().response_change(request, obj)

    def _set_current_if_asked(self, request: HttpRequest, obj: AppVersion) -> None:
        if SET_CURRENT in request.POST:
            self._set_current(request, obj)

    def _set_current(self, request: HttpRequest, obj: AppVersion) -> None:
        version_set_current(version=obj)
        self.log_change(request, obj, "made current")
        self.message_user(request, _("Version %(version)s is the current one.") % {"version": obj}, messages.SUCCESS)

    @admin.action(description=_("Make the selected version current"), permissions=["change"])
    def set_current(self, request: HttpRequest, queryset: QuerySet[AppVersion]) -> None:
        """From the list; exactly one."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            self.message_user(request, _("Choose exactly one version to make current."), messages.ERROR)
            return
        self._set_current(request, chosen[0])

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The confirmation page names the current release as protected."""
        doomed = list(objs)
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(doomed, request)
        return to_delete, counts, perms_needed, [*protected, *(str(obj) for obj in doomed if obj.is_current)]

    def delete_model(self, request: HttpRequest, obj: AppVersion) -> None:
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AppVersion] | list[AppVersion]) -> None:
        for version in queryset:
            try:
                version_delete(version=version)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
