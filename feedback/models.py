"""What people tell us, what we answer, and everything that happened with it."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.agents import NAME_LENGTH as AGENT_NAME_LENGTH
from accounts.agents import DeviceType, device_words
from accounts.models import LoginHistory
from feedback.querysets import BelowQuerySet, FeedbackQuerySet, ListQuerySet
from feedback.states import CLOSED, PATHS, Kind, Priority, Status, verb_of

SUBJECT_LENGTH = 150
MESSAGE_LENGTH = 10_000
PAGE_LENGTH = 300
USER = settings.AUTH_USER_MODEL


class Category(models.Model):
    """A drawer of the admins' own."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ListQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Feedback(models.Model):
    """One report, request, question or remark. Written by ``feedback.services`` only.

    ``sender`` is empty for whoever was not signed in, and when the account is gone. ``email`` is what somebody without
    an account left to be answered; whoever has one is answered at the account's address. ``awaits_answer``: the last
    word is the sender's. ``is_spam`` items are kept aside.
    """

    sender = models.ForeignKey(
        USER, models.SET_NULL, null=True, blank=True, related_name="feedback_sent", verbose_name=_("sender")
    )
    email = models.EmailField(_("contact e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    kind = models.CharField(_("type"), max_length=8, choices=Kind)
    subject = models.CharField(_("subject"), max_length=SUBJECT_LENGTH)
    message = models.TextField(_("message"), max_length=MESSAGE_LENGTH)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    updated_at = models.DateTimeField(_("last updated"), default=timezone.now)

    page = models.CharField(_("page"), max_length=PAGE_LENGTH, blank=True)
    user_agent = models.CharField(_("user agent"), max_length=400, blank=True)
    device_type = models.CharField(
        _("device"), max_length=8, choices=LoginHistory.Device, default=DeviceType.OTHER.value
    )
    platform = models.CharField(_("platform"), max_length=AGENT_NAME_LENGTH, blank=True)
    browser = models.CharField(_("browser"), max_length=AGENT_NAME_LENGTH, blank=True)
    app_version = models.CharField(_("app version"), max_length=40, blank=True)
    request_id = models.CharField(_("number of the error"), max_length=64, blank=True)

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.MEDIUM)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, verbose_name=_("category"))
    assignee = models.ForeignKey(
        USER, models.SET_NULL, null=True, blank=True, related_name="feedback_assigned", verbose_name=_("assigned to")
    )
    admin_notes = models.TextField(_("admin notes"), blank=True)
    awaits_answer = models.BooleanField(_("waits for an answer"), default=True)
    due_on = models.DateField(_("estimated completion"), null=True, blank=True)
    public_title = models.CharField(_("title on the board"), max_length=SUBJECT_LENGTH, blank=True)
    public_response = models.TextField(_("public response"), max_length=MESSAGE_LENGTH, blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    shipped_in = models.ForeignKey(
        "versions.AppVersion", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("version")
    )
    shipped_told_at = models.DateTimeField(_("told that it shipped"), null=True, blank=True)
    is_spam = models.BooleanField(_("suspected spam"), default=False)
    spam_reason = models.CharField(_("why"), max_length=12, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="feedback_status_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="feedback_kind_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="feedback_priority_known"),
            models.CheckConstraint(
                condition=Q(is_published=False) | (Q(is_spam=False) & ~Q(public_response="")),
                name="feedback_published_with_response",
                violation_error_message=_("Write a public response first: it stands on the board."),
            ),
        ]
        indexes = [
            models.Index(fields=["is_spam", "-created_at", "-id"], name="feedback_newest_first"),
            models.Index(fields=["is_spam", "status", "-created_at"], name="feedback_by_status"),
            models.Index(fields=["is_spam", "kind", "status", "priority"], name="feedback_figures"),
            models.Index(fields=["-published_at"], name="feedback_board", condition=Q(is_published=True)),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def device_name(self) -> str:
        """``Firefox on Linux``."""
        return device_words(self.browser, self.platform)

    @property
    def title(self) -> str:
        """What the public board calls it."""
        return self.public_title or self.subject

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been done before today."""
        return self.due_on is not None and not self.is_closed and self.due_on < timezone.localdate()

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Where it may go from here: the status, and what the button says."""
        return [(new.value, verb_of(self.status, new)) for new in PATHS[self.status]]

    @property
    def answered_at(self) -> str:
        """The address that answers go to; empty when there is none."""
        if self.sender is not None:
            return self.sender.email if self.sender.is_active else ""
        return self.email

    @property
    def reader_language(self) -> str:
        """The language of whoever sent it."""
        return self.sender.language if self.sender is not None else self.language


class Reply(models.Model):
    """A message below an item, by the team or by whoever sent it."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="replies", verbose_name=_("feedback"))
    author = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author"))
    is_ours = models.BooleanField(_("by the team"))
    text = models.TextField(_("text"), max_length=MESSAGE_LENGTH)
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    objects = BelowQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["-created_at"], name="feedback_reply_newest")]

    def __str__(self) -> str:
        return self.text[:50]


class Change(models.Model):
    """One change of one field: who, when, from what to what. An empty ``actor`` is a person who is gone, or no person.

    Values are stored as they are in the column: a person by the key, days as ISO dates. Of the admin notes only that
    they changed.
    """

    class Field(models.TextChoices):
        STATUS = "status", _("Status")
        KIND = "kind", _("Type")
        PRIORITY = "priority", _("Priority")
        CATEGORY = "category", _("Category")
        ASSIGNEE = "assignee", _("Assigned to")
        DUE = "due_on", _("Estimated completion")
        NOTES = "admin_notes", _("Admin notes")
        TITLE = "public_title", _("Title on the board")
        RESPONSE = "public_response", _("Public response")
        PUBLISHED = "is_published", _("Published")
        SHIPPED = "shipped_in", _("Version")
        SPAM = "is_spam", _("Suspected spam")

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="changes", verbose_name=_("feedback"))
    actor = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    field = models.CharField(_("what"), max_length=16, choices=Field)
    old = models.TextField(_("before"), blank=True)
    new = models.TextField(_("after"), blank=True)
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    objects = BelowQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["-created_at"], name="feedback_change_newest")]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.old} → {self.new}"

    @property
    def new_day(self) -> date | None:
        """The new value of a day."""
        return date.fromisoformat(self.new) if self.field == self.Field.DUE and self.new else None


class Vote(models.Model):
    """One person's vote for a published item."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="votes", verbose_name=_("feedback"))
    voter = models.ForeignKey(USER, models.CASCADE, related_name="+", verbose_name=_("voter"))
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    objects: ClassVar[models.Manager["Vote"]] = models.Manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["feedback", "voter"], name="feedback_vote_once")]

    def __str__(self) -> str:
        return f"{self.voter_id} → {self.feedback_id}"


class ReplyTemplate(models.Model):
    """A text to begin an answer with, in each language; see ``feedback.placeholders`` for what it may hold."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    text_en = models.TextField(_("text in English"), max_length=MESSAGE_LENGTH)
    text_de = models.TextField(_("text in German"), max_length=MESSAGE_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ListQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name; those that are shipped in the reader's language."""
        return translation.gettext(self.name) if self.name else ""

    def text_for(self, language: str) -> str:
        """The text in ``language``; in English when there is none."""
        return (self.text_de if language == "de" else "") or self.text_en
