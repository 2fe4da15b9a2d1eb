"""The header's badge: how many jobs of the signed-in person wait or run.

It costs nobody a query who has no jobs: a mark in the session, which is read on every page anyway, says that a job was
seen from this browser. While it is there one count over an index of active jobs is asked per page; when none is left
the mark goes.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from jobs.models import Job

MARK = "jobs"


@dataclass(frozen=True, slots=True)
class Badge:
    """``count`` jobs; ``url`` lists them, ``poll_url`` gives the badge anew."""

    count: int
    url: str
    poll_url: str


def badge_mark(request: HttpRequest) -> None:
    """Show the badge in this browser from now on, until no job is active; for views that show an active job."""
    if not request.session.get(MARK):
        request.session[MARK] = True


def badge_of(request: HttpRequest) -> Badge | None:
    """The badge for this request's person; None when there is nothing to show."""
    session = getattr(request, "session", None)
    if session is None or not session.get(MARK) or not request.user.is_authenticated:
        return None
    count = Job.objects.owned_by(request.user).listed().active().count()
    if not count:
        del session[MARK]
        return None
    return Badge(count, reverse("job-list"), reverse("job-badge"))
