"""What can happen to webhooks: they are made, changed, switched off and on, tried, and given a new secret."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.mail import mail_send
from accounts.models import User
from portability.hooks.addresses import url_check
from portability.hooks.events import EVENTS
from portability.hooks.signing import new_nonce, present_mark, secret_of
from portability.models import Webhook
from sessions_app.services.writing import log_listen, log_news_lock
from sharing.scope import Scope
from workouttracker.kit.text import one_line

MOST_WEBHOOKS = 10
NAME_CHARS = 100


class WebhookLimitError(ValueError):
    """There are as many webhooks as an account may have; the message says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookValues:
    """What an athlete can say about a webhook; ``events`` are keys of ``hooks.events.EVENTS``."""

    name: str
    url: str
    events: Sequence[str]

    def as_fields(self) -> dict[str, object]:
        """By name of the model's field. Raises ``AddressRefusedError``, and ``ValueError`` for no or unknown events."""
        events = [key for key in EVENTS if key in set(self.events)]
        if not events or len(events) != len(set(self.events)):
            raise ValueError("events must be some of those that there are")
        url = url_check(self.url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
        return {"name": one_line(self.name)[:NAME_CHARS], "url": url, "events": events}


def webhook_create(*, scope: Scope, values: WebhookValues, webhook_id: uuid.UUID | None = None) -> tuple[Webhook, str]:
    """A webhook that is switched on, and its secret. Sent twice with the same ``webhook_id`` it is made once; then the
    secret is "".

    Raises ``WebhookLimitError`` and ``AddressRefusedError``.
    """
    owner = scope.require_owner()
    with _writing(owner):
        made = Webhook.objects.filter(pk=webhook_id).first() if webhook_id else None
        if made is not None and made.owner_id == owner.pk:
            return made, ""
        key = webhook_id if webhook_id and made is None else uuid.uuid4()
        if Webhook.objects.filter(owner=owner).count() >= MOST_WEBHOOKS:
            raise WebhookLimitError(
                _("You have %(number)s webhooks, which is the most. Delete one first.") % {"number": MOST_WEBHOOKS}
            )
        hook = Webhook.objects.create(pk=key, owner=owner, **values.as_fields())
    return hook, secret_of(hook)


def webhook_update(*, scope: Scope, webhook: Webhook, values: WebhookValues) -> Webhook:
    """Change name, address and events. Raises ``AddressRefusedError`` and ``DoesNotExist``."""
    fields = values.as_fields()
    with transaction.atomic():
        hook = Webhook.objects.editable_by(scope).select_for_update().get(pk=webhook.pk)
        for name, value in fields.items():
            setattr(hook, name, value)
        hook.save(update_fields=list(fields))
    return hook


def webhook_delete(*, scope: Scope, webhook: Webhook) -> None:
    """Delete it with the record of what was sent. Raises ``DoesNotExist``."""
    with _writing(scope.require_owner()):
        Webhook.objects.editable_by(scope).get(pk=webhook.pk).delete()


def webhook_rotate(*, scope: Scope, webhook: Webhook) -> str:
    """Give it a new secret, which is returned; what is sent from now on is signed with it. Raises ``DoesNotExist``."""
    with transaction.atomic():
        hook = Webhook.objects.editable_by(scope).select_for_update().get(pk=webhook.pk)
        hook.nonce, hook.key_mark = new_nonce(), present_mark()
        hook.save(update_fields=["nonce", "key_mark"])
    return secret_of(hook)


def webhook_switch(*, scope: Scope, webhook: Webhook, on: bool) -> Webhook:
    """Switch it on, forgetting earlier failures, or off. What happens while it is off is not told later."""
    with _writing(scope.require_owner()):
        hook = Webhook.objects.editable_by(scope).select_for_update().get(pk=webhook.pk)
        if on and not hook.active:
            _set(
                hook,
                active=True,
                reason="",
                disabled_at=None,
                failures=0,
                failing_since=None,
                quiet_until=None,
            )
        elif not on and hook.active:
            _set(hook, active=False, reason=Webhook.Reason.OWNER, disabled_at=timezone.now())
    return hook


def webhook_give_up(*, webhook: Webhook, reason: str) -> None:
    """Switch a webhook off that doesn't work, and write to its owner once that is committed. Once, however often."""
    with _writing(webhook.owner):
        hook = Webhook.objects.select_for_update().filter(pk=webhook.pk, active=True).first()
        if hook is None:
            return
        _set(hook, active=False, reason=reason, disabled_at=timezone.now())
        transaction.on_commit(lambda: _mail(hook), robust=True)


def account_webhooks_count(user: User) -> dict[str, int]:
    """How many go with an account, by name."""
    return {_("webhooks"): Webhook.objects.filter(owner=user).count()}


def account_webhooks_delete(user: User) -> None:
    """Delete an account's webhooks with what they were told."""
    Webhook.objects.filter(owner=user).delete()


def _mail(hook: Webhook) -> None:
    owner = hook.owner
    context = {"user": owner, "webhook": hook, "webhook_url": settings.SITE_URL + reverse("webhook", args=[hook.pk])}
    mail_send(prefix="portability/email/webhook_off", to=owner.email, language=owner.language, context=context)


def _set(hook: Webhook, **fields: object) -> None:
    for name, value in fields.items():
        setattr(hook, name, value)
    hook.save(update_fields=list(fields))


@contextmanager
def _writing(owner: User) -> Iterator[None]:
    """One change at a time of somebody's webhooks; then their log is listened to as long as one is switched on."""
    with transaction.atomic():
        row = log_news_lock(owner.pk)
        yield
        log_listen(row, listened=Webhook.objects.filter(owner=owner, active=True).exists())
