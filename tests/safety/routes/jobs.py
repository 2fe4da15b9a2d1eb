"""Jobs: the owner's list and pages, and the snapshot for polling."""

from accounts.models import User
from jobs.models import Job, State
from jobs.services import job_start
from portability.services.deletion import DELETE_KIND
from tests.safety.route import ATHLETES, MINE, STAFF, AdminModel, Route

ROUTES = [
    Route("job-list", get=ATHLETES),
    Route("job-badge", get=ATHLETES),
    Route("job-detail", ("{waiting_job}",), get=MINE.but(staff=200)),
    Route("job-cancel", ("{waiting_job}",), post=MINE.then(302).but(staff=403)),
    Route("job-retry", ("{failed_job}",), post=MINE.then(302).but(staff=403)),
    Route("manage-jobs", get=STAFF, looks=("?part=now", "?part=figures", "?window=7d")),
    Route("manage-jobs-history", get=STAFF, looks=("?state=failed&period=7", "?q=0000")),
    Route("manage-jobs-diagnosis", get=STAFF),
    Route("manage-jobs-test", post=STAFF.then(302), data={"queue": "bulk"}),
    Route("manage-jobs-retry", post=STAFF.then(302), data={"job": "{failed_job}"}),
    Route("manage-job", ("{failed_job}",), get=STAFF),
    Route("manage-job-retry", ("{failed_job}",), post=STAFF.then(302)),
    Route("manage-job-cancel", ("{waiting_job}",), post=STAFF.then(302)),
    Route("manage-job-take-back", ("{waiting_job}",), post=STAFF.then(302)),
    Route("manage-job-delete", ("{failed_job}",), post=STAFF.then(302)),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """A job that waits and one that failed."""
    waiting = job_start(kind=DELETE_KIND, owner=user, arguments={})
    failed = job_start(kind=DELETE_KIND, owner=user, arguments={})
    Job.objects.filter(pk=failed.pk).update(state=State.FAILED, error="The file was gone.", attempts=2)
    return {"waiting_job": waiting.pk, "failed_job": failed.pk}
