"""Addresses below /versions/."""

from django.urls import path

from versions import views

urlpatterns = [path("", views.history, name="versions-history")]
