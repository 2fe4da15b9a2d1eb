"""What readers leave behind: votes and views."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpcenter.models.content import Article

COMMENT_LENGTH = 1000


class Vote(models.Model):
    """Whether an article helped: one per visitor and article, who may think again.

    ``visitor`` is ``u<number>`` for somebody with an account, else the random value in the browser's cookie.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes", verbose_name=_("article"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("user")
    )
    visitor = models.CharField(_("visitor"), max_length=64, editable=False)
    helped = models.BooleanField(_("helped"))
    comment = models.TextField(_("comment"), max_length=COMMENT_LENGTH, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar[models.Manager["Vote"]] = models.Manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["-modified_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["article", "visitor"], name="help_vote_once")]
        indexes = [models.Index(fields=["article", "helped"], name="help_vote_figures")]

    def __str__(self) -> str:
        return f"{self.article}: {'+' if self.helped else '−'}"


class ArticleDay(models.Model):
    """How many visitors read an article on a day."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="days", verbose_name=_("article"))
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"), default=0)

    objects: ClassVar[models.Manager["ArticleDay"]] = models.Manager()

    class Meta:
        verbose_name = _("views of a day")
        verbose_name_plural = _("views by day")
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="help_views_once_a_day")]

    def __str__(self) -> str:
        return f"{self.article}, {self.day}: {self.views}"
