"""Websocket addresses."""

from django.urls import path, re_path

from jobs.consumers import DashboardConsumer, JobConsumer, Nowhere

websocket_urlpatterns = [
    path("ws/jobs/<uuid:job_id>/", JobConsumer.as_asgi()),
    path("ws/manage/jobs/", DashboardConsumer.as_asgi()),
    re_path("", Nowhere.as_asgi()),
]
