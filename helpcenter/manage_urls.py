"""Addresses of the dashboard, below /manage/help/."""

from django.urls import path

from helpcenter.views import manage

urlpatterns = [
    path("", manage.dashboard, name="manage-help"),
    path("preview/", manage.preview, name="manage-help-preview"),
    path("ratings/", manage.ratings, name="manage-help-ratings"),
    path("articles/<int:pk>/reviewed/", manage.reviewed, name="manage-help-reviewed"),
    path("texts/<slug:kind>/<int:pk>/", manage.texts, name="manage-help-texts"),
    path("texts/<int:pk>/restore/", manage.restore, name="manage-help-restore"),
]
