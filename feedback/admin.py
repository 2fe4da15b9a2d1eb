"""Feedback in the admin: items to look at and delete (the dashboard works on them), categories, reply templates."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from feedback.models import Category, Feedback, ReplyTemplate
from feedback.placeholders import PLACEHOLDERS, unknown_in
from feedback.services import feedback_delete


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin[Feedback]):
    """Changed on the dashboard only, where every change is written down and mailed."""

    list_display = ("subject", "kind", "status", "priority", "category", "assignee", "is_spam", "created_at")
    list_filter = ("status", "kind", "priority", "category", "is_published", "is_spam", "created_at")
    search_fields = ("subject", "message", "email", "sender__email")
    search_help_text = _("Words of subject or message, or an e-mail address")
    list_per_page = 50
    show_full_result_count = False
    list_select_related = ("category", "assignee")

    def get_fields(self, request: HttpRequest, obj: Feedback | None = None) -> list[Any]:
        columns = [field.name for field in self.opts.concrete_fields if field.name != "id"]
        return ["on_dashboard", *columns]

    def get_readonly_fields(self, request: HttpRequest, obj: Feedback | None = None) -> list[Any]:
        return self.get_fields(request, obj)

    @admin.display(description=_("dashboard"))
    def on_dashboard(self, obj: Feedback) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("manage-feedback-item", args=[obj.pk]), _("Work on it"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Feedback) -> None:
        feedback_delete(keys=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        feedback_delete(keys=queryset.values_list("pk", flat=True))


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """The admins' own drawers; deleting one leaves its items without."""

    list_display = ("name", "position")
    search_fields = ("name",)
    ordering = ("position", "name")


class ReplyTemplateForm(forms.ModelForm[ReplyTemplate]):
    """Texts whose placeholders are all known."""

    class Meta:
        model = ReplyTemplate
        fields = ("name", "text_en", "text_de", "position")

    def clean_text_en(self) -> str:
        return _known(self.cleaned_data["text_en"])

    def clean_text_de(self) -> str:
        return _known(self.cleaned_data["text_de"])


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(admin.ModelAdmin[ReplyTemplate]):
    """Texts to begin an answer with."""

    form = ReplyTemplateForm
    list_display = ("name", "position")
    search_fields = ("name", "text_en", "text_de")
    ordering = ("position", "name")
    fieldsets = ((None, {"fields": ("name", "text_en", "text_de", "position")}),)

    def get_fieldsets(self, request: HttpRequest, obj: ReplyTemplate | None = None) -> Any:
        known = ", ".join(f"{{{name}}}: {meaning}" for name, (meaning, _value) in PLACEHOLDERS.items())
        [(title, options)] = super().get_fieldsets(request, obj)
        return [(title, {**options, "description": known})]


def _known(text: str) -> str:
    if unknown := unknown_in(text):
        message = _("Nothing is known to stand for %(names)s.")
        raise ValidationError(message, code="unknown", params={"names": ", ".join(unknown)})
    return text
