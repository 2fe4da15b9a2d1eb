"""The API, asked by browsers with their session cookie. Programs with tokens are tried in ``tests/api``."""

from accounts.models import User
from tests.safety.route import EVERYBODY, AdminModel, Foreign, Route, Who

SIGNED_IN = Who(owner=200, stranger=200, anonymous=401, staff=200)
OWN = Who(owner=200, stranger=404, anonymous=401, staff=404)
NO_VISIT = Who(owner=401, stranger=401, anonymous=401, staff=401)
"""Only who opened a link over the API comes in: a browser's cookie of a visit is for pages."""
SESSION, SET, EXERCISE, SET_TYPE = ("{session}",), ("{set}",), ("{idle_exercise}",), ("{idle_set_type}",)
ROUTINE, DAY, PLAN = ("{routine}",), ("{routine_day}",), ("{routine_exercise}",)
DRAFT, BATCH, EXPORT, SHARE = ("{draft}",), ("{batch}",), ("{export}",), ("{share}",)
WEBHOOK = ("{webhook}",)
HOOK = {"name": "Lamp", "url": "https://hook.example.org/", "events": ["record.broken"]}
ONE_SET = {"exercise_id": "{shared_exercise}", "weight": "80", "number_reps": 8}
SQUAT = {"exercise": "Squat", "targets": [{"reps": 5}]}
FOREIGN_SET = (
    Foreign("exercise_id", "{their_own_exercise}"),
    Foreign("set_type_id", "{their_own_set_type}"),
)


def made(who: Who) -> Who:
    return who.then(201)


def begun(who: Who) -> Who:
    return who.then(202)


ROUTES = [
    Route("api:openapi", get=EVERYBODY),
    Route("api:docs", get=EVERYBODY),
    Route("api:account", get=SIGNED_IN, patch=SIGNED_IN, body={"name": "Olga"}),
    Route("api:sessions", get=SIGNED_IN, post=made(SIGNED_IN), body={"name": "Push", "sets": [ONE_SET]}),
    Route("api:sessions-session_id", SESSION, get=OWN, patch=OWN, delete=OWN, body={"name": "Pull"}),
    Route("api:sessions-session_id-finish", SESSION, post=OWN),
    Route("api:sessions-session_id-resume", SESSION, post=OWN),
    Route("api:sessions-session_id-repeat", SESSION, post=made(OWN), body={}),
    Route("api:sessions-session_id-routine", SESSION, post=made(OWN), body={"name": "Like that day"}),
    Route("api:sessions-session_id-records", SESSION, get=OWN),
    Route("api:sessions-session_id-order", SESSION, put=OWN.then(422), body={"set_ids": ["{their_set}"]}),
    Route("api:sets", get=SIGNED_IN),
    Route("api:sessions-session_id-sets", SESSION, get=OWN, post=made(OWN), body=ONE_SET, foreign=FOREIGN_SET),
    Route("api:sessions-session_id-sets-bulk", SESSION, post=made(OWN), body={"sets": [ONE_SET, ONE_SET]}),
    Route("api:sets-set_id", SET, get=OWN, patch=OWN, delete=OWN, body={"weight": "82.5"}),
    Route("api:sets-set_id-clone", SET, post=made(OWN), body={}),
    Route("api:sets-set_id-reps", SET, get=OWN, put=OWN, body={"reps": [{"weight": "80"}]}),
    Route("api:sets-set_id-reps-number", ("{set}", "1"), patch=OWN, body={"success": False}),
    Route("api:exercises", get=SIGNED_IN, post=made(SIGNED_IN), body={"name": "Jefferson Curl"}),
    Route("api:exercises-exercise_id", EXERCISE, get=OWN, patch=OWN, delete=OWN, body={"name": "Curl of mine"}),
    Route(
        "api:exercises-exercise_id-merge",
        EXERCISE,
        post=OWN,
        body={"into_id": "{shared_exercise}"},
        foreign=(Foreign("into_id", "{their_idle_exercise}"),),
    ),
    Route("api:exercises-exercise_id-favourite", EXERCISE, put=OWN.then(204), delete=OWN.then(204)),
    Route("api:exercises-exercise_id-report", EXERCISE, get=OWN),
    Route("api:set-types", get=SIGNED_IN, post=made(SIGNED_IN), body={"name": "Myo-reps"}),
    Route("api:set-types-set_type_id", SET_TYPE, get=OWN, patch=OWN, delete=OWN, body={"name": "Type of mine"}),
    Route(
        "api:set-types-set_type_id-merge",
        SET_TYPE,
        post=OWN,
        body={"into_id": "{shared_set_type}"},
        foreign=(Foreign("into_id", "{their_idle_set_type}"),),
    ),
    Route("api:routines", get=SIGNED_IN, post=made(SIGNED_IN), body={"name": "A", "days": [{"name": "Day"}]}),
    Route("api:routines-routine_id", ROUTINE, get=OWN, patch=OWN, delete=OWN, body={"per_week": 4}),
    Route("api:routines-routine_id-days", ROUTINE, post=made(OWN), body={"name": "Day C"}),
    Route("api:routine-days-day_id", DAY, patch=OWN, delete=OWN, body={"name": "Legs"}),
    Route("api:routine-days-day_id-place", DAY, put=OWN.then(204), body={"place": 2}),
    Route("api:routine-days-day_id-start", DAY, post=made(OWN), body={}),
    Route(
        "api:routine-days-day_id-exercises",
        DAY,
        post=made(OWN),
        body={"exercise_id": "{shared_exercise}", "plan": SQUAT},
        foreign=(Foreign("exercise_id", "{their_plan_exercise}"),),
    ),
    Route("api:routine-exercises-exercise_id", PLAN, put=OWN, delete=OWN, body={"plan": SQUAT}),
    Route("api:routine-exercises-exercise_id-place", PLAN, put=OWN.then(204), body={"place": 1}),
    Route("api:measures", get=SIGNED_IN, post=made(SIGNED_IN), body={"name": "Wrist"}),
    Route("api:measures-measure_id", ("{own_measure}",), get=OWN, patch=OWN, delete=OWN, body={"name": "Wrist, left"}),
    Route(
        "api:measurements",
        get=SIGNED_IN,
        post=made(SIGNED_IN),
        body={"measure": "{shared_measure}", "value": "80"},
        foreign=(Foreign("measure", "{their_own_measure}"),),
    ),
    Route("api:measurements-measurement_id", ("{measurement}",), get=OWN, patch=OWN, delete=OWN, body={"value": "81"}),
    Route(
        "api:goals",
        get=SIGNED_IN,
        post=made(SIGNED_IN),
        body={"kind": "sessions_week", "count": 3, "due_date": "{next_year}"},
        foreign=(Foreign("exercise_id", "{their_own_exercise}"),),
    ),
    Route("api:goals-goal_id", ("{goal}",), get=OWN, patch=OWN, delete=OWN, body={"count": 4}),
    Route("api:reports", get=SIGNED_IN),
    Route(
        "api:reports-key",
        ("progress",),
        get=SIGNED_IN,
        foreign_get=(Foreign("exercise_id", "{their_own_exercise}", 404),),
    ),
    Route("api:undo", get=SIGNED_IN),
    Route("api:undo-undo_id", ("{undo}",), post=OWN),
    Route("api:calculator-estimate", get=SIGNED_IN.then(422)),
    Route(
        "api:calculator-gear",
        get=SIGNED_IN,
        put=SIGNED_IN,
        delete=SIGNED_IN,
        body={"bars": ["20"], "plates": [{"weight": "20", "pairs": 2}]},
    ),
    Route("api:calculator-warm-ups", get=SIGNED_IN, put=SIGNED_IN, body={"items": []}),
    Route("api:calculator-analysis", get=SIGNED_IN),
    Route("api:calculator-plates", get=SIGNED_IN.then(422)),
    Route("api:calculator-warm-up", get=SIGNED_IN.then(422)),
    Route(
        "api:calculator-save",
        post=made(SIGNED_IN),
        body={"weight": "100", "reps": 5},
        foreign=(Foreign("exercise_id", "{their_own_exercise}"),),
    ),
    Route("api:imports-drafts", get=SIGNED_IN, post=SIGNED_IN.then(422)),
    Route("api:imports-drafts-draft_id", DRAFT, get=OWN, patch=OWN, body={"duplicates": "keep"}),
    Route("api:imports-drafts-draft_id-preview", DRAFT, post=begun(OWN)),
    Route("api:imports-drafts-draft_id-confirm", DRAFT, post=OWN.then(409), body={"digest": "of another preview"}),
    Route("api:imports", get=SIGNED_IN),
    Route("api:imports-import_id", BATCH, get=OWN),
    Route("api:imports-import_id-problems", BATCH, get=OWN),
    Route("api:imports-import_id-roll-back", BATCH, post=begun(OWN)),
    Route("api:imports-import_id-repeat", BATCH, post=OWN.then(409)),
    Route(
        "api:exports",
        get=SIGNED_IN,
        post=begun(SIGNED_IN),
        body={"format": "json"},
        foreign=(Foreign("date_from", "{their_session}"),),
    ),
    Route("api:exports-export_id", EXPORT, get=OWN, delete=OWN.then(204)),
    Route("api:exports-export_id-file", EXPORT, get=OWN),
    Route(
        "api:export-schedules", get=SIGNED_IN, post=made(SIGNED_IN), body={"format": "csv", "every": "week", "day": 0}
    ),
    Route(
        "api:export-schedules-schedule_id", ("{schedule}",), get=OWN, patch=OWN, delete=OWN.then(204), body={"keep": 2}
    ),
    Route("api:webhooks", get=SIGNED_IN, post=made(SIGNED_IN), body=HOOK),
    Route(
        "api:webhooks-webhook_id", WEBHOOK, get=OWN, patch=OWN, delete=OWN.then(204), body={"events": ["log.changed"]}
    ),
    Route("api:webhooks-webhook_id-secret", WEBHOOK, post=OWN),
    Route("api:webhooks-webhook_id-test", WEBHOOK, post=begun(OWN)),
    Route("api:webhooks-webhook_id-deliveries", WEBHOOK, get=OWN),
    Route("api:webhook-deliveries-delivery_id", ("{delivery}",), get=OWN),
    Route("api:webhook-deliveries-delivery_id-resend", ("{delivery}",), post=begun(OWN)),
    Route(
        "api:clean-up-units",
        post=SIGNED_IN,
        body={"mistake": "lb_as_kg", "session_ids": ["{session}"], "apply": True},
    ),
    Route("api:clean-up-dates", post=SIGNED_IN, body={"days": 1, "session_ids": ["{session}"], "apply": True}),
    Route("api:clean-up-names", post=SIGNED_IN, body={"named": "sessions", "find": "x", "apply": True}),
    Route(
        "api:clean-up-merge",
        post=SIGNED_IN.but(stranger=422, staff=422),
        body={"source_ids": ["{idle_exercise}"], "into_id": "{shared_exercise}", "apply": True},
        foreign=(Foreign("into_id", "{their_idle_exercise}"),),
    ),
    Route(
        "api:clean-up-duplicates",
        get=SIGNED_IN,
        post=SIGNED_IN,
        body={"groups": [{"key": "1-2", "action": "remove", "keep_id": 1}], "apply": True},
    ),
    Route("api:data", get=SIGNED_IN),
    Route("api:data-delete", post=begun(SIGNED_IN), body={"confirm": "delete"}),
    Route(
        "api:shares",
        get=SIGNED_IN,
        post=made(SIGNED_IN),
        body={"name": "For Kim"},
        foreign=(Foreign("session_id", "{their_session}"),),
    ),
    Route("api:shares-share_id", SHARE, get=OWN, patch=OWN, delete=OWN.then(204), body={"name": "For Lee"}),
    Route("api:shares-share_id-extend", SHARE, post=OWN, body={"days": 3}),
    Route("api:shares-share_id-replace", SHARE, post=OWN),
    Route("api:shares-share_id-revoke", SHARE, post=OWN),
    Route("api:shares-share_id-events", SHARE, get=OWN),
    Route("api:jobs", get=SIGNED_IN),
    Route("api:jobs-job_id", ("{failed_job}",), get=OWN.but(staff=200)),
    Route("api:job-polled", ("{failed_job}",), get=OWN.but(staff=200)),
    Route("api:jobs-job_id-cancel", ("{waiting_job}",), post=OWN.but(staff=403)),
    Route("api:jobs-job_id-retry", ("{failed_job}",), post=OWN.but(staff=403)),
    Route("api:shared-validate", post=EVERYBODY.then(404), body={"link": "forged.signature"}, csrf=False),
    Route("api:shared-open", post=EVERYBODY.then(404), body={"link": "forged.signature"}, csrf=False),
    *(
        Route(f"api:shared-{name}", args, get=NO_VISIT, lax=True)
        for name, args in {
            "visit": (),
            "sessions": (),
            "sessions-session_id": SESSION,
            "sessions-session_id-records": SESSION,
            "sessions-session_id-sets": SESSION,
            "sets": (),
            "sets-set_id": SET,
            "sets-set_id-reps": SET,
            "exercises": (),
            "exercises-exercise_id": EXERCISE,
            "exercises-exercise_id-report": EXERCISE,
            "set-types": (),
            "set-types-set_type_id": SET_TYPE,
            "reports": (),
            "reports-key": ("progress",),
            "calculator-estimate": (),
            "calculator-analysis": (),
            "calculator-plates": (),
            "calculator-warm-up": (),
        }.items()
    ),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """Nothing of its own: the rows of the apps."""
    return {}
