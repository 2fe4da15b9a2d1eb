"""How fast one address may ask: a burst, then a few a second, counted by all replicas together."""

from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from sharing.networks import client_of


def wait_of(request: HttpRequest) -> float:
    """Take one request of the client's allowance; 0.0, or the seconds to wait."""
    key = f"share:rate:{client_of(request)}"
    rate = {"burst": settings.SHARE_BURST, "per_second": settings.SHARE_PER_SECOND}
    return float(cast("Any", cache).take(key, **rate))
