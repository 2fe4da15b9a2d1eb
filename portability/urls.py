"""Addresses of moved data."""

from django.urls import path

from portability import views, views_export
from portability.views import schedules, webhooks

urlpatterns = [
    path("data/", views_export.data, name="data"),
    path("data/export/", views_export.export_list, name="export-list"),
    path("data/export/<uuid:pk>/file/", views_export.export_file, name="export-file"),
    path("data/export/<uuid:pk>/delete/", views_export.export_remove, name="export-delete"),
    path("data/export/scheduled/", schedules.schedule_list, name="schedule-list"),
    path("data/export/scheduled/<uuid:pk>/", schedules.schedule_edit, name="schedule-edit"),
    path("data/export/scheduled/<uuid:pk>/delete/", schedules.schedule_remove, name="schedule-delete"),
    path("data/webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("data/webhooks/new/", webhooks.webhook_new, name="webhook-new"),
    path("data/webhooks/<uuid:pk>/", webhooks.webhook_detail, name="webhook"),
    path("data/webhooks/<uuid:pk>/edit/", webhooks.webhook_edit, name="webhook-edit"),
    path("data/webhooks/<uuid:pk>/switch/", webhooks.webhook_turn, name="webhook-switch"),
    path("data/webhooks/<uuid:pk>/secret/", webhooks.webhook_renew, name="webhook-secret"),
    path("data/webhooks/<uuid:pk>/test/", webhooks.webhook_try, name="webhook-test"),
    path("data/webhooks/<uuid:pk>/delete/", webhooks.webhook_remove, name="webhook-delete"),
    path("data/webhooks/told/<uuid:pk>/", webhooks.webhook_delivery, name="webhook-delivery"),
    path("data/webhooks/told/<uuid:pk>/again/", webhooks.webhook_resend, name="webhook-resend"),
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
