"""Articles and what they are sorted by, questions, terms, videos.

One row holds a text in every language: ``title`` is English, ``title_de`` German, and empty means that there is none
yet, so that English is shown. What belongs to a row beside its texts (order, category, votes, views) is one for all.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

ENGLISH = "en"
OTHERS = tuple(code for code, _name in settings.LANGUAGES if code != ENGLISH)
SHORT, LINE = 120, 300


def language_now() -> str:
    """The reader's language as the columns name it."""
    language = (get_language() or ENGLISH).partition("-")[0]
    return language if language in OTHERS else ENGLISH


class Content(models.Model):
    """What all kinds have in common. ``shipped`` is what the release brought, or ``None`` for an admin's own."""

    TEXTS: ClassVar[tuple[str, ...]] = ()
    """The columns that exist in every language."""
    KEPT: ClassVar[tuple[str, ...]] = ()
    """Other columns that belong to an earlier text."""

    slug = models.SlugField(_("address"), max_length=SHORT, unique=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    is_published = models.BooleanField(_("published"), default=True)
    shipped = models.JSONField(_("as shipped"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    modified_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.TEXTS[0]))

    def in_language(self, name: str, language: str = "") -> str:
        """The text ``name`` in a language (default: the reader's), or in English where there is none."""
        language = language or language_now()
        other = str(getattr(self, f"{name}_{language}", "")) if language != ENGLISH else ""
        return other or str(getattr(self, name))

    def language_of(self, name: str, language: str = "") -> str:
        """The language that ``in_language`` answers in."""
        language = language or language_now()
        return language if language != ENGLISH and str(getattr(self, f"{name}_{language}", "")) else ENGLISH

    def text_columns(self) -> tuple[str, ...]:
        """Every column with a text, in every language."""
        return tuple(column for name in self.TEXTS for column in (name, *(f"{name}_{code}" for code in OTHERS)))

    def kept_columns(self) -> tuple[str, ...]:
        """What an earlier text is made of."""
        return (*self.text_columns(), *self.KEPT)

    @property
    def heading(self) -> str:
        """What it is called, in the reader's language."""
        return self.in_language(self.TEXTS[0])


class Category(Content):
    """A part of the help centre; one may lie in another."""

    TEXTS = ("name", "description")
    KEPT = ("icon",)

    name = models.CharField(_("name"), max_length=SHORT)
    name_de = models.CharField(_("name in German"), max_length=SHORT, blank=True)
    description = models.CharField(_("description"), max_length=LINE, blank=True)
    description_de = models.CharField(_("description in German"), max_length=LINE, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="book")
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("lies in")
    )

    objects: ClassVar[models.Manager["Category"]] = models.Manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    @property
    def summary_shown(self) -> str:
        return self.in_language("description")


class Topic(Content):
    """What questions and videos are about."""

    TEXTS = ("name",)

    name = models.CharField(_("name"), max_length=SHORT)
    name_de = models.CharField(_("name in German"), max_length=SHORT, blank=True)

    objects: ClassVar[models.Manager["Topic"]] = models.Manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "name"]


class Video(Content):
    """A tutorial: a file of this site, or an address elsewhere that nothing is loaded from before a click."""

    TEXTS = ("title", "summary")
    KEPT = ("file", "url", "seconds")

    title = models.CharField(_("title"), max_length=SHORT)
    title_de = models.CharField(_("title in German"), max_length=SHORT, blank=True)
    summary = models.CharField(_("summary"), max_length=LINE, blank=True)
    summary_de = models.CharField(_("summary in German"), max_length=LINE, blank=True)
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="videos", verbose_name=_("topic")
    )
    seconds = models.PositiveIntegerField(_("length in seconds"), default=0)
    file = models.CharField(
        _("file"),
        max_length=LINE,
        blank=True,
        help_text=_("Below the site's static files, such as help/first-set.webm."),
    )
    url = models.URLField(_("address elsewhere"), max_length=500, blank=True)

    objects: ClassVar[models.Manager["Video"]] = models.Manager()

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["position", "title"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="")), name="help_video_file_or_url"
            )
        ]

    @property
    def summary_shown(self) -> str:
        return self.in_language("summary")


class Article(Content):
    """A page of help. ``reviewed_major`` and ``reviewed_minor``: the release that it was last held against."""

    TEXTS = ("title", "summary", "content", "tags")
    KEPT = ("pages", "reviewed_major", "reviewed_minor")

    title = models.CharField(_("title"), max_length=SHORT)
    title_de = models.CharField(_("title in German"), max_length=SHORT, blank=True)
    summary = models.CharField(_("summary"), max_length=LINE, blank=True)
    summary_de = models.CharField(_("summary in German"), max_length=LINE, blank=True)
    content = models.TextField(_("text"), help_text=_("Markdown. [Words](page:quick-log) link to a page of the app."))
    content_de = models.TextField(_("text in German"), blank=True)
    tags = models.CharField(_("tags"), max_length=LINE, blank=True, help_text=_("With commas between them."))
    tags_de = models.CharField(_("tags in German"), max_length=LINE, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="articles", verbose_name=_("category")
    )
    pages = models.TextField(
        _("pages it helps with"),
        blank=True,
        help_text=_("Names of pages with spaces between them; * stands for any end, such as session-*."),
    )
    is_featured = models.BooleanField(_("featured"), default=False)
    is_printable = models.BooleanField(_("made for printing"), default=False)
    video = models.ForeignKey(
        Video, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("video")
    )
    related = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="+", verbose_name=_("related"))
    views = models.PositiveIntegerField(_("views"), default=0, editable=False)
    reviewed_major = models.PositiveIntegerField(_("major"), default=0, editable=False)
    reviewed_minor = models.PositiveIntegerField(_("minor"), default=0, editable=False)

    objects: ClassVar[models.Manager["Article"]] = models.Manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["category__position", "position", "title"]
        indexes = [models.Index(fields=["category", "position"], name="help_article_order")]

    @property
    def version(self) -> str:
        """The release it was last held against, as people read it: ``1.4``."""
        return f"{self.reviewed_major}.{self.reviewed_minor}"

    @property
    def summary_shown(self) -> str:
        return self.in_language("summary")

    def tag_list(self, language: str = "") -> list[str]:
        """The tags one by one."""
        return [tag for each in self.in_language("tags", language).split(",") if (tag := each.strip())]


class Question(Content):
    """One of the frequently asked questions."""

    TEXTS = ("question", "answer", "tags")

    question = models.CharField(_("question"), max_length=LINE)
    question_de = models.CharField(_("question in German"), max_length=LINE, blank=True)
    answer = models.TextField(_("answer"), help_text=_("Markdown."))
    answer_de = models.TextField(_("answer in German"), blank=True)
    tags = models.CharField(_("tags"), max_length=LINE, blank=True, help_text=_("With commas between them."))
    tags_de = models.CharField(_("tags in German"), max_length=LINE, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions", verbose_name=_("topic"))

    objects: ClassVar[models.Manager["Question"]] = models.Manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["topic__position", "position", "question"]


class Term(Content):
    """A word of the glossary. ``also``: what else it is called, which is explained in texts as well."""

    TEXTS = ("term", "definition", "example", "also")

    term = models.CharField(_("term"), max_length=SHORT)
    term_de = models.CharField(_("term in German"), max_length=SHORT, blank=True)
    definition = models.TextField(_("definition"))
    definition_de = models.TextField(_("definition in German"), blank=True)
    example = models.CharField(_("example"), max_length=LINE, blank=True)
    example_de = models.CharField(_("example in German"), max_length=LINE, blank=True)
    also = models.CharField(_("also called"), max_length=LINE, blank=True, help_text=_("With commas between them."))
    also_de = models.CharField(_("also called in German"), max_length=LINE, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="terms", verbose_name=_("category")
    )
    related = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="+", verbose_name=_("related"))

    objects: ClassVar[models.Manager["Term"]] = models.Manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["term"]

    def names(self, language: str = "") -> list[str]:
        """Everything it is called in a language, the term first."""
        said = [self.in_language("term", language), *self.in_language("also", language).split(",")]
        return [name for each in said if (name := each.strip())]


KINDS: dict[str, type[Any]] = {
    "article": Article,
    "question": Question,
    "term": Term,
    "video": Video,
    "category": Category,
    "topic": Topic,
}
"""Every kind of content by the name that earlier texts and search know it by."""


def kind_of(item: Content) -> str:
    """The key of ``KINDS`` for a row."""
    return str(item._meta.model_name)  # noqa: SLF001 - the documented way to a model's name
