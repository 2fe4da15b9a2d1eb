"""Addresses of jobs."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from jobs import views

urlpatterns = [
    path("jobs/", views.job_list, name="job-list"),
    path("jobs/badge/", views.job_badge, name="job-badge"),
    path("jobs/<uuid:job_id>/", views.job_detail, name="job-detail"),
    path("jobs/<uuid:job_id>/cancel/", views.job_cancel_view, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry/", views.job_retry_view, name="job-retry"),
    re_path(rf"^api/v1/jobs/(?P<job_id>{UUIDConverter.regex})/?$", views.job_snapshot, name="api-job"),
]
