"""Earlier texts of the content, and what search looks through."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EarlierText(models.Model):
    """What a piece of content said before it was changed: ``values`` holds its columns. ``why``: who overwrote it."""

    class Why(models.TextChoices):
        """What came after this text."""

        EDITED = "edited", _("edited")
        RELEASED = "released", _("changed by a release")
        RESTORED = "restored", _("an earlier text restored")

    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.BigIntegerField(_("number"))
    values = models.JSONField(_("text"))
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("editor")
    )
    why = models.CharField(_("what came after"), max_length=20, choices=Why.choices)
    created_at = models.DateTimeField(_("until"), auto_now_add=True)

    objects: ClassVar[models.Manager["EarlierText"]] = models.Manager()

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["kind", "object_id", "-created_at"], name="help_earlier_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}, {self.created_at:%Y-%m-%d %H:%M}"


class SearchDocument(models.Model):
    """One piece of content as search sees it, once for each language; ``said_in``: the language it really is in.

    Full text lies beside it: a ``vector`` column on PostgreSQL, the table ``helpcenter_fts`` on SQLite (see search/).
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=8)
    said_in = models.CharField(max_length=8)
    slug = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    keywords = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)

    objects: ClassVar[models.Manager["SearchDocument"]] = models.Manager()

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="help_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} ({self.language})"


class SearchWord(models.Model):
    """A word that stands in some document: what a slip of the finger is held against."""

    language = models.CharField(max_length=8)
    word = models.CharField(max_length=60)

    objects: ClassVar[models.Manager["SearchWord"]] = models.Manager()

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="help_word_once")]

    def __str__(self) -> str:
        return self.word
