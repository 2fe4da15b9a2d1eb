"""Editing the help in the admin. Every write goes through the services, which keep what was said before."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from helpcenter.models import Article, Category, Content, Question, Term, Topic, Video, Vote
from helpcenter.querysets import needs_review, rated, release
from helpcenter.services.readers import vote_delete
from helpcenter.services.texts import article_reviewed, content_delete, content_save

ENGLISH, GERMAN, PLACE = _("English"), _("German"), _("Where it stands")
Sections = list[tuple[str | Promise, dict[str, Any]]]


class ContentAdmin(admin.ModelAdmin[Any]):
    """What all kinds have in common. What is shipped can't be deleted, for it would come back: it can be hidden."""

    change_form_template = "helpcenter/admin/change_form.html"
    save_on_top = True
    place: tuple[str, ...] = ()
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        texts = self.model.TEXTS
        sections: Sections = [(ENGLISH, {"fields": texts})]
        if len(settings.LANGUAGES) > 1:
            sections.append((GERMAN, {"fields": [f"{name}_de" for name in texts]}))
        sections.append((PLACE, {"fields": ("slug", *self.place, "position", "is_published")}))
        return sections

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": (self.model.TEXTS[0],)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj and obj.shipped is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.shipped is not None)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = {"kind": str(self.opts.model_name), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Content, form: BaseModelForm[Any], change: bool) -> None:
        content_save(row=obj, editor=request.user if isinstance(request.user, User) else None)

    def delete_model(self, request: HttpRequest, obj: Content) -> None:
        content_delete(row=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            content_delete(row=row)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The confirmation page names what is shipped as protected."""
        doomed = list(objs)
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(doomed, request)
        return to_delete, counts, perms_needed, [*protected, *(str(row) for row in doomed if row.shipped is not None)]


class NeedsReview(admin.SimpleListFilter):
    """Articles that were last held against an earlier release."""

    title = _("needs review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(needs_review())
        return queryset.exclude(needs_review()) if self.value() == "no" else queryset


@admin.register(Article)
class ArticleAdmin(ContentAdmin):
    """Articles, sorted by what they need."""

    list_display = ("title", "category", "views", "helped_shown", "review_shown", "version", "is_featured", "position")
    list_filter = (NeedsReview, "category", "is_published", "is_featured")
    list_select_related = ("category",)
    search_fields = ("title", "title_de", "tags", "content", "content_de")
    filter_horizontal = ("related",)
    actions = ("mark_reviewed",)
    place = ("category", "pages", "related", "video", "is_featured", "is_printable")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return rated(super().get_queryset(request))

    @admin.display(description=_("helped"), ordering="helped_share")
    def helped_shown(self, article: Any) -> str:
        """``12 / 15``: how many of those who voted it helped."""
        votes = article.helped + article.helped_not
        return f"{article.helped} / {votes}" if votes else "–"

    @admin.display(description=_("needs review"), ordering=("reviewed_major"), boolean=True)
    def review_shown(self, article: Article) -> bool:
        """Whether the release moved on since."""
        return (article.reviewed_major, article.reviewed_minor) < release()

    @admin.display(description=_("updated in"), ordering="reviewed_major")
    def version(self, article: Article) -> str:
        """The release it was last held against."""
        return article.version

    @admin.action(description=_("Mark the selected articles as reviewed"), permissions=["change"])
    def mark_reviewed(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """They were read and are true of this release."""
        for article in queryset:
            article_reviewed(article=article)
        self.message_user(request, _("Marked as reviewed."), messages.SUCCESS)


@admin.register(Category)
class CategoryAdmin(ContentAdmin):
    list_display = ("name", "parent", "position", "is_published")
    search_fields = ("name", "name_de")
    place = ("icon", "parent")


@admin.register(Topic)
class TopicAdmin(ContentAdmin):
    list_display = ("name", "position", "is_published")
    search_fields = ("name", "name_de")


@admin.register(Question)
class QuestionAdmin(ContentAdmin):
    list_display = ("question", "topic", "position", "is_published")
    list_filter = ("topic", "is_published")
    search_fields = ("question", "question_de", "answer", "answer_de")
    place = ("topic",)


@admin.register(Term)
class TermAdmin(ContentAdmin):
    list_display = ("term", "category", "is_published")
    list_filter = ("category", "is_published")
    search_fields = ("term", "term_de", "also", "definition")
    filter_horizontal = ("related",)
    place = ("category", "related")


@admin.register(Video)
class VideoAdmin(ContentAdmin):
    list_display = ("title", "topic", "seconds", "is_published")
    search_fields = ("title", "title_de")
    place = ("topic", "file", "url", "seconds")


@admin.register(Vote)
class VoteAdmin(admin.ModelAdmin[Vote]):
    """What readers said; staff may take one away, but not put words into anybody's mouth."""

    list_display = ("article", "helped", "comment", "user", "modified_at")
    list_filter = ("helped", "article__category")
    list_select_related = ("article", "user")
    search_fields = ("comment", "article__title")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Vote | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Vote) -> None:
        vote_delete(vote=obj)
