"""Deleting an account with everything in it, as a job."""

from collections.abc import Callable

from django.db import transaction

from accounts.mail import mail_send
from accounts.models import User
from accounts.services import superuser_remains, users_delete
from accounts.services.devices import sessions_end
from jobs.models import Job
from jobs.services import job_start
from portability.services.drafts import token_for

ACCOUNT_KIND = "delete_account"


@transaction.atomic
def account_deletion_start(*, user: User, form_token: str = "") -> Job:
    """Start deleting the account, and sign it out everywhere. Raises ``LastSuperuserError``.

    A form sent twice, and a second one meanwhile, start one job. Whoever signs in before a worker has taken the job can
    still cancel it.
    """
    superuser_remains(without=[user.pk])
    active = Job.objects.owned_by(user).filter(kind=ACCOUNT_KIND).active().first()
    job = active or job_start(
        kind=ACCOUNT_KIND, owner=user, arguments={}, form_token=token_for("delete-account", form_token)
    )
    sessions_end(user=user)
    return job


def account_delete(*, user: User, finish: Callable[[], None] | None = None) -> None:
    """Delete ``user`` and every row of theirs: all or nothing. Then a last mail says so. Raises ``LastSuperuserError``.

    ``finish`` (the end of the job) is called before the account's own row goes, which takes the job's row along.
    """
    address, name, language = user.email, user.name, user.language
    with transaction.atomic():
        users_delete(users=[user], finish=finish)
        transaction.on_commit(
            lambda: mail_send(
                prefix="account/email/account_deleted", to=address, language=language, context={"user": {"name": name}}
            )
        )
