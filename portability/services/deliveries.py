"""What can happen to deliveries: they are made, sent (failures are counted), sent again, and forgotten in the end."""

import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import Job, State
from jobs.services import job_start
from portability.hooks.addresses import AddressRefusedError, url_check
from portability.hooks.events import PING
from portability.hooks.signing import DELIVERY, EVENT, SIGNATURE, SecretLostError, secret_of, signature_of
from portability.hooks.wire import Answered, WireError, post
from portability.hooks.words import error_words
from portability.models import Webhook, WebhookDelivery
from portability.services.webhooks import webhook_give_up
from sharing.scope import Scope

logger = logging.getLogger(__name__)
WEBHOOK_KIND = "webhook"
MOST_TRIES = 24
LONGEST_WAIT = 7200.0
"""Two hours: 5 s, doubled up to that, make 24 tries in a little more than a day."""
GIVE_UP_AFTER = timedelta(days=1)
MOST_BY_HAND = 20
"""So many tests and repetitions may wait to be sent to one webhook."""
KEPT_CHARS, KEPT_HEADERS, HEADER_CHARS = 2000, 30, 200
AGENT = "WorkoutTracker-Webhook/1"
GONE = 410
HIDDEN = {"set-cookie", "authorization"}
"""Headers of an answer that the log leaves out."""


class NotDeliveredError(Exception):
    """It did not arrive; the message says why. ``wait``: seconds until somebody may try again, None: nobody may."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Telling:
    """What a webhook is to be told. ``subject`` is what must not be told twice, if anything."""

    event: str
    at: datetime
    data: Mapping[str, Any]
    event_id: uuid.UUID
    subject: str = ""

    def as_body(self) -> str:
        """What is sent, the same for every webhook and on every try."""
        said = {"id": str(self.event_id), "event": self.event, "at": self.at.isoformat(), "data": self.data}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def delivery_create(*, webhook: Webhook, telling: Telling, by_hand: bool = False) -> WebhookDelivery:
    """Write it down, and start the job that sends it, in the caller's transaction."""
    row = WebhookDelivery(
        webhook=webhook,
        event=telling.event,
        event_id=telling.event_id,
        subject=telling.subject,
        body=telling.as_body(),
        by_hand=by_hand,
    )
    return _begin(row)


def webhook_ping(*, scope: Scope, webhook: Webhook) -> WebhookDelivery:
    """Send a test, also to a webhook that is switched off. Raises ``DoesNotExist``, ``NotDeliveredError``."""
    hook = Webhook.objects.editable_by(scope).get(pk=webhook.pk)
    _refuse_flood(hook)
    told = Telling(PING, timezone.now(), {"webhook": {"id": str(hook.pk), "name": hook.name}}, uuid.uuid4())
    with transaction.atomic():
        return delivery_create(webhook=hook, telling=told, by_hand=True)


def delivery_resend(*, scope: Scope, delivery: WebhookDelivery) -> WebhookDelivery:
    """Send the same once more, as a delivery of its own. Raises ``DoesNotExist``, ``NotDeliveredError``."""
    before = WebhookDelivery.objects.editable_by(scope).select_related("webhook").get(pk=delivery.pk)
    _refuse_flood(before.webhook)
    row = WebhookDelivery(
        webhook=before.webhook, event=before.event, event_id=before.event_id, body=before.body, by_hand=True
    )
    with transaction.atomic():
        return _begin(row)


def delivery_send(*, delivery: WebhookDelivery, finish: Callable[[dict[str, Any]], None]) -> None:
    """One try. ``finish`` is called as the last thing in the transaction that writes down that it arrived.

    Raises ``NotDeliveredError``. A worker that is lost after the receiver answered and before that is written sends it
    once more: receivers know it by the id of the event.
    """
    hook = delivery.webhook
    _refuse_unwanted(delivery, hook)
    headers = _headers(delivery, hook)
    now, began = timezone.now(), time.monotonic()
    answered, wrong = _posted(hook.url, delivery.body.encode(), headers)
    with transaction.atomic():
        _note(delivery, headers, answered, wrong, now, round((time.monotonic() - began) * 1000))
        _count(hook, delivery, failed=bool(wrong), now=now)
        if not wrong:
            finish({"delivery": str(delivery.pk), "status": delivery.status})
            return
    if delivery.by_hand:
        raise NotDeliveredError(error_words(wrong, delivery.status))
    if delivery.status == GONE:
        _give_up(hook, Webhook.Reason.GONE)
    if hook.failing_since is not None and now - hook.failing_since >= GIVE_UP_AFTER:
        _give_up(hook, Webhook.Reason.FAILING)
    raise NotDeliveredError(error_words(wrong, delivery.status), 0)


def delivery_ended(job: Job, state: str, _result: Mapping[str, object]) -> None:
    """The job of a delivery ended: one that did not arrive by then waits for nothing any more."""
    if state != State.SUCCEEDED:
        waiting = WebhookDelivery.objects.filter(job=job.pk, state=WebhookDelivery.State.WAITING)
        waiting.update(state=WebhookDelivery.State.FAILED, ended_at=timezone.now())


def deliveries_purge(now: datetime | None = None) -> int:
    """Forget what was sent long ago, whatever became of it; how many."""
    oldest = (now or timezone.now()) - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    return WebhookDelivery.objects.filter(created_at__lt=oldest).delete()[0]


def _begin(row: WebhookDelivery) -> WebhookDelivery:
    row.job = job_start(kind=WEBHOOK_KIND, owner=row.webhook.owner, arguments={"delivery": str(row.pk)})
    row.save(force_insert=True)
    return row


def _refuse_flood(hook: Webhook) -> None:
    """So many wait already that pressing the button again helps nobody."""
    waiting = WebhookDelivery.objects.filter(webhook=hook, by_hand=True, state=WebhookDelivery.State.WAITING).count()
    if waiting >= MOST_BY_HAND:
        raise NotDeliveredError(
            _("%(number)s deliveries wait already. Look again in a minute.") % {"number": MOST_BY_HAND}
        )


def _refuse_unwanted(delivery: WebhookDelivery, hook: Webhook) -> None:
    if delivery.by_hand:
        return
    if not hook.active:
        raise NotDeliveredError(_("The webhook was switched off before this could be sent."))
    now = timezone.now()
    if hook.quiet_until is not None and hook.quiet_until > now:
        # Another delivery found out that nobody answers there: not each of a hundred has to find out anew.
        raise NotDeliveredError(_("The address did not answer just now."), (hook.quiet_until - now).total_seconds())


def _headers(delivery: WebhookDelivery, hook: Webhook) -> dict[str, str]:
    """What is sent beside the body, signed now."""
    try:
        secret = secret_of(hook)
    except SecretLostError:
        _give_up(hook, Webhook.Reason.SECRET)
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        DELIVERY: str(delivery.pk),
        EVENT: delivery.event,
        SIGNATURE: signature_of(secret, timezone.now(), delivery.body.encode()),
    }


def _give_up(hook: Webhook, reason: Webhook.Reason) -> NoReturn:
    webhook_give_up(webhook=hook, reason=reason)
    raise NotDeliveredError(str(reason.label))


def _posted(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[Answered | None, str]:
    """What came back, and what is wrong with it ("" = nothing). The address stays out of the logs: it may be secret."""
    try:
        # Once more: what the operator allows may have changed since it was made.
        url_check(url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
        answered = post(
            url, body, headers, seconds=settings.WEBHOOK_SECONDS, allow_private=settings.WEBHOOK_ALLOW_PRIVATE
        )
    except WireError as error:
        return None, error.code
    except AddressRefusedError:
        return None, "refused"
    if 200 <= answered.status < 300:
        return answered, ""
    return answered, "redirect" if 300 <= answered.status < 400 else "status"


def _note(
    row: WebhookDelivery, headers: Mapping[str, str], answered: Answered | None, error: str, at: datetime, ms: int
) -> None:
    """Write down what was tried and what came back."""
    row.request_headers = dict(headers)
    row.status, row.error, row.milliseconds = answered.status if answered else None, error, ms
    row.answer_headers = _kept_headers(answered.headers) if answered else {}
    row.answer_body = _printable(answered.body.decode(errors="replace"))[:KEPT_CHARS] if answered else ""
    row.tries = [*row.tries, {"at": at.isoformat(), "status": row.status, "ms": ms, "error": error}][-MOST_TRIES:]
    if not error:
        row.state, row.ended_at = WebhookDelivery.State.DELIVERED, timezone.now()
    row.save(
        update_fields=[
            "request_headers",
            "status",
            "error",
            "milliseconds",
            "answer_headers",
            "answer_body",
            "tries",
            "state",
            "ended_at",
        ]
    )


def _count(hook: Webhook, delivery: WebhookDelivery, *, failed: bool, now: datetime) -> None:
    """Count failures in a row. What was sent by hand may end such a row, but not make it longer."""
    if failed and delivery.by_hand:
        return
    locked = Webhook.objects.select_for_update().filter(pk=hook.pk).first()
    if locked is None:
        return
    if failed:
        locked.failures += 1
        locked.failing_since = locked.failing_since or now
        pause = min(settings.JOB_RETRY_SECONDS * 2 ** min(locked.failures - 1, 20), LONGEST_WAIT)
        locked.quiet_until = now + timedelta(seconds=pause)
    else:
        locked.failures, locked.failing_since, locked.quiet_until, locked.delivered_at = 0, None, None, now
    locked.save(update_fields=["failures", "failing_since", "quiet_until", "delivered_at"])
    hook.failing_since = locked.failing_since


def _kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    shown = [(name, value) for name, value in headers.items() if name.lower() not in HIDDEN][:KEPT_HEADERS]
    return {_printable(name)[:HEADER_CHARS]: _printable(value)[:HEADER_CHARS] for name, value in shown}


def _printable(text: str) -> str:
    """``text`` without what no database stores and no page shows."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
