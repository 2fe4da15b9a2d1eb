"""Releases of the application, as the database knows them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppVersion(models.Model):
    """One release. The database allows one current release and each number with build once."""

    major = models.PositiveIntegerField(_("major"))
    minor = models.PositiveIntegerField(_("minor"))
    patch = models.PositiveIntegerField(_("patch"))
    build = models.PositiveIntegerField(_("build"))
    release_date = models.DateField(_("release date"), default=timezone.localdate)
    description = models.CharField(_("description"), max_length=200, blank=True)
    notes = models.TextField(_("release notes"), blank=True)
    commit = models.CharField(_("commit"), max_length=40, blank=True)
    is_current = models.BooleanField(_("current"), default=False)

    objects: ClassVar[models.Manager["AppVersion"]] = models.Manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-major", "-minor", "-patch", "-build"]
        constraints = [
            models.UniqueConstraint(fields=["major", "minor", "patch", "build"], name="version_number_once"),
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="version_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.build})"

    @property
    def number(self) -> str:
        """``major.minor.patch``."""
        return f"{self.major}.{self.minor}.{self.patch}"
