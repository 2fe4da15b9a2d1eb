"""From news of a log to what its webhooks are told.

Every write leaves a line with its data version (``sessions_app.events``); here, every few seconds, these lines become
deliveries. What happened to one session meanwhile is told once; many sessions at once are one event. A line is taken in
the transaction that writes the deliveries and their jobs, so that nothing is lost or made twice by whatever dies.
"""

import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from jobs.models import Job
from portability.hooks.events import (
    EXPORT_FINISHED,
    IMPORT_FINISHED,
    LOG_CHANGED,
    RECORD,
    SESSION_CREATED,
    SESSION_DELETED,
    SESSION_UPDATED,
)
from portability.hooks.verbs import EFFECTS, JOB_ENDED, Effect
from portability.models import DataExport, ImportBatch, Webhook, WebhookDelivery
from portability.services.deliveries import Telling, delivery_create
from portability.services.drafts import IMPORT_KIND
from sessions_app.api.told import session_told
from sessions_app.events import MANY, News, news_read
from sessions_app.models import DataVersion, ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.records import BrokenRecord, records_of_session
from sessions_app.services.writing import log_news_take, log_news_waiting, news_add
from sharing.scope import Scope
from workouttracker.kit.units import plain

logger = logging.getLogger(__name__)
ATHLETES_AT_ONCE, MOST_RECORDS = 200, 100


def job_told(job: Job, state: str, result: Mapping[str, object]) -> None:
    """An import or export ended for good: news for its owner's webhooks, in the transaction that ends it."""
    more = {"kind": job.kind, "job": str(job.pk), "state": state, **job.arguments, "counts": dict(result)}
    news_add(owner_id=job.owner_id, news=News(JOB_ENDED, timezone.now(), more=more))


def webhooks_tell() -> int:
    """Make deliveries of the news that wait; how many. Whose news that fails for wait on; everybody else's go out."""
    written = 0
    for row in log_news_waiting(ATHLETES_AT_ONCE):
        try:
            written += _tell(row)
        except Exception:  # whatever is wrong with one athlete's is no reason to hold up all others
            logger.exception("news of athlete %s could not be made into deliveries", row.owner_id)
    return written


@dataclass(slots=True)
class _Session:
    """What happened to one session in the end, and when."""

    effect: Effect
    at: datetime


@dataclass(slots=True)
class _Happened:
    """News, put together."""

    sessions: dict[int, _Session] = field(default_factory=dict)
    set_ids: set[int] = field(default_factory=set)
    many: News | None = None
    jobs: list[News] = field(default_factory=list)
    latest: datetime | None = None

    def add(self, news: News) -> None:
        """One more line. A verb of another release counts as a change of what it names."""
        self.latest = news.at
        effect = EFFECTS.get(news.verb, Effect.CHANGED)
        if news.verb == JOB_ENDED:
            self.jobs.append(news)
        elif effect is Effect.MANY or news.many:
            self.many = news
        elif effect is not Effect.NOTHING:
            self.set_ids.update(news.sets)
            for pk in news.sessions:
                before = self.sessions.get(pk)
                still_new = before is not None and before.effect is Effect.MADE and effect is Effect.CHANGED
                self.sessions[pk] = _Session(Effect.MADE if still_new else effect, news.at)


def _tell(row: DataVersion) -> int:
    """Take the news of one athlete and write what is to be sent; 0 when somebody else took them."""
    if row.owner is None:
        return 0
    hooks = list(Webhook.objects.filter(owner=row.owner, active=True)) if row.owner.is_active else []
    wanted = {key for hook in hooks for key in hook.events}
    happened = _Happened()
    for news in news_read(row.news):
        happened.add(news)
    tellings = list(_tellings(row.owner, happened, wanted))
    written = 0
    with transaction.atomic():
        if not log_news_take(row):
            return 0
        for hook in hooks:
            for telling in _not_told(hook, [each for each in tellings if each.event in hook.events]):
                delivery_create(webhook=hook, telling=telling)
                written += 1
    return written


def _tellings(owner: User, happened: _Happened, wanted: set[str]) -> Iterator[Telling]:
    """What happened, as events, those that somebody ``wanted``; what is gone meanwhile is told as gone."""
    scope = Scope.system(owner)
    told = partial(_telling, wanted)
    if happened.many is not None or len(happened.sessions) > MANY:
        cause = happened.many.verb if happened.many else "many"
        yield from told(LOG_CHANGED, happened.latest, {"cause": cause})
    if len(happened.sessions) <= MANY:
        rows = WorkoutSession.objects.visible_to(scope).in_bulk(list(happened.sessions))
        for pk, each in happened.sessions.items():
            if (row := rows.get(pk)) is None:
                if each.effect is Effect.DELETED:
                    yield from told(SESSION_DELETED, each.at, {"session": {"id": pk}})
            elif row.kind == WorkoutSession.Kind.WORKOUT:
                event = SESSION_CREATED if each.effect is Effect.MADE else SESSION_UPDATED
                yield from told(event, each.at, {"session": session_told(row, scope).model_dump(mode="json")})
        if RECORD in wanted:
            yield from islice(_records(scope, happened, list(rows.values())), MOST_RECORDS)
    for news in happened.jobs:
        event = IMPORT_FINISHED if news.more["kind"] == IMPORT_KIND else EXPORT_FINISHED
        yield from told(event, news.at, _of_job(scope, news.more))


def _telling(wanted: set[str], event: str, at: datetime | None, data: Mapping[str, Any]) -> Iterator[Telling]:
    if event in wanted:
        yield Telling(event, at or timezone.now(), data, uuid.uuid4())


def _records(scope: Scope, happened: _Happened, rows: Iterable[WorkoutSession]) -> Iterator[Telling]:
    """What the sets that were written broke: of each kind in a session the last one, which is the best."""
    exercises = ExerciseType.objects.visible_to(scope)
    for row in rows:
        broken = {pk: found for pk, found in records_of_session(scope, row).items() if pk in happened.set_ids}
        sets = WorkoutSet.objects.visible_to(scope).filter(pk__in=broken).values_list("pk", "exercise_type")
        kinds = dict(sets)
        best: dict[tuple[int, str], tuple[int, BrokenRecord]] = {}
        for pk, found in broken.items():
            for record in found:
                key = (kinds[pk], str(record.kind))
                before = best[key][1].before if key in best else record.before
                best[key] = pk, replace(record, before=before)
        named = exercises.in_bulk({exercise for exercise, _kind in best})
        for (exercise, _kind), (pk, record) in best.items():
            yield _record_telling(row, pk, named[exercise], record, happened.sessions[row.pk].at)


def _record_telling(
    row: WorkoutSession, set_id: int, exercise: ExerciseType, record: BrokenRecord, at: datetime
) -> Telling:
    data = {
        "exercise": {"id": exercise.pk, "name": exercise.name, "kind": exercise.kind},
        "record": {"kind": str(record.kind), "value": str(plain(record.value)), "before": str(plain(record.before))},
        "session_id": row.pk,
        "set_id": set_id,
        "day": row.local_date.isoformat(),
    }
    return Telling(RECORD, at, data, uuid.uuid4(), f"record:{set_id}:{record.kind}:{plain(record.value)}")


def _of_job(scope: Scope, more: Mapping[str, Any]) -> dict[str, Any]:
    """What an import or export was, and how it ended."""
    ended = {"state": more["state"], "job_id": more["job"]}
    if more["kind"] == IMPORT_KIND:
        batch = ImportBatch.objects.visible_to(scope).filter(pk=more["batch"]).first()
        counts = batch.counts if batch else {}
        return {"import": {"id": more["batch"], "file": batch.file_name if batch else "", "counts": counts, **ended}}
    export = DataExport.objects.visible_to(scope).filter(pk=more["export"]).first()
    kept = {"format": export.format, "file": export.name, "size": export.size} if export else {}
    return {"export": {"id": more["export"], **kept, "counts": export.counts if export else {}, **ended}}


def _not_told(hook: Webhook, tellings: Sequence[Telling]) -> list[Telling]:
    """Those of ``tellings`` whose subject this webhook was not told before."""
    subjects = [each.subject for each in tellings if each.subject]
    if not subjects:
        return list(tellings)
    known = WebhookDelivery.objects.filter(webhook=hook, subject__in=subjects).values_list("subject", flat=True)
    told = set(known)
    return [each for each in tellings if not each.subject or each.subject not in told]
