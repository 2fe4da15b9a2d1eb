"""App configurations of the composition root."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our site class (same look, dashboards menu)."""

    default_site = "workouttracker.admin.AdminSite"


class CompositionConfig(AppConfig):
    """Makes the template tags and commands of the composition root known."""

    name = "workouttracker"
    label = "composition"
