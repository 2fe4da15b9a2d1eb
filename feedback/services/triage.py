"""What the team does with an item: every change is a row of its history; who sent it hears what concerns them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from feedback.mails import News, assigned_mail, news_mail, receipt_mail
from feedback.models import Category, Change, Feedback
from feedback.spam import Reason
from feedback.states import CLOSED, Status, may_go

Field = Change.Field
PERMISSION = "change_feedback"


def locked(feedback: Feedback) -> Feedback:
    """The item as it is now, for nobody else to change before this transaction ends."""
    return Feedback.objects.for_staff().select_for_update(of=("self",)).get(pk=feedback.pk)


def those_who_answer() -> QuerySet[User]:
    """Everybody to whom items can be given: active staff with the permission."""
    holds = Q(is_superuser=True) | Q(user_permissions__in=_permission()) | Q(groups__permissions__in=_permission())
    return User.objects.filter(holds, is_staff=True, is_active=True).distinct().order_by("name", "email")


def people_by_key(keys: Iterable[str]) -> QuerySet[User]:
    """Those who were assigned at some time, by the keys of the history."""
    return User.objects.filter(pk__in=keys)


def status_set(*, feedback: Feedback, actor: User, status: str) -> Feedback:
    """Take an item one step along; raises ``ValidationError`` when no way leads there (see ``feedback.states``)."""
    return feedback_update(feedback=feedback, actor=actor, status=status)


def assignee_set(*, feedback: Feedback, actor: User, assignee: User | None) -> Feedback:
    """Give an item to somebody, who gets a mail, or to nobody."""
    return feedback_update(feedback=feedback, actor=actor, assignee=assignee)


@transaction.atomic
def feedback_update(*, feedback: Feedback, actor: User | None, **values: Any) -> Feedback:
    """Change fields (named as in ``Change.Field``), write what changed down, and tell by mail.

    Raises ``ValidationError`` naming the field: for a status that no way leads to, and for publishing without a
    public response.
    """
    feedback = locked(feedback)
    before = {name: getattr(feedback, name) for name in values}
    changed = [Field(name) for name, value in values.items() if before[name] != value]
    if not changed:
        return feedback
    if Field.STATUS in changed:
        _check_way(feedback.status, values["status"])
    for name in changed:
        setattr(feedback, name, values[name])
    _check_board(feedback)
    now = timezone.now()
    feedback.updated_at = now
    if Field.PUBLISHED in changed:
        feedback.published_at = now if feedback.is_published else None
    if feedback.status in CLOSED and Field.STATUS in changed:
        feedback.awaits_answer = False
    ships = _note_shipping(feedback, changed)
    more = ("updated_at", "published_at", "awaits_answer", "shipped_told_at")
    feedback.save(update_fields=[*(name.value for name in changed), *more])
    Change.objects.bulk_create(
        Change(
            feedback=feedback,
            actor=actor,
            field=name,
            old=_stored(name, before[name]),
            new=_stored(name, getattr(feedback, name)),
            created_at=now,
        )
        for name in changed
    )
    if Field.ASSIGNEE in changed:
        assigned_mail(feedback, actor)
    news_mail(feedback, _news(feedback, changed, ships=ships))
    return feedback


@transaction.atomic
def spam_mark(*, feedback: Feedback, actor: User, is_spam: bool) -> Feedback:
    """Keep an item aside, off the board, or take it back among the others; then who sent it gets the receipt."""
    feedback = locked(feedback)
    if feedback.is_spam == is_spam:
        return feedback
    if is_spam and feedback.is_published:
        feedback = feedback_update(feedback=feedback, actor=actor, is_published=False)
    suspected_at_once = feedback.spam_reason not in {"", Reason.BY_HAND}
    Feedback.objects.filter(pk=feedback.pk).update(spam_reason=Reason.BY_HAND if is_spam else "")
    feedback = feedback_update(feedback=feedback, actor=actor, is_spam=is_spam)
    if not is_spam and suspected_at_once:
        receipt_mail(feedback)
    return feedback


@transaction.atomic
def feedback_shipped(version: models.Model) -> int:
    """``version`` runs now: tell whoever sent something that came with it, once; how many."""
    waiting = Feedback.objects.for_staff().filter(shipped_in=version.pk, shipped_told_at=None, is_spam=False)
    told = list(waiting.select_for_update(of=("self",)))
    Feedback.objects.filter(pk__in=[each.pk for each in told]).update(shipped_told_at=timezone.now())
    for feedback in told:
        news_mail(feedback, News(version=_number(feedback)))
    return len(told)


def _permission() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="feedback", codename=PERMISSION)


def _check_way(old: str, new: str) -> None:
    if not may_go(old, new):
        names = {"old": Status(old).label, "new": Status(new).label}
        message = _("“%(old)s” does not lead to “%(new)s”.")
        raise ValidationError({"status": ValidationError(message, code="no_way", params=names)})


def _check_board(feedback: Feedback) -> None:
    if not feedback.is_published:
        return
    if not feedback.public_response.strip():
        message = _("Write a public response first: it stands on the board.")
        raise ValidationError({"public_response": ValidationError(message, code="no_response")})
    if feedback.is_spam:
        message = _("What is suspected to be spam is not published.")
        raise ValidationError({"is_published": ValidationError(message, code="is_spam")})


def _note_shipping(feedback: Feedback, changed: list[Change.Field]) -> bool:
    """Whether who sent it is told of the version now: it runs already. Else they are when it does."""
    if Field.SHIPPED not in changed:
        return False
    version = feedback.shipped_in
    runs = version is not None and version.is_current
    feedback.shipped_told_at = timezone.now() if runs else None
    return runs


def _news(feedback: Feedback, changed: list[Change.Field], *, ships: bool) -> News:
    return News(
        status=feedback.status if Field.STATUS in changed else "",
        response=feedback.public_response if Field.RESPONSE in changed else "",
        due_on=feedback.due_on if Field.DUE in changed else None,
        version=_number(feedback) if ships else "",
    )


def _number(feedback: Feedback) -> str:
    version = feedback.shipped_in
    return version.number if version is not None else ""


def _stored(name: Change.Field, value: Any) -> str:
    """A value as it stands in the history."""
    if value is None or name is Field.NOTES:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Category) or name is Field.SHIPPED:
        return str(value)
    return str(value.pk) if isinstance(value, models.Model) else str(value)
