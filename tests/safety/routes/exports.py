"""Exports and the page that joins everything that moves data."""

from accounts.models import User
from portability.models import DataExport
from portability.services.deliveries import webhook_ping
from portability.services.exports import ExportRequest, export_carry_out, export_start
from portability.services.schedules import ScheduleValues, schedule_create
from portability.services.webhooks import WebhookValues, webhook_create
from sharing.scope import Scope
from tests.safety.route import ATHLETES, EVERYBODY, MINE, AdminModel, Foreign, Route

EXPORT = ("{export}",)
SCHEDULE = {"format": "csv", "every": "week", "weekday": "0", "month_day": "1", "hour": "3", "keep": "3"}
HOOK = {"name": "Lamp", "url": "https://hook.example.org/", "events": "record.broken"}

ROUTES = [
    Route("data", get=ATHLETES),
    Route(
        "export-list",
        get=ATHLETES,
        post=ATHLETES.then(302),
        data={"format": "json", "what": "all"},
        foreign_get=(Foreign("session", "{their_session}", 200),),
    ),
    Route("export-file", EXPORT, get=MINE),
    Route("export-delete", EXPORT, post=MINE.then(302)),
    Route("schedule-list", get=ATHLETES, post=ATHLETES.then(302), data=SCHEDULE),
    Route("schedule-edit", ("{schedule}",), get=MINE, post=MINE.then(302), data=SCHEDULE),
    Route("schedule-delete", ("{schedule}",), post=MINE.then(302)),
    Route("webhook-list", get=ATHLETES),
    Route("webhook-new", get=ATHLETES, post=ATHLETES, data=HOOK),
    Route("webhook", ("{webhook}",), get=MINE),
    Route("webhook-edit", ("{webhook}",), get=MINE, post=MINE.then(302), data=HOOK),
    Route("webhook-switch", ("{webhook}",), post=MINE.then(302)),
    Route("webhook-secret", ("{webhook}",), post=MINE),
    Route("webhook-test", ("{webhook}",), post=MINE.then(302)),
    Route("webhook-delete", ("{webhook}",), post=MINE.then(302)),
    Route("webhook-delivery", ("{delivery}",), get=MINE),
    Route("webhook-resend", ("{delivery}",), post=MINE.then(302)),
    Route("export-schema", ("1",), get=EVERYBODY),
]

ADMIN = {"portability.webhook": AdminModel("webhook", add=False, change=False, delete=False)}


def rows(user: User) -> dict[str, object]:
    """An export that is ready, one that is scheduled, and a webhook that was told something."""
    scope = Scope.of_user(user)
    export: DataExport = export_start(scope=scope, wanted=ExportRequest("csv"))
    export_carry_out(scope=scope, export=export, progress=lambda *_said: None, finish=lambda _done: None)
    row = schedule_create(scope=scope, values=ScheduleValues(format="csv", every="day"))
    values = WebhookValues(name="Lamp", url="https://hook.example.org/", events=["record.broken"])
    hook, _secret = webhook_create(scope=scope, values=values)
    told = webhook_ping(scope=scope, webhook=hook)
    return {"export": export.pk, "schedule": row.pk, "webhook": hook.pk, "delivery": told.pk}
