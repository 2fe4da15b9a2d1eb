"""Addresses of feedback: everybody's, and the dashboard below /manage/."""

from django.urls import path

from feedback.views import board, manage, pages

urlpatterns = [
    path("feedback/", board.board, name="feedback"),
    path("feedback/new/", pages.new, name="feedback-new"),
    path("feedback/mine/", pages.mine, name="feedback-mine"),
    path("feedback/<int:pk>/", pages.detail, name="feedback-detail"),
    path("feedback/follow/<str:token>/", pages.follow, name="feedback-follow"),
    path("feedback/board/<int:pk>/", board.published, name="feedback-published"),
    path("feedback/board/<int:pk>/vote/", board.vote, name="feedback-vote"),
    path("manage/feedback/", manage.triage, name="manage-feedback"),
    path("manage/feedback/bulk/", manage.bulk, name="manage-feedback-bulk"),
    path("manage/feedback/<int:pk>/", manage.item, name="manage-feedback-item"),
    path("manage/feedback/<int:pk>/edit/", manage.edit, name="manage-feedback-edit"),
    path("manage/feedback/<int:pk>/answer/", manage.answer, name="manage-feedback-answer"),
    path("manage/feedback/<int:pk>/status/", manage.status, name="manage-feedback-status"),
    path("manage/feedback/<int:pk>/assign/", manage.assign, name="manage-feedback-assign"),
    path("manage/feedback/<int:pk>/spam/", manage.spam, name="manage-feedback-spam"),
]
