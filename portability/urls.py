"""Addresses of moved data."""

from django.urls import path

from portability import views, views_export
from portability.views import schedules

urlpatterns = [
    path("data/", views_export.data, name="data"),
    path("data/export/", views_export.export_list, name="export-list"),
    path("data/export/<uuid:pk>/file/", views_export.export_file, name="export-file"),
    path("data/export/<uuid:pk>/delete/", views_export.export_remove, name="export-delete"),
    path("data/export/scheduled/", schedules.schedule_list, name="schedule-list"),
    path("data/export/scheduled/<uuid:pk>/", schedules.schedule_edit, name="schedule-edit"),
    path("data/export/scheduled/<uuid:pk>/delete/", schedules.schedule_remove, name="schedule-delete"),
    path("schemas/workout-export-<str:version>.json", views_export.export_schema, name="export-schema"),
    path("data/import/", views.import_list, name="import-list"),
    path("data/import/<uuid:draft_id>/", views.import_preview, name="import-preview"),
    path("data/import/<uuid:draft_id>/again/", views.import_again, name="import-again"),
    path("data/import/<uuid:draft_id>/columns/", views.import_columns, name="import-columns"),
    path("data/import/<uuid:draft_id>/problems.csv", views.import_preview_problems, name="import-preview-problems"),
    path("data/import/done/<uuid:batch_id>/", views.import_detail, name="import-detail"),
    path("data/import/done/<uuid:batch_id>/problems.csv", views.import_problems, name="import-problems"),
    path("data/import/done/<uuid:batch_id>/repeat/", views.import_repeat, name="import-repeat"),
    path("data/import/done/<uuid:batch_id>/roll-back/", views.import_roll_back, name="import-roll-back"),
    path("data/clean-up/", views.clean_up, name="clean-up"),
    path("data/clean-up/dates/", views.clean_up_dates, name="clean-up-dates"),
    path("data/clean-up/duplicates/", views.clean_up_repeats, name="clean-up-repeats"),
    path("data/clean-up/merge/", views.clean_up_merge, name="clean-up-merge"),
    path("data/clean-up/names/", views.clean_up_names, name="clean-up-names"),
    path("data/clean-up/units/", views.clean_up_units, name="clean-up-units"),
    path("accounts/delete/", views.account_delete, name="accounts-delete"),
    path("accounts/delete/started/", views.account_delete_started, name="accounts-delete-started"),
    path("data/delete/", views.data_delete, name="data-delete"),
]
