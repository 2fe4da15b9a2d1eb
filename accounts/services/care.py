"""What admins do for somebody's account. Each verb works on one account; who may do it is the caller's to check."""

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.services.devices import sessions_end
from accounts.services.people import superuser_remains, user_email_set


def reset_mail_send(*, request: HttpRequest, user: User) -> None:
    """Mail ``user`` a link to choose a new password."""
    request_password_reset(request, user.email, [user], default_token_generator)


def email_confirm(*, user: User) -> None:
    """Take the address as confirmed, as if its owner had opened the link."""
    user_email_set(user=user, email=user.email, verified=True)


@transaction.atomic
def user_deactivate(*, user: User) -> None:
    """Switch the account off and sign it out everywhere; nothing is deleted. Raises ``LastSuperuserError``."""
    superuser_remains(without=[user.pk])
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions_end(user=user)


def user_reactivate(*, user: User) -> None:
    """Switch the account on again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
