"""Addresses of the log. ``read`` and ``read_reports`` are mounted again for visitors; ``write`` is the owner's."""

from django.urls import path

from sessions_app.views import (
    calendar,
    exercises,
    log_sync,
    quick_log,
    reports,
    reps,
    sessions,
    set_add,
    set_types,
    sets,
    today,
    undo,
)

read = [
    path("sessions/", sessions.session_list, name="session-list"),
    path("sessions/calendar/", calendar.session_calendar, name="session-calendar"),
    path("sessions/year/", calendar.session_year, name="session-year"),
    path("sessions/<int:pk>/", sessions.session_detail, name="session-detail"),
]
read_reports = [
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:key>/", reports.report_section, name="report-section"),
    path("reports/<slug:key>.csv", reports.report_csv, name="report-csv"),
    path("exercises/<int:pk>/", reports.exercise_detail, name="exercise-detail"),
    path("exercises/<int:pk>/history.csv", reports.exercise_csv, name="exercise-csv"),
]
write = [
    path("", today.today, name="today"),
    path("log/", quick_log.quick_log, name="quick-log"),
    path("log/start/", quick_log.quick_log_start, name="quick-log-start"),
    path("log/exercises/", quick_log.quick_log_exercise, name="quick-log-exercise"),
    path("exercises/", exercises.exercise_list, name="exercise-list"),
    path("exercises/new/", exercises.exercise_create_page, name="exercise-create"),
    path("exercises/<int:pk>/edit/", exercises.exercise_edit, name="exercise-edit"),
    path("exercises/<int:pk>/delete/", exercises.exercise_delete, name="exercise-delete"),
    path("exercises/<int:pk>/merge/", exercises.exercise_merge_page, name="exercise-merge"),
    path("exercises/set-types/", set_types.set_type_list, name="set-type-list"),
    path("exercises/set-types/new/", set_types.set_type_create_page, name="set-type-create"),
    path("exercises/set-types/<int:pk>/edit/", set_types.set_type_edit, name="set-type-edit"),
    path("exercises/set-types/<int:pk>/delete/", set_types.set_type_delete, name="set-type-delete"),
    path("exercises/set-types/<int:pk>/merge/", set_types.set_type_merge_page, name="set-type-merge"),
    path("exercises/<int:pk>/favourite/", quick_log.exercise_favourite, name="exercise-favourite"),
    path("log/sync/", log_sync.log_sync, name="log-sync"),
    path("sessions/new/", sessions.session_new, name="session-new"),
    path("sessions/undo/", undo.undo_list, name="undo-list"),
    path("sessions/undo/<uuid:pk>/", undo.undo, name="undo-apply"),
    path("sessions/<int:pk>/edit/", sessions.session_edit, name="session-edit"),
    path("sessions/<int:pk>/finish/", sessions.session_end, name="session-finish"),
    path("sessions/<int:pk>/resume/", sessions.session_reopen, name="session-resume"),
    path("sessions/<int:pk>/delete/", sessions.session_remove, name="session-delete"),
    path("sessions/<int:pk>/sets/", set_add.set_add, name="set-add"),
    path("sessions/<int:pk>/exercises/", set_add.exercise_new, name="exercise-new"),
    path("sessions/sets/<int:pk>/", sets.set_detail, name="set-detail"),
    path("sessions/sets/<int:pk>/edit/", sets.set_edit, name="set-edit"),
    path("sessions/sets/<int:pk>/clone/", sets.set_again, name="set-clone"),
    path("sessions/sets/<int:pk>/move/", sets.set_shift, name="set-move"),
    path("sessions/sets/<int:pk>/delete/", sets.set_remove, name="set-delete"),
    path("sessions/sets/<int:pk>/reps/", reps.set_reps, name="set-reps"),
    path("sessions/sets/<int:pk>/reps/<int:number>/", reps.rep_tick, name="rep-mark"),
]
urlpatterns = [*read, *read_reports, *write]
