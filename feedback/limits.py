"""How much one network address may send, counted by all replicas together."""

from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def too_much_from(request: HttpRequest) -> bool:
    """Take one of the client's allowance; whether there was none left."""
    limit = settings.FEEDBACK_PER_HOUR
    key = f"feedback:from:{getattr(request, 'client_ip', '')}"
    return bool(cast("Any", cache).take(key, burst=limit, per_second=limit / HOUR))
