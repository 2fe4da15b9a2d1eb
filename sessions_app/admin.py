"""The admin of the log and the catalogue. Everything is written by the services, so that sums and versions stay right.

Athletes' sessions and sets can be looked at and deleted (into the athlete's own bin), not changed. Of the catalogue
only the shared entries are the admins'; what athletes added for themselves is theirs.
"""

from typing import Any, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app.errors import InUseError
from sessions_app.models import (
    ExerciseAlias,
    ExerciseMuscle,
    ExerciseType,
    Goal,
    Measure,
    Measurement,
    Routine,
    SetType,
    SetTypeAlias,
    WorkoutSession,
    WorkoutSet,
)
from sessions_app.services import measurement_delete, session_delete, set_delete
from sessions_app.services.catalogue import (
    catalogue_delete,
    catalogue_touch,
    exercise_save,
    measure_save,
    set_type_save,
)
from sessions_app.services.goals import goal_delete
from sessions_app.services.own_catalogue import catalogue_merge, uses_of
from sessions_app.services.routines import routine_delete
from sharing.scope import Scope
from workouttracker.kit.text import name_key

Entry = TypeVar("Entry", ExerciseType, SetType, Measure)
Row = TypeVar("Row", bound=Model)
Doomed = tuple[list[str], dict[str, int], set[str], list[str]]


class EntryForm(ModelForm[Any]):
    """A shared entry; two of them can't have names that read the same."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self._meta.model.objects.filter(owner=None, name_key=name_key(name)).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("There is an entry called “%(name)s” already."), params={"name": name})
        return name


class AliasFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Other names; each stands for one entry."""

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            said = getattr(form, "cleaned_data", {})
            name = said.get("name", "")
            if not name or said.get("DELETE"):
                continue
            key = name_key(name)
            taken = self.model.objects.filter(owner=None, name_key=key).exclude(pk=form.instance.pk).exists()
            if taken or key in seen:
                form.add_error("name", _("“%(name)s” is another name of an entry already.") % {"name": name})
            seen.add(key)


class AliasInline(admin.TabularInline[Any, Any]):
    """Other names of an entry, except those that athletes' imports remembered."""

    formset = AliasFormSet
    fields = ("name", "language")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).filter(owner=None)


class ExerciseAliasInline(AliasInline):
    model = ExerciseAlias


class SetTypeAliasInline(AliasInline):
    model = SetTypeAlias


class MuscleInline(admin.TabularInline[ExerciseMuscle, ExerciseType]):
    model = ExerciseMuscle
    extra = 1


class SharedEntryAdmin(admin.ModelAdmin[Entry]):
    """Shared entries of the catalogue: every change renews the catalogue's version."""

    form = EntryForm
    search_fields = ("name_key", "aliases__name_key")
    list_per_page = 50
    exclude = ("owner",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).filter(owner=None)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        return super().get_search_results(request, queryset, name_key(search_term))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        catalogue_touch()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Doomed:
        """The confirmation page; what athletes use is protected, counted: it may be a million sets."""
        entries = list(objs)
        allowed = self.has_delete_permission(request)
        protected = [str(InUseError(entry.name, uses)) for entry in entries if (uses := uses_of(entry))]
        counts = {str(self.opts.verbose_name_plural): len(entries)}
        return [str(entry) for entry in entries], counts, set() if allowed else {str(self.opts.verbose_name)}, protected

    def delete_model(self, request: HttpRequest, obj: Entry) -> None:
        catalogue_delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Entry]") -> None:
        for entry in queryset:
            catalogue_delete(entry)


class MergingAdmin(SharedEntryAdmin[Entry]):
    """Shared entries of which one can take the place of others."""

    actions = ("merge",)

    @admin.action(description=gettext_lazy("Merge the selected entries into one"), permissions=["delete"])
    def merge(self, request: HttpRequest, queryset: "QuerySet[Entry]") -> HttpResponse | None:
        """Ask which of the selected entries stays; then all sets of the others become sets of it."""
        entries: list[Any] = list(queryset.order_by("name_key"))
        if len(entries) < 2:
            self.message_user(request, _("Choose two entries or more to merge."), messages.ERROR)
            return None
        kept = next((entry for entry in entries if str(entry.pk) == request.POST.get("kept")), None)
        others = [entry for entry in entries if entry is not kept]
        shipped = ", ".join(entry.name for entry in others if entry.slug)
        if kept is not None and shipped:
            message = _("%(names)s: comes with the product and would come back. Let it stay instead.")
            self.message_user(request, message % {"names": shipped}, messages.ERROR)
        if kept is None or shipped:
            return self._ask_which_stays(request, entries)
        self.log_deletions(request, type(kept).objects.filter(pk__in=[entry.pk for entry in others]))
        for entry in others:
            catalogue_merge(source=entry, target=kept)
        self.message_user(request, _("Merged into “%(name)s”.") % {"name": kept.name}, messages.SUCCESS)
        return None

    def _ask_which_stays(self, request: HttpRequest, entries: list[Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge the selected entries into one"),
            "opts": self.opts,
            "rows": [(entry, uses_of(entry)) for entry in entries],
        }
        return TemplateResponse(request, "admin/merge.html", context)


@admin.register(ExerciseType)
class ExerciseAdmin(MergingAdmin[ExerciseType]):
    list_display = ("name", "kind", "equipment")
    list_filter = ("kind", "equipment", "muscles__muscle")
    inlines = (MuscleInline, ExerciseAliasInline)

    def save_model(self, request: HttpRequest, obj: ExerciseType, form: Any, change: bool) -> None:
        exercise_save(obj)


@admin.register(SetType)
class SetTypeAdmin(MergingAdmin[SetType]):
    list_display = ("name", "is_warm_up", "position")
    list_filter = ("is_warm_up",)
    inlines = (SetTypeAliasInline,)

    def save_model(self, request: HttpRequest, obj: SetType, form: Any, change: bool) -> None:
        set_type_save(obj)


@admin.register(Measure)
class MeasureAdmin(SharedEntryAdmin[Measure]):
    list_display = ("name", "quantity", "position")
    search_fields = ("name_key", "slug")

    def save_model(self, request: HttpRequest, obj: Measure, form: Any, change: bool) -> None:
        measure_save(obj)


class ReadOnlyAdmin(admin.ModelAdmin[Row]):
    """Rows that are looked at and deleted, not made or changed here."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Doomed:
        """What goes, counted: listing every rep of a year would take longer than deleting it."""
        rows = list(objs)
        return [str(row) for row in rows], self.counted(rows), set(), []

    def counted(self, rows: list[Any]) -> dict[str, int]:
        """How much goes, by name."""
        raise NotImplementedError

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Row]") -> None:
        for row in queryset:
            self.delete_model(request, row)


@admin.register(WorkoutSession)
class SessionAdmin(ReadOnlyAdmin[WorkoutSession]):
    list_display = ("name", "owner", "kind", "local_date", "total_sets", "total_reps")
    list_filter = ("kind", "local_date")
    list_select_related = ("owner",)
    search_fields = ("owner__email", "owner__name", "name")
    ordering = ("-started_at", "-id")

    def counted(self, rows: list[WorkoutSession]) -> dict[str, int]:
        return {
            str(gettext_lazy("sessions")): len(rows),
            str(gettext_lazy("sets")): sum(row.total_sets for row in rows),
            str(gettext_lazy("reps")): sum(row.total_reps for row in rows),
        }

    def delete_model(self, request: HttpRequest, obj: WorkoutSession) -> None:
        session_delete(scope=Scope.system(obj.owner), session=obj)


@admin.register(WorkoutSet)
class SetAdmin(ReadOnlyAdmin[WorkoutSet]):
    list_display = ("session", "position", "exercise_type", "set_type", "number_reps", "weight", "local_date")
    list_filter = ("local_date", "session_kind")
    list_select_related = ("session", "exercise_type", "set_type")
    search_fields = ("owner__email", "exercise_type__name", "session__name")
    ordering = ("-local_date", "session", "position")
    readonly_fields = ("reps_shown",)

    @admin.display(description=gettext_lazy("reps"))
    def reps_shown(self, row: WorkoutSet) -> SafeString:
        """The reps as part of their set: a model with a composite key can't have a page of its own here."""
        marks = {True: _("done"), False: _("failed")}
        reps = row.reps.order_by("number").values_list("number", "weight", "success")
        return format_html_join("", "<div>{}. {} kg, {}</div>", ((n, weight, marks[ok]) for n, weight, ok in reps))

    def counted(self, rows: list[WorkoutSet]) -> dict[str, int]:
        return {
            str(gettext_lazy("sets")): len(rows),
            str(gettext_lazy("reps")): sum(row.number_reps for row in rows),
        }

    def delete_model(self, request: HttpRequest, obj: WorkoutSet) -> None:
        set_delete(scope=Scope.system(obj.owner), workout_set=obj)


@admin.register(Measurement)
class MeasurementAdmin(ReadOnlyAdmin[Measurement]):
    list_display = ("measure", "owner", "value", "local_date")
    list_filter = ("local_date",)
    list_select_related = ("measure", "owner")
    search_fields = ("owner__email", "owner__name", "measure__name_key")
    ordering = ("-measured_at", "-id")

    def counted(self, rows: list[Measurement]) -> dict[str, int]:
        return {str(gettext_lazy("measurements")): len(rows)}

    def delete_model(self, request: HttpRequest, obj: Measurement) -> None:
        measurement_delete(scope=Scope.system(obj.owner), measurement=obj)


@admin.register(Routine)
class RoutineAdmin(ReadOnlyAdmin[Routine]):
    list_display = ("name", "owner", "per_week", "updated_at")
    list_select_related = ("owner",)
    search_fields = ("owner__email", "owner__name", "name")
    ordering = ("-updated_at", "-id")
    readonly_fields = ("days_shown",)

    @admin.display(description=gettext_lazy("days"))
    def days_shown(self, row: Routine) -> SafeString:
        """Days and their exercises as part of the routine: nobody looks for one of them alone."""
        days = row.days.prefetch_related("exercises__exercise_type")
        lines = ((day.name, ", ".join(each.exercise_type.name for each in day.exercises.all())) for day in days)
        return format_html_join("", "<div>{}: {}</div>", lines)

    def counted(self, rows: list[Routine]) -> dict[str, int]:
        return {str(gettext_lazy("routines")): len(rows)}

    def delete_model(self, request: HttpRequest, obj: Routine) -> None:
        routine_delete(scope=Scope.system(obj.owner), routine=obj)


@admin.register(Goal)
class GoalAdmin(ReadOnlyAdmin[Goal]):
    list_display = ("kind", "owner", "exercise_type", "weight", "reps", "count", "due_date")
    fields = ("owner", "kind", "exercise_type", "weight", "reps", "count", "start_date", "due_date", "note")
    list_filter = ("kind", "due_date")
    list_select_related = ("owner", "exercise_type")
    search_fields = ("owner__email", "owner__name", "exercise_type__name_key")
    ordering = ("-due_date", "-id")

    def counted(self, rows: list[Goal]) -> dict[str, int]:
        return {str(gettext_lazy("goals")): len(rows)}

    def delete_model(self, request: HttpRequest, obj: Goal) -> None:
        goal_delete(scope=Scope.system(obj.owner), goal=obj)
