"""People: the one user table, with the preferences that decide how everything is shown."""

import uuid
from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.agents import NAME_LENGTH as AGENT_NAME_LENGTH
from accounts.agents import DeviceType, device_words
from accounts.managers import UserManager
from accounts.querysets import AccessTokenQuerySet, IdempotentAnswerQuerySet, LoginHistoryQuerySet
from accounts.suspicion import Suspicion
from accounts.zones import zone_or_utc
from workouttracker.kit.units import Unit, plain

MAX_REST_SECONDS = 3600
MAX_WEIGHT_STEP = Decimal(50)
USUAL_WEIGHT_STEP = {Unit.KG: Decimal("2.5"), Unit.LB: Decimal(5)}
"""A pair of the smallest plates that every gym has, by the unit of weight."""
NAME_LENGTH = 100


class User(AbstractBaseUser, PermissionsMixin):
    """An account. The e-mail address is the login and stays private; ``name`` is what others see."""

    class UnitChoice(models.TextChoices):
        KG = Unit.KG.value, _("Kilograms")
        LB = Unit.LB.value, _("Pounds")

    class Theme(models.TextChoices):
        AUTO = "auto", _("Like the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        GERMAN = "de", _("German")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(
        _("name"), max_length=NAME_LENGTH, blank=True, help_text=_("Shown to friends you share with.")
    )
    language = models.CharField(_("language"), max_length=8, choices=Language, default=Language.ENGLISH)
    unit = models.CharField(_("unit of weight"), max_length=2, choices=UnitChoice, default=UnitChoice.KG)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    first_weekday = models.PositiveSmallIntegerField(
        _("first day of the week"), choices=Weekday, default=Weekday.MONDAY
    )
    default_rest_seconds = models.PositiveSmallIntegerField(
        _("default rest time"),
        default=120,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_REST_SECONDS)],
        help_text=_("Seconds between sets."),
    )
    weight_step = models.DecimalField(
        _("weight step"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(MAX_WEIGHT_STEP)],
        help_text=_("How much − and + change a weight, in the unit of weight."),
    )
    count_body_weight = models.BooleanField(
        _("count body weight"),
        default=False,
        db_default=False,  # the release before this one, still running, doesn't know the column
        help_text=_("Your own weight counts in the volume of pull-ups, dips and the like. Friends never see it."),
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May open the admin."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Take this away instead of deleting."))
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
            models.CheckConstraint(condition=Q(unit__in=["kg", "lb"]), name="user_unit_known"),
            models.CheckConstraint(condition=Q(theme__in=["auto", "light", "dark"]), name="user_theme_known"),
            models.CheckConstraint(condition=Q(first_weekday__in=[0, 5, 6]), name="user_first_weekday_known"),
            models.CheckConstraint(
                condition=Q(default_rest_seconds__lte=MAX_REST_SECONDS), name="user_default_rest_in_range"
            ),
            models.CheckConstraint(
                condition=Q(weight_step__isnull=True) | Q(weight_step__gt=0, weight_step__lte=MAX_WEIGHT_STEP),
                name="user_weight_step_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        """What the product calls this person: the display name or a neutral word, never the e-mail address."""
        return self.name or str(_("Athlete"))

    def clean(self) -> None:
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)

    @property
    def zone(self) -> ZoneInfo:
        """The preferred time zone; UTC when this machine does not know it (its time zone data may be older)."""
        return ZoneInfo(zone_or_utc(self.time_zone))

    @property
    def storage_key(self) -> str:
        """Names this account in what a browser keeps for it: the same for ever, on no other installation."""
        return f"{self.pk}-{int(self.date_joined.timestamp())}"

    @property
    def weight_unit(self) -> Unit:
        """The preferred unit of weight."""
        return Unit(self.unit)

    @property
    def step(self) -> Decimal:
        """How much − and + change a weight, in the preferred unit."""
        return plain(self.weight_step or USUAL_WEIGHT_STEP[self.weight_unit])


class LoginHistory(models.Model):
    """One attempt to sign in, whoever made it and however it ended. Written by ``accounts.history`` only.

    ``user`` is empty when no account has the address; ``email`` is what was typed, empty when a passkey named nobody.
    The last four fields are the flags of ``accounts.suspicion``.
    """

    class Reason(models.TextChoices):
        """Why an attempt failed."""

        PASSWORD = "password", _("wrong e-mail or password")
        CODE = "code", _("wrong second factor")
        KEY = "key", _("wrong passkey or key")
        LIMITED = "limited", _("too many tries")
        INACTIVE = "inactive", _("account switched off")
        UNCONFIRMED = "unconfirmed", _("e-mail not confirmed")

    class Method(models.TextChoices):
        """How somebody proved who they are."""

        PASSWORD = "password", _("password")
        TOTP = "totp", _("password and code")
        RECOVERY = "recovery_codes", _("password and recovery code")
        KEY = "webauthn", _("password and security key")
        PASSKEY = "passkey", _("passkey")

    class Device(models.TextChoices):
        PHONE = DeviceType.PHONE.value, _("Phone")
        TABLET = DeviceType.TABLET.value, _("Tablet")
        COMPUTER = DeviceType.COMPUTER.value, _("Computer")
        PROGRAM = DeviceType.PROGRAM.value, _("Program")
        OTHER = DeviceType.OTHER.value, _("Other")

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, db_index=False, verbose_name=_("user"))
    email = models.CharField(_("e-mail"), max_length=254)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    success = models.BooleanField(_("success"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    method = models.CharField(_("method"), max_length=16, choices=Method, blank=True)
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)
    network = models.CharField(_("network"), max_length=45, blank=True)
    user_agent = models.CharField(_("user agent"), max_length=400, blank=True)
    device_type = models.CharField(_("device"), max_length=8, choices=Device, default=Device.OTHER)
    platform = models.CharField(_("platform"), max_length=AGENT_NAME_LENGTH, blank=True)
    browser = models.CharField(_("browser"), max_length=AGENT_NAME_LENGTH, blank=True)
    after_failures = models.BooleanField(Suspicion.AFTER_FAILURES.label, default=False)
    new_device = models.BooleanField(Suspicion.NEW_DEVICE.label, default=False)
    new_network = models.BooleanField(Suspicion.NEW_NETWORK.label, default=False)
    many_accounts = models.BooleanField(Suspicion.MANY_ACCOUNTS.label, default=False)

    objects = LoginHistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(success=True, reason="") | (Q(success=False) & ~Q(reason="")), name="login_reason_if_failed"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="login_of_user"),
            models.Index(fields=["-created_at", "-id"], name="login_newest_first"),
            models.Index(fields=["ip", "-created_at"], name="login_from_address"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def device_name(self) -> str:
        """``Firefox on Linux``."""
        return device_words(self.browser, self.platform)

    @property
    def flags(self) -> list[Suspicion]:
        """What is suspicious about it."""
        return [flag for flag in Suspicion if getattr(self, flag.value)]


class AccessToken(models.Model):
    """What a program signs in with instead of a password. Only a digest of it is kept: it is shown once.

    ``prefix`` is its beginning, by which its owner tells one from the other. ``id`` comes from the form, so that a form
    sent twice makes one token.
    """

    class Access(models.TextChoices):
        READ = "read", _("Read only")
        WRITE = "write", _("Read and write")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    prefix = models.CharField(_("begins with"), max_length=16)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    access = models.CharField(_("access"), max_length=5, choices=Access, default=Access.READ)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    last_used_at = models.DateTimeField(_("last use"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(access__in=["read", "write"]), name="access_token_access_known"),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="access_token_newest_first")]

    def __str__(self) -> str:
        return self.name

    @property
    def can_write(self) -> bool:
        return self.access == self.Access.WRITE

    @property
    def is_over(self) -> bool:
        """Whether it opens nothing any more."""
        return self.revoked_at is not None or self.expires_at <= timezone.now()


class IdempotentAnswer(models.Model):
    """The answer to a request that carried an Idempotency-Key, given again to whoever sends the same once more.

    ``fingerprint`` is that of the whole request; ``body`` is compressed. The row is written in the request's own
    transaction: it is there with the effect, or neither is.
    """

    owner = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    expires_at = models.DateTimeField(db_index=True)

    objects = IdempotentAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.status}"
