"""What can happen to releases. Commands, scripts and the admin call these verbs."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from versions.events import became_current
from versions.models import AppVersion

Part = Literal["major", "minor", "patch", "build"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A release number with its build: ``1.4.2+17``."""

    major: int
    minor: int
    patch: int
    build: int

    @classmethod
    def parse(cls, text: str) -> "Number":
        """The number in ``1.4.2+17``. Raises ``ValueError`` for anything else."""
        release, _plus, build = text.partition("+")
        parts = [*release.split("."), build]
        if len(parts) != len(PARTS) or not all(part.isascii() and part.isdecimal() for part in parts):
            raise ValueError(f"not a version like 1.4.2+17: {text}")
        return cls(*map(int, parts))

    @classmethod
    def of(cls, version: AppVersion) -> "Number":
        return cls(version.major, version.minor, version.patch, version.build)

    @classmethod
    def running(cls) -> "Number":
        """The number of the code that runs (version.json)."""
        return cls.parse(settings.APP_VERSION)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}+{self.build}"


def version_next(number: Number, part: Part) -> Number:
    """The number after ``number`` when ``part`` is raised: what is below becomes 0, the build only rises.

    ``1.4.2+17``: major → ``2.0.0+18``, minor → ``1.5.0+18``, patch → ``1.4.3+18``, build → ``1.4.2+18``.
    """
    raised = replace(number, build=number.build + 1)
    match part:
        case "major":
            return replace(raised, major=number.major + 1, minor=0, patch=0)
        case "minor":
            return replace(raised, minor=number.minor + 1, patch=0)
        case "patch":
            return replace(raised, patch=number.patch + 1)
        case "build":
            return raised


def version_history() -> QuerySet[AppVersion]:
    """Every release, newest first."""
    return AppVersion.objects.order_by("-major", "-minor", "-patch", "-build")


@transaction.atomic
def version_add(
    *,
    number: Number,
    release_date: date | None = None,
    description: str = "",
    notes: str = "",
    commit: str = "",
    current: bool = False,
) -> AppVersion:
    """Add a release; the first one is always current.

    Raises ``ValidationError`` (field ``build``) for a build that is not above every earlier one, also when another
    process added it at the same moment.
    """
    first = build_must_rise(number.build) is None
    version = AppVersion(
        major=number.major,
        minor=number.minor,
        patch=number.patch,
        build=number.build,
        release_date=release_date or timezone.localdate(),
        description=description,
        notes=notes,
        commit=commit,
    )
    version.full_clean()
    version.save()
    if current or first:
        _make_current(version)
    return version


def build_must_rise(build: int) -> int | None:
    """The highest build so far, or ``None`` before the first; raises ``ValidationError`` when ``build`` is not above.

    To be called inside the transaction that adds the release: it lets one writer in at a time.
    """
    _lock()
    highest = AppVersion.objects.order_by("-build").values_list("build", flat=True).first()
    if highest is not None and build <= highest:
        message = _("Build %(build)s is not above %(highest)s, the highest one so far. Builds only rise.")
        params = {"build": build, "highest": highest}
        raise ValidationError({"build": ValidationError(message, code="build_fell", params=params)})
    return highest


@transaction.atomic
def version_set_current(*, version: AppVersion) -> AppVersion:
    """Make ``version`` the one that runs, and no other."""
    _lock()
    _make_current(version)
    return version


@transaction.atomic
def version_record(
    *, number: Number | None = None, description: str = "", notes: str = "", commit: str = ""
) -> tuple[AppVersion, bool]:
    """Note that ``number`` (default: the running code's) is what runs now; whether that release is new.

    A release that is known already becomes current again (a roll-back); its texts stay. Raises like ``version_add``.
    """
    number = number or Number.running()
    _lock()
    known = AppVersion.objects.filter(
        major=number.major, minor=number.minor, patch=number.patch, build=number.build
    ).first()
    if known is not None:
        _make_current(known)
        return known, False
    return version_add(number=number, description=description, notes=notes, commit=commit, current=True), True


@transaction.atomic
def version_delete(*, version: AppVersion) -> None:
    """Delete a release that was added by mistake. Raises ``ValidationError`` for the current one."""
    _lock()
    version.refresh_from_db(fields=["is_current"])
    if version.is_current:
        raise ValidationError(_("This version is the current one. Make another one current first."), code="is_current")
    version.delete()


def _lock() -> None:
    """One writer at a time (SQLite has only one): "exactly one current" is about all rows, not about one."""
    list(AppVersion.objects.select_for_update().order_by("pk").values_list("pk"))


def _make_current(version: AppVersion) -> None:
    """In this order: the database allows no moment with two."""
    AppVersion.objects.filter(is_current=True).exclude(pk=version.pk).update(is_current=False)
    AppVersion.objects.filter(pk=version.pk).update(is_current=True)
    version.is_current = True
    became_current(version)
