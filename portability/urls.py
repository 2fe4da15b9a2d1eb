"""Addresses of moved data."""

from django.urls import path

from portability import views

urlpatterns = [
    path("data/import/", views.import_list, name="import-list"),
    path("data/import/<uuid:draft_id>/", views.import_preview, name="import-preview"),
    path("data/import/done/<uuid:batch_id>/", views.import_detail, name="import-detail"),
]
