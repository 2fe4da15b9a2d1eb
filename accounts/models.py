"""People: the one user table, with the preferences that decide how everything is shown."""

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

from accounts.managers import UserManager
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
