"""Webhooks of tests: one that listens, what it was told, and time that passes."""

import hmac
import json
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from jobs.models import Job
from portability.hooks.events import EVENTS
from portability.models import Webhook, WebhookDelivery
from portability.services.hook_news import webhooks_tell
from portability.services.webhooks import WebhookValues, webhook_create
from sharing.scope import Scope
from tests.portability.job_support import work

URL = "https://hook.example.org/in?key=hidden"


def make_webhook(owner: User, url: str = URL, *events: str) -> Webhook:
    """A webhook of the owner's, for every event unless some are named."""
    values = WebhookValues(name="Watch", url=url, events=events or tuple(EVENTS))
    return webhook_create(scope=Scope.of_user(owner), values=values)[0]


def told(hook: Webhook) -> list[dict[str, Any]]:
    """What the webhook was or will be told, in order, after the news that wait are made into deliveries."""
    webhooks_tell()
    rows = WebhookDelivery.objects.filter(webhook=hook)
    return [json.loads(row.body) for row in sorted(rows, key=lambda row: json.loads(row.body)["at"])]


def events_of(hook: Webhook) -> list[str]:
    return [each["event"] for each in told(hook)]


def tell_and_work() -> list[Job]:
    webhooks_tell()
    return work()


def pass_time(**ago: float) -> None:
    """Let so much time pass for webhooks and jobs."""
    gap = timedelta(**ago)
    for name in ("quiet_until", "failing_since"):
        Webhook.objects.exclude(**{name: None}).update(**{name: F(name) - gap})
    Job.objects.exclude(run_after=None).update(run_after=timezone.now() - timedelta(seconds=1))


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    said = dict(part.split("=", 1) for part in headers["WorkoutTracker-Signature"].split(","))
    made = hmac.digest(secret.encode(), f"{said['t']}.".encode() + body, "sha256").hex()
    return hmac.compare_digest(said["v1"], made)
