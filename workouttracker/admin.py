"""The admin site: Django's, under our name and tokens."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class AdminSite(admin.AdminSite):
    site_header = _("WorkoutTracker admin")
    site_title = _("WorkoutTracker admin")
    index_title = _("Overview")
