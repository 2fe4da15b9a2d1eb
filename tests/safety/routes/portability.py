"""Moved data: imports, previews, taking back, deleting everything."""

from accounts.models import User
from jobs.registry import kind_of
from jobs.runner import JobRun
from jobs.services import job_claim
from portability.models import ImportBatch
from portability.services.drafts import draft_create
from sharing.scope import Scope
from tests.factories import working_set_type
from tests.safety.route import ATHLETES, EVERYBODY, MINE, AdminModel, Route
from tests.samples.trainai import generate

DRAFT, BATCH = ("{draft}",), ("{batch}",)

ROUTES = [
    # Led to the page that asks for the password again.
    Route("accounts-delete", get=ATHLETES.then(302), post=ATHLETES.then(302)),
    Route("accounts-delete-started", get=EVERYBODY),
    Route("import-list", get=ATHLETES, post=ATHLETES.then(422)),
    Route("import-preview", DRAFT, get=MINE, post=MINE.then(422)),
    Route("import-again", DRAFT, post=MINE.then(302)),
    Route("import-columns", DRAFT, get=MINE.then(302), post=MINE.then(302)),
    Route("import-repeat", BATCH, post=MINE.then(302)),
    Route("import-preview-problems", DRAFT, get=MINE),
    Route("import-detail", BATCH, get=MINE),
    Route("import-problems", BATCH, get=MINE),
    Route("import-roll-back", BATCH, post=MINE.then(302)),
    Route(
        "data-delete",
        get=ATHLETES,
        post=ATHLETES.then(302),
        data={"understood": "on", "word": "delete", "form_token": "a-token-of-one-form"},
    ),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """An upload whose preview is ready, and the record of an import that found problems."""
    working_set_type()
    sample = generate(workouts=2, sets=12, reps=60, exercises=6)
    draft = draft_create(scope=Scope.of_user(user), name="trainai.csv", chunks=[sample])
    assert draft.preview_job is not None
    claim = job_claim(job_id=draft.preview_job.pk, worker="test")
    assert claim is not None
    kind = kind_of(claim.job.kind)
    kind.run(JobRun(claim, kind))
    batch = ImportBatch.objects.create(
        owner=user,
        state=ImportBatch.State.SUCCEEDED,
        file_name="strong.csv",
        file_hash="0" * 64,
        format="trainai",
        counts={"sessions": 1, "sets": 4, "reps": 20, "duplicates": 2, "new_exercises": 1, "problems": 1},
        problems=[{"row": 3, "column": "reps", "value": "N/A", "message": "This is not a number."}],
    )
    return {"draft": draft.pk, "batch": batch.pk}
