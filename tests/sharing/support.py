"""Links and visits for tests."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sessions_app.models import WorkoutSession
from sharing.links import link_of
from sharing.models import ShareToken
from sharing.scope import Scope
from sharing.services import ShareValues, share_create

VISITORS_LINK = "For the visitor"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def make_share(
    owner: User,
    *,
    name: str = "For Kim",
    session: WorkoutSession | None = None,
    days: int = 7,
    expired: bool = False,
    **values: Any,
) -> ShareToken:
    """A link of the owner's, to the workouts unless said otherwise."""
    share = share_create(
        scope=Scope.of_user(owner),
        values=ShareValues(name=name, **values),
        days=days,
        session_id=session.pk if session else None,
    )
    if expired:
        ShareToken.objects.filter(pk=share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        share.refresh_from_db()
    return share


def path_of(share: ShareToken) -> str:
    """The link without scheme and host."""
    return "/s/" + link_of(share).rpartition("/s/")[2]


def open_url(share: ShareToken) -> str:
    return reverse("share-open", args=[share.pk])


def shared_url(share: ShareToken, name: str, *args: object) -> str:
    """The visitor's address of a page."""
    return reverse(f"shared:{name}", args=[share.pk, *args])


def fetch_link(share: ShareToken, client: Client | None = None, **extra: Any) -> Client:
    """A browser that followed the link as far as the button."""
    client = client or Client(headers={"user-agent": FIREFOX})
    response = client.get(path_of(share), **extra)
    assert response.status_code == 302, response.status_code
    return client


def visit(share: ShareToken, client: Client | None = None, **extra: Any) -> Client:
    """A browser in which the link was opened."""
    client = fetch_link(share, client, **extra)
    response = client.post(open_url(share), **extra)
    assert response.status_code == 302, response.status_code
    return client
