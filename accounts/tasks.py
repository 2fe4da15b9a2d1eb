"""Periodic work: a door that calls what the apps registered."""

import redis
from celery import shared_task
from django.conf import settings

from accounts import token_use
from accounts.expiry import purge_all
from accounts.services.tokens import tokens_used_write
from workouttracker.kit.redis_client import lasting, take_slot

PURGE_SECONDS = 3600


@shared_task(name="accounts.purge_expired", acks_late=False)
def purge_expired() -> None:
    """Delete what is past its time, in every app; once per slot, however many beats."""
    try:
        mine = take_slot(lasting(settings.REDIS), "accounts.purge_expired", PURGE_SECONDS * 0.8)
    except redis.RedisError:
        return
    if mine:
        purge_all()


@shared_task(name="accounts.write_token_use", acks_late=False)
def write_token_use() -> None:
    """Write when tokens were used last; once per slot, however many beats. Waits for Redis when that is away."""
    try:
        if token_use.take_slot("accounts.write_token_use"):
            tokens_used_write()
    except token_use.Unavailable:
        return
