"""Addresses of the accounts' dashboard, below /manage/."""

from django.urls import path

from accounts import views_manage

urlpatterns = [path("sign-ins/", views_manage.sign_ins, name="manage-sign-ins")]
