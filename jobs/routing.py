"""Websocket addresses."""

from django.urls import path

from jobs.consumers import DashboardConsumer, JobConsumer

websocket_urlpatterns = [
    path("ws/jobs/<uuid:job_id>/", JobConsumer.as_asgi()),
    path("ws/manage/jobs/", DashboardConsumer.as_asgi()),
]
