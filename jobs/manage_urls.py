"""Addresses of the admins' dashboard of jobs, below /manage/."""

from django.urls import path

from jobs import views_manage as views

urlpatterns = [
    path("jobs/", views.overview, name="manage-jobs"),
    path("jobs/history/", views.history, name="manage-jobs-history"),
    path("jobs/diagnosis/", views.diagnosis, name="manage-jobs-diagnosis"),
    path("jobs/test/", views.self_test, name="manage-jobs-test"),
    path("jobs/retry/", views.retry_many, name="manage-jobs-retry"),
    path("jobs/<uuid:job_id>/", views.detail, name="manage-job"),
    path("jobs/<uuid:job_id>/retry/", views.retry, name="manage-job-retry"),
    path("jobs/<uuid:job_id>/cancel/", views.cancel, name="manage-job-cancel"),
    path("jobs/<uuid:job_id>/take-back/", views.take_back, name="manage-job-take-back"),
    path("jobs/<uuid:job_id>/delete/", views.delete, name="manage-job-delete"),
]
