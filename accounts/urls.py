"""Addresses below /accounts/ beside allauth's."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.profile, name="accounts-profile"),
    path("preferences/", views.preferences, name="accounts-preferences"),
    path("sign-ins/", views.sign_ins, name="accounts-sign-ins"),
    path("devices/<int:pk>/sign-out/", views.device_sign_out, name="accounts-device-sign-out"),
    path("not-me/<str:token>/", views.not_me, name="accounts-not-me"),
]
