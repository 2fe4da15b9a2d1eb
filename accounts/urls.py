"""Addresses below /accounts/ beside allauth's."""

from django.urls import path

from accounts import views, views_tokens

urlpatterns = [
    path("", views.profile, name="accounts-profile"),
    path("preferences/", views.preferences, name="accounts-preferences"),
    path("sign-ins/", views.sign_ins, name="accounts-sign-ins"),
    path("devices/<int:pk>/sign-out/", views.device_sign_out, name="accounts-device-sign-out"),
    path("tokens/", views_tokens.token_list, name="accounts-tokens"),
    path("tokens/new/", views_tokens.token_new, name="accounts-token-new"),
    path("tokens/<uuid:pk>/revoke/", views_tokens.token_end, name="accounts-token-revoke"),
    path("not-me/<str:token>/", views.not_me, name="accounts-not-me"),
]
