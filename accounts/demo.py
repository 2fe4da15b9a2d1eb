"""The demo athlete's account."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User


def demo_account(*, email: str, password: str | None, time_zone: str) -> User:
    """The account of ``email``; made when it doesn't exist, with a confirmed address, so that one can sign in at once.

    ``password`` and ``time_zone`` count only for an account that is made now.
    """
    normal = User.objects.normalize_email(email)
    found = User.objects.filter(email=normal).first()
    if found is not None:
        return found
    with transaction.atomic():
        user = User.objects.create_user(normal, password, name=_("Demo athlete"), time_zone=time_zone)
        EmailAddress.objects.create(user=user, email=normal, verified=True, primary=True)
    return user
