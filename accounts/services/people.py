"""Making, changing and deleting accounts."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict, Unpack

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.deletion import belongings_delete
from accounts.models import User
from accounts.names import clean_name
from accounts.zones import unknown_zone, zone_names


class LastSuperuserError(ValidationError):
    """Somebody must be able to administer the site."""

    def __init__(self) -> None:
        super().__init__(
            _("This is the last active superuser. Make somebody else a superuser first."), code="last_superuser"
        )


class Preferences(TypedDict, total=False):
    """What a person decides about how the product looks and counts; see the fields of ``User``."""

    name: str
    language: str
    unit: str
    time_zone: str
    theme: str
    first_weekday: int
    default_rest_seconds: int
    weight_step: Decimal | None
    count_body_weight: bool


def preferences_update(*, user: User, **changes: Unpack[Preferences]) -> User:
    """Save the preferences that changed, and nothing else. With another unit the weight step is the usual one again.

    Raises ``ValidationError`` with messages by field; then nothing is saved or changed.
    """
    unknown = changes.keys() - Preferences.__annotations__.keys()
    if unknown:
        raise TypeError(f"not a preference: {', '.join(sorted(unknown))}")
    changed: dict[str, object] = {}
    refused: dict[str, ValidationError] = {}
    for field, value in changes.items():
        try:
            clean = _preference(user, field, value)
        except ValidationError as error:
            refused[field] = error
        else:
            if clean != getattr(user, field):
                changed[field] = clean
    if refused:
        raise ValidationError(refused)
    if "unit" in changed and "weight_step" not in changed and user.weight_step is not None:
        changed["weight_step"] = None
    for field, clean in changed.items():
        setattr(user, field, clean)
    if changed:
        user.save(update_fields=list(changed))
    return user


def _preference(user: User, field: str, value: object) -> object:
    """``value`` as it is stored. Raises ``ValidationError``."""
    if field == "name":
        value = clean_name(str(value))
    if field == "time_zone" and value not in zone_names():
        raise unknown_zone(str(value))
    return getattr(User, field).field.clean(value, user)


def user_with_email(email: str) -> User | None:
    """The account that signs in with ``email``, in any case."""
    return User.objects.filter(email=User.objects.normalize_email(email)).first()


def email_is_taken(*, email: str, apart_from: int) -> bool:
    """Whether an account other than ``apart_from`` (primary key) signs in with ``email``."""
    return User.objects.filter(email=User.objects.normalize_email(email)).exclude(pk=apart_from).exists()


@transaction.atomic
def user_email_set(*, user: User, email: str, verified: bool) -> User:
    """Make ``email`` the one address of ``user``; unless ``verified``, the next sign-in asks to confirm it.

    Raises ``ValidationError`` for something that is no address and for one that another account uses.
    """
    address = User.objects.normalize_email(email)
    _named("email", validate_email, address)
    if email_is_taken(email=address, apart_from=user.pk):
        raise ValidationError({"email": _("Another account uses this e-mail address.")}, code="email_taken")
    EmailAddress.objects.filter(user=user).exclude(email=address).delete()
    EmailAddress.objects.update_or_create(user=user, email=address, defaults={"primary": True, "verified": verified})
    if user.email != address:
        user.email = address
        user.save(update_fields=["email"])
    return user


@dataclass(frozen=True, slots=True)
class AdminMade:
    """What ``admin_create`` did."""

    user: User
    created: bool
    promoted: bool
    password_set: bool

    @property
    def can_sign_in(self) -> bool:
        """Whether there is a password; without one, "Forgot your password?" makes it."""
        return self.user.has_usable_password()


@transaction.atomic
def admin_create(*, email: str, name: str = "", password: str | None = None, reset: bool = False) -> AdminMade:
    """Make an account that may do everything, or give an existing one that power; running it again changes nothing.

    The password of an existing account stays, so that a start script can run this every time, except with ``reset``
    and except when the address was never confirmed: whoever registered it may be a stranger, and must not become
    admin with a password of their own. Raises ``ValidationError`` for a bad address, name or password.
    """
    address = User.objects.normalize_email(email)
    _named("email", validate_email, address)
    user = User.objects.select_for_update().filter(email=address).first()
    created = user is None
    if user is None:
        user = User(email=address, name=_named("name", clean_name, name))
    elif name and not user.name:
        user.name = _named("name", clean_name, name)
    promoted = not (user.is_superuser and user.is_staff and user.is_active)
    user.is_superuser = user.is_staff = user.is_active = True
    confirmed = EmailAddress.objects.filter(user_id=user.pk, email=address, verified=True).exists()
    set_password = _admin_password(user, password, distrusted=promoted and not confirmed, reset=reset)
    user.save()
    user_email_set(user=user, email=address, verified=True)
    return AdminMade(user=user, created=created, promoted=promoted, password_set=set_password)


def _admin_password(user: User, password: str | None, *, distrusted: bool, reset: bool) -> bool:
    """Give ``user`` the password when it should have a new one; whether one was set."""
    if user.password and user.has_usable_password() and not distrusted and not reset:
        return False
    if password:
        _named("password", lambda value: validate_password(value, user), password)
        user.set_password(password)
        return True
    if distrusted:
        user.set_unusable_password()
    return False


def superuser_remains(*, without: Collection[int]) -> None:
    """Raise ``LastSuperuserError`` when no active superuser is left ``without`` these (primary keys).

    To be called inside the transaction that takes the power away: the rows are locked, so that of two superusers
    who demote each other at the same moment the second one is refused.
    """
    active = set(
        User.objects.select_for_update()
        .filter(is_superuser=True, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if active and not active - set(without):
        raise LastSuperuserError


@transaction.atomic
def users_delete(*, users: Iterable[User], finish: Callable[[], None] | None = None) -> int:
    """Delete accounts with everything that belongs to them; returns how many. Raises ``LastSuperuserError``.

    ``finish`` is called when all but the rows that only the accounts themselves take along is gone.
    """
    doomed = list(users)
    superuser_remains(without=[user.pk for user in doomed])
    for user in doomed:
        belongings_delete(user)
    if finish is not None:
        finish()
    for user in doomed:
        user.delete()
    return len(doomed)


def _named(field: str, check: Callable[[str], str | None], value: str) -> str:
    """``check(value)``, with a refusal that names ``field``."""
    try:
        return check(value) or value
    except ValidationError as error:
        raise ValidationError({field: error}) from error
