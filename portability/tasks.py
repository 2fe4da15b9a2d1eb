"""The kinds of jobs that move data: doors that resolve ids, call a service, translate errors."""

from collections.abc import Callable

from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.services import LastSuperuserError
from jobs.registry import DATA_LANE, JobKind
from jobs.runner import JobCancelledError, JobRun, PermanentError, TryLaterError
from portability.models import DataExport, ImportBatch, ImportDraft, WebhookDelivery
from portability.reading import ImportRefusedError
from portability.services.account import ACCOUNT_KIND, account_delete
from portability.services.deletion import DELETE_KIND, workouts_delete
from portability.services.deliveries import (
    LONGEST_WAIT,
    MOST_TRIES,
    WEBHOOK_KIND,
    NotDeliveredError,
    delivery_ended,
    delivery_send,
)
from portability.services.drafts import (
    IMPORT_KIND,
    PREVIEW_KIND,
    draft_refused,
    draft_there,
    drafts_of,
    import_failed,
    import_there,
    imports_settle,
    preview_keep,
)
from portability.services.exports import EXPORT_KIND, export_carry_out
from portability.services.hook_news import job_told, webhooks_tell
from portability.services.imports import PlanOutdatedError, import_carry_out
from portability.services.plan import ImportPlan, plan_digest
from portability.services.preview import (
    Candidates,
    candidates_of,
    draft_plan,
    draft_plan_of,
    draft_read,
    preview_of,
    suggested_decisions,
)
from portability.services.rollback import ROLL_BACK_KIND, NotRolledBackError, import_roll_back
from portability.services.schedules import schedule_done, schedules_run
from sharing.scope import Scope


def run_preview(run: JobRun) -> None:
    """Read the upload and keep what importing it would do; of a file that can't be read, keep a record."""
    draft, scope = _draft(run)
    if draft.batch is not None:
        raise PermanentError(draft.batch.error or _("This import was started; its choices are settled."))
    try:
        plan, candidates = _plan_with_suggestions(run, scope, draft)
    except ImportRefusedError as error:
        draft_refused(draft=draft, job=run.job, error=str(error))
        raise PermanentError(str(error)) from error
    preview = preview_of(scope, draft, plan, candidates)
    with transaction.atomic():
        preview_keep(
            draft=draft,
            job=run.job,
            preview=preview,
            problems=plan.problems.kept(),
            digest=plan_digest(plan),
            decisions=draft.decisions,
        )
        run.finish({"draft": str(draft.pk)})


def _plan_with_suggestions(run: JobRun, scope: Scope, draft: ImportDraft) -> tuple[ImportPlan, Candidates]:
    """The plan of the draft; names that nothing matches are decided as suggested until the athlete says otherwise."""
    read = draft_read(scope, draft, on_read=_reading(run, draft))
    run.progress("match", 0, 3)
    plan = draft_plan_of(scope, draft, read)
    run.progress("match", 1, 3)
    candidates = candidates_of(scope, plan)
    run.progress("match", 2, 3)
    known = draft.decisions.get("exercises", {})
    missing = {key: each for key, each in suggested_decisions(plan, candidates).items() if key not in known}
    if missing:
        draft.decisions = {**draft.decisions, "exercises": {**known, **missing}}
        plan = draft_plan_of(scope, draft, read)
    return plan, candidates


def _reading(run: JobRun, draft: ImportDraft) -> Callable[[int, int], None]:
    """Tells how far the file is read, and stops there when the owner wishes to."""
    return lambda place, size: run.progress("read", place, size, draft.file.name)


def run_import(run: JobRun) -> None:
    """Carry out exactly what the preview showed, or nothing."""
    draft, scope = _draft(run)
    batch = _batch(run)
    try:
        plan = _plan_as_shown(run, draft, scope)
        import_carry_out(
            scope=scope,
            plan=plan,
            progress=run.progress,
            batch=batch,
            finish=lambda done: run.finish({"batch": str(done.pk), **done.counts}),
        )
    except PlanOutdatedError as error:
        message = _("Your log changed while the import was prepared, so nothing was imported. Preview it again.")
        import_failed(batch=batch, state=ImportBatch.State.FAILED, error=message)
        raise PermanentError(message) from error
    except PermanentError as error:
        import_failed(batch=batch, state=ImportBatch.State.FAILED, error=str(error))
        raise
    except JobCancelledError:
        import_failed(batch=batch, state=ImportBatch.State.CANCELLED)
        raise


def _plan_as_shown(run: JobRun, draft: ImportDraft, scope: Scope) -> ImportPlan:
    """The plan of the draft. Raises ``PermanentError`` when it isn't the one that the preview showed."""
    try:
        plan = draft_plan(scope, draft, on_read=_reading(run, draft))
    except ImportRefusedError as error:
        raise PermanentError(str(error)) from error
    if plan_digest(plan) != draft.digest:
        raise PermanentError(_("Your log changed since the preview, so nothing was imported. Preview it again."))
    return plan


def run_roll_back(run: JobRun) -> None:
    """Take an import back."""
    scope = Scope.system(run.job.owner)
    try:
        import_roll_back(
            scope=scope,
            batch=_batch(run),
            progress=run.progress,
            finish=lambda done: run.finish({"batch": run.job.arguments["batch"], **done.as_dict()}),
        )
    except NotRolledBackError as error:
        raise PermanentError(str(error)) from error


def run_delete(run: JobRun) -> None:
    """Delete all workout data."""
    scope = Scope.system(run.job.owner)
    workouts_delete(scope=scope, progress=run.progress, finish=lambda deleted: run.finish(deleted.as_dict()))


def run_account_deletion(run: JobRun) -> None:
    """Delete the account, and with it this job."""
    run.progress("delete", 0, 1)
    try:
        account_delete(user=run.job.owner, finish=lambda: run.finish({}))
    except LastSuperuserError as error:
        raise PermanentError(" ".join(error.messages)) from error


def run_export(run: JobRun) -> None:
    """Write an export to its file."""
    scope = Scope.system(run.job.owner)
    try:
        export = DataExport.objects.visible_to(scope).get(pk=run.job.arguments["export"])
    except DataExport.DoesNotExist as error:
        raise PermanentError(_("This export was deleted.")) from error
    export_carry_out(
        scope=scope,
        export=export,
        progress=run.progress,
        finish=lambda done: run.finish({"export": str(done.pk), **done.counts}),
    )
    schedule_done(export=export)


def run_webhook(run: JobRun) -> None:
    """Send one delivery of a webhook."""
    try:
        delivery = WebhookDelivery.objects.visible_to(Scope.system(run.job.owner)).get(pk=run.job.arguments["delivery"])
    except WebhookDelivery.DoesNotExist as error:
        raise PermanentError(_("This webhook, or what it was told, was deleted.")) from error
    try:
        delivery_send(delivery=delivery, finish=run.finish)
    except NotDeliveredError as error:
        if error.wait is None:
            raise PermanentError(str(error)) from error
        raise TryLaterError(str(error), spent=str(error), wait=error.wait) from error


def _draft(run: JobRun) -> tuple[ImportDraft, Scope]:
    try:
        draft = drafts_of(run.job)
    except ImportDraft.DoesNotExist as error:
        raise PermanentError(_("The uploaded file is gone: uploads are kept for a day. Upload it again.")) from error
    return draft, Scope.system(run.job.owner)


def _batch(run: JobRun) -> ImportBatch:
    try:
        return ImportBatch.objects.get(pk=run.job.arguments["batch"], owner=run.job.owner_id)
    except ImportBatch.DoesNotExist as error:
        raise PermanentError(_("This import is gone.")) from error


def _page(name: str, pk: object) -> str:
    """The address of what a job was about; empty when that is gone."""
    return reverse(name, args=[pk]) if pk else ""


@shared_task(name="portability.run_schedules", acks_late=False)
def run_schedules() -> None:
    """Start the scheduled exports that are due. Each takes its own slot, so that any number of beats does no harm."""
    schedules_run()


@shared_task(name="portability.tell_webhooks", acks_late=False)
def tell_webhooks() -> None:
    """Make deliveries of what happened. Each news is taken once, so that any number of beats does no harm."""
    webhooks_tell()


REPS_COUNTED = ngettext_lazy("%(done)s of %(total)s rep", "%(done)s of %(total)s reps", "count")

KINDS = [
    JobKind(
        key=EXPORT_KIND,
        label=gettext_lazy("Export"),
        queue="bulk",
        run=run_export,
        lane=DATA_LANE,
        stages={
            "write": (0, gettext_lazy("Writing the file.")),
            "store": (95, gettext_lazy("Storing the file.")),
        },
        counted={"write": ngettext_lazy("%(done)s of %(total)s session", "%(done)s of %(total)s sessions", "count")},
        done_url=lambda arguments, _result: f"{reverse('export-list')}#export-{arguments['export']}",
        ended=job_told,
    ),
    JobKind(
        key=PREVIEW_KIND,
        label=gettext_lazy("Preview of an import"),
        queue="interactive",
        run=run_preview,
        stages={"read": (0, gettext_lazy("Reading the file.")), "match": (60, gettext_lazy("Comparing names."))},
        done_url=lambda arguments, _result: reverse("import-preview", args=[arguments["draft"]]),
        about_url=lambda arguments: _page("import-preview", draft_there(arguments["draft"])),
    ),
    JobKind(
        key=IMPORT_KIND,
        label=gettext_lazy("Import"),
        queue="bulk",
        run=run_import,
        lane=DATA_LANE,
        stages={
            "read": (0, gettext_lazy("Reading the file.")),
            "prepare": (10, gettext_lazy("Putting workouts together.")),
            "sets": (25, gettext_lazy("Writing sets.")),
            "reps": (40, gettext_lazy("Writing reps.")),
            "store": (92, gettext_lazy("Checking and storing.")),
        },
        counted={
            "prepare": ngettext_lazy("%(done)s of %(total)s workout", "%(done)s of %(total)s workouts", "count"),
            "sets": ngettext_lazy("%(done)s of %(total)s set", "%(done)s of %(total)s sets", "count"),
            "reps": REPS_COUNTED,
            "store": REPS_COUNTED,
        },
        done_url=lambda _arguments, result: reverse("import-detail", args=[result["batch"]]),
        about_url=lambda arguments: _page("import-detail", import_there(arguments["batch"])),
        before_delete=imports_settle,
        ended=job_told,
    ),
    JobKind(
        key=WEBHOOK_KIND,
        label=gettext_lazy("Webhook"),
        queue="bulk",  # nobody waits for it, and an address that is slow to answer must not hold up a preview
        run=run_webhook,
        max_attempts=MOST_TRIES,
        longest_wait=LONGEST_WAIT,
        quiet=True,
        ended=delivery_ended,
    ),
    JobKind(
        key=ROLL_BACK_KIND,
        label=gettext_lazy("Roll back of an import"),
        queue="bulk",
        run=run_roll_back,
        lane=DATA_LANE,
        stages={"sessions": (0, gettext_lazy("Removing what the import brought."))},
        counted={"sessions": ngettext_lazy("%(done)s of %(total)s session", "%(done)s of %(total)s sessions", "count")},
        done_url=lambda arguments, _result: reverse("import-detail", args=[arguments["batch"]]),
        about_url=lambda arguments: _page("import-detail", import_there(arguments["batch"])),
    ),
    JobKind(
        key=ACCOUNT_KIND,
        label=gettext_lazy("Deletion of the account"),
        queue="bulk",
        run=run_account_deletion,
        lane=DATA_LANE,
        stages={"delete": (0, gettext_lazy("Deleting the account."))},
    ),
    JobKind(
        key=DELETE_KIND,
        label=gettext_lazy("Deletion of all workouts"),
        queue="bulk",
        run=run_delete,
        lane=DATA_LANE,
        stages={
            "count": (0, gettext_lazy("Counting.")),
            "reps": (5, gettext_lazy("Deleting reps.")),
            "sets": (90, gettext_lazy("Deleting sets.")),
            "sessions": (95, gettext_lazy("Deleting sessions.")),
        },
        counted={
            "reps": REPS_COUNTED,
            "sets": ngettext_lazy("%(total)s set", "%(total)s sets", "count"),
            "sessions": ngettext_lazy("%(total)s session", "%(total)s sessions", "count"),
        },
        done_url=lambda _arguments, _result: reverse("data-delete"),
    ),
]
