"""What the operators' commands share."""

from django.core.management.base import CommandError

from accounts.models import User


def owner_by_email(email: str) -> User:
    """The account of ``email`` (any case); ``CommandError`` when there is none."""
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist:
        raise CommandError(f"there is no user {email}") from None
