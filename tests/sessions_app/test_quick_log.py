"""The quick log: start, choose, save, see the last time beside today, change in place, finish; by HTMX or not."""

import json
import re
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.html import parse_html
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sessions_app.forms import SetForm
from sessions_app.models import ExerciseFavourite, ExerciseType, Rep, SetType, WorkoutSession, WorkoutSet
from sessions_app.quick_log import last_time
from sessions_app.services.catalogue import favourite_mark
from sessions_app.services.own_catalogue import SetTypeValues, own_set_type_create
from sessions_app.templatetags.shown import error_id, step_of, stepper_of, unit_of
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps, make_set_type
from tests.safety.queries import assert_constant_queries, queries
from tests.sessions_app.pages import FRONT, HTMX, set_form

URL = "/log/"
PANEL = HTMX | {"HX-Target": "log"}


@pytest.fixture
def session(owner: User) -> WorkoutSession:
    return going_on(owner)


def going_on(owner: User, minutes: int = 42) -> WorkoutSession:
    return make_session(owner, "Push A", started_at=timezone.now() - timedelta(minutes=minutes))


def days_ago(owner: User, days: int, name: str = "Earlier") -> WorkoutSession:
    return make_session(owner, name, started_at=timezone.now() - timedelta(days=days))


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).replace("\N{NO-BREAK SPACE}", " ").split())


def save(client: Client, session: WorkoutSession, form: dict[str, Any], **options: Any) -> Any:
    return client.post(URL, form | {"session": session.pk}, **options)


def test_a_stepper_looks_like_every_other_one(owner: User, working: SetType) -> None:
    form = SetForm({"weight": "<b>a lot", "number_reps": "8"}, scope=Scope.of_user(owner))
    assert not form.is_valid()
    for field in form.main_fields:
        context = {
            "name": field.html_name, "value": field.value(), "label": field.label, "id": field.id_for_label,
            "step": step_of(field), "unit": unit_of(field), "invalid": field.errors, "describedby": error_id(field),
        }  # fmt: skip
        component = render_to_string("components/stepper.html", context)
        assert parse_html(stepper_of(field)) == parse_html(component)


# --- Nothing going on ----------------------------------------------------------------------------------------------


def test_without_a_session_one_tap_starts_one_by_the_time_of_day(owner: User, owner_client: Client) -> None:
    page = owner_client.get(URL).content.decode()
    assert "Start now" in page
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)
    for _ in range(2):  # pressed twice, started once
        answer = owner_client.post(reverse("quick-log-start"), {"client_id": client_id and client_id[1]})
        assert (answer.status_code, answer["Location"]) == (302, URL)
    session = WorkoutSession.objects.get(owner=owner)
    assert session.name.endswith("workout")
    assert abs(session.started_at - timezone.now()) < timedelta(minutes=1)
    assert "Choose an exercise" in owner_client.get(URL).content.decode()


def test_a_session_that_is_over_or_a_day_old_is_not_gone_on_with(owner: User, owner_client: Client) -> None:
    make_session(owner, started_at=timezone.now() - timedelta(hours=1), ended_at=timezone.now())
    make_session(owner, started_at=timezone.now() - timedelta(hours=25))
    assert "Start now" in owner_client.get(URL).content.decode()


def test_a_part_asked_for_after_the_session_was_finished_elsewhere_leads_to_the_page(owner_client: Client) -> None:
    answer = owner_client.get(URL, headers=PANEL)
    assert answer["HX-Redirect"] == URL


def test_another_athlete_s_session_is_not_gone_on_with(
    stranger_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    assert "Start now" in stranger_client.get(URL).content.decode()
    assert save(stranger_client, session, set_form(bench, working)).status_code == 404
    assert not WorkoutSet.objects.exists()


# --- The next set --------------------------------------------------------------------------------------------------


def test_the_page_opens_at_the_exercise_of_the_latest_set_filled_like_it(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    make_set(session, exercise_type=make_exercise("Squat"), set_type=working)
    make_set(session, exercise_type=bench, set_type=working, weight=Decimal("82.5"), number_reps=6)
    page = owner_client.get(URL)
    assert page.context["exercise"].name == "Bench Press"
    assert [choice.name for choice in page.context["done"]] == ["Squat", "Bench Press"]
    html = page.content.decode()
    assert 'value="82.5"' in html
    assert 'value="6"' in html
    assert f'name="exercise_type" value="{bench.pk}"' in html


def test_the_first_set_of_the_day_is_filled_like_the_first_of_the_last_time(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    warm_up = make_set_type("Warm-up", slug="warm-up", is_warm_up=True)
    make_set(days_ago(owner, 9), exercise_type=bench, set_type=working, weight=Decimal(60))
    earlier = days_ago(owner, 2)
    make_set(earlier, exercise_type=bench, set_type=warm_up, weight=Decimal(40), number_reps=10)
    make_set_of_reps(earlier, [(80, True), (80, False)], exercise_type=bench, set_type=working, weight=Decimal(80))
    page = owner_client.get(URL, {"exercise": bench.pk})
    form = page.context["form"]
    assert (form.initial["weight"], form.initial["number_reps"], form.initial["set_type"]) == (40, 10, warm_up.pk)
    shown = text_of(page.content.decode())
    assert "Warm-up: 40 kg × 10" in shown
    assert "80 kg × 2 −1 , 1 rep failed" in shown
    assert "60 kg" not in shown

    make_set(session, exercise_type=bench, set_type=warm_up, weight=Decimal(40), number_reps=10)
    form = owner_client.get(URL).context["form"]
    assert (form.initial["weight"], form.initial["set_type"]) == (80, working.pk), (
        "after a warm-up: what came next then"
    )
    make_set(session, exercise_type=bench, set_type=working, weight=Decimal(85), number_reps=3)
    assert owner_client.get(URL).context["form"].initial["weight"] == 85


def test_a_set_of_the_last_time_can_be_repeated_without_scripts(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    earlier = days_ago(owner, 2)
    make_set(earlier, exercise_type=bench, set_type=working, weight=Decimal(60))
    second = make_set(earlier, exercise_type=bench, set_type=working, weight=Decimal("72.5"), number_reps=4)
    html = owner_client.get(URL, {"exercise": bench.pk}).content.decode()
    assert f"like={second.pk}" in html
    filled = json.loads(re.findall(r'data-fill="([^"]+)"', html)[1].replace("&quot;", '"'))
    assert (filled["weight"], filled["number_reps"], filled["set_type"]) == ("72.5", "4", str(working.pk))
    form = owner_client.get(URL, {"exercise": bench.pk, "like": second.pk}).context["form"]
    assert form.initial["weight"] == Decimal("72.5")


def test_calculations_and_later_sessions_are_no_last_time(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    make_set(
        make_session(owner, started_at=timezone.now() - timedelta(days=1), kind="calculation"), exercise_type=bench
    )
    make_set(make_session(owner, started_at=timezone.now() + timedelta(days=2)), exercise_type=bench)
    assert owner_client.get(URL, {"exercise": bench.pk}).context["last_time"] is None


@pytest.mark.parametrize(("kind", "names"), FRONT.items())
def test_each_kind_of_exercise_asks_for_what_its_sets_are_about(
    owner_client: Client, session: WorkoutSession, working: SetType, kind: str, names: list[str]
) -> None:
    exercise = make_exercise(kind=kind)
    html = owner_client.get(URL, {"exercise": exercise.pk}).content.decode()
    front = html[html.index('id="log-form"') : html.index('name="set_type"')]
    assert re.findall(r'name="(weight|number_reps|duration_seconds|distance_metres)"', front) == names


def test_the_steppers_use_the_athlete_s_step_and_unit(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    going_on(owner)
    User.objects.filter(pk=owner.pk).update(unit="lb", weight_step="1.25")
    html = owner_client.get(URL, {"exercise": bench.pk}).content.decode()
    assert 'data-step="1.25"' in html
    assert "(lb)" in html


@pytest.mark.parametrize("wanted", ["0", "99999999999", "9" * 30])
def test_an_exercise_that_is_not_there_is_missing(owner_client: Client, session: WorkoutSession, wanted: str) -> None:
    assert owner_client.get(URL, {"exercise": wanted}).status_code == 404


def test_a_stranger_s_exercise_is_missing(owner_client: Client, session: WorkoutSession, stranger: User) -> None:
    assert owner_client.get(URL, {"exercise": make_exercise(owner=stranger).pk}).status_code == 404


def test_the_rest_is_what_was_noted_last_else_the_preference(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    User.objects.filter(pk=owner.pk).update(default_rest_seconds=150)
    assert 'data-rest="150"' in owner_client.get(URL, {"exercise": bench.pk}).content.decode()
    make_set(days_ago(owner, 2), exercise_type=bench, set_type=working, rest_seconds=200)
    assert 'data-rest="200"' in owner_client.get(URL, {"exercise": bench.pk}).content.decode()
    form = set_form(bench, working, rest="200")
    answer = save(owner_client, session, form, headers=HTMX)
    assert json.loads(answer["HX-Trigger"]) == {"set-saved": {"rest": 200}}
    answer = save(owner_client, session, form | {"rest_seconds": "1:30", "client_id": str(uuid.uuid4())}, headers=HTMX)
    assert json.loads(answer["HX-Trigger"]) == {"set-saved": {"rest": 90}}


# --- Save ----------------------------------------------------------------------------------------------------------


def test_a_set_is_saved_and_stands_beside_the_next_form(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    html = save(owner_client, session, set_form(bench, working, weight="82,5"), headers=HTMX).content.decode()
    row = WorkoutSet.objects.get(session=session)
    assert (row.weight, row.number_reps) == (Decimal("82.5"), 8)
    assert html.lstrip().startswith('<form class="log-form" id="log-form"')
    assert 'hx-swap-oob="beforeend:#log-sets"' in html
    assert f'id="set-{row.pk}"' in html
    assert f"from=log&amp;exercise={bench.pk}" in html
    assert "82.5 kg × 8 saved." in text_of(html)


def test_without_htmx_the_page_comes_again_and_says_what_was_saved(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    answer = save(owner_client, session, set_form(bench, working), follow=True)
    assert answer.redirect_chain == [(f"{URL}?exercise={bench.pk}", 302)]
    assert "80 kg × 8 saved." in text_of(answer.content.decode())
    assert len(answer.context["sets"]) == 1


def test_the_same_form_sent_twice_is_one_set(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    form = set_form(bench, working)
    for _ in range(2):
        assert save(owner_client, session, form, headers=HTMX).status_code == 200
    assert WorkoutSet.objects.count() == 1


def test_pounds_come_back_as_typed(owner: User, owner_client: Client, bench: ExerciseType, working: SetType) -> None:
    User.objects.filter(pk=owner.pk).update(unit="lb")
    html = save(owner_client, going_on(owner), set_form(bench, working, weight="182,25"), headers=HTMX).content.decode()
    assert "182.25 lb × 8 saved." in text_of(html)
    assert 'value="182.25"' in html


def test_what_is_wrong_is_said_in_the_form_and_kept_in_it(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    form = set_form(bench, working, weight="eighty", rpe="11", number_reps="")
    for headers in (HTMX, {}):
        answer = save(owner_client, session, form, headers=headers)
        page = text_of(answer.content.decode())
        assert answer.status_code == 422
        assert "“eighty” is not a number." in page
        assert "“11”: RPE goes from 1 to 10 in halves" in page
        assert 'value="eighty"' in answer.content.decode()
    assert not WorkoutSet.objects.exists()


def test_a_session_deleted_meanwhile_is_missing(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    for number in ("", "x", "0", session.pk + 1):
        form = set_form(bench, working) | {"session": number}
        assert owner_client.post(URL, form, headers=HTMX).status_code == 404


def test_a_record_is_marked_the_moment_it_happens(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    make_set(days_ago(owner, 3), exercise_type=bench, set_type=working, weight=Decimal(80), number_reps=8)
    html = save(owner_client, session, set_form(bench, working, weight="85"), headers=HTMX).content.decode()
    assert "PR Heaviest weight" in text_of(html)
    assert "PR Heaviest weight" in text_of(owner_client.get(URL).content.decode())
    again = save(owner_client, session, set_form(bench, working, weight="85"), headers=HTMX).content.decode()
    assert "Heaviest weight" not in text_of(again)


def test_saving_takes_ten_queries_at_most(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    make_set(days_ago(owner, 3), exercise_type=bench, set_type=working)
    for headers in (HTMX, {}):
        with queries() as asked:
            answer = save(owner_client, session, set_form(bench, working), headers=headers)
        assert answer.status_code in {200, 302}
        assert len(asked) <= 10, "\n".join(asked)


def test_the_page_asks_as_often_however_long_the_history_is(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    def grow() -> None:
        for days in range(1, 6):
            earlier = days_ago(owner, days)
            for exercise in (bench, make_exercise()):
                make_set(earlier, exercise_type=exercise, set_type=working)
                make_set(session, exercise_type=exercise, set_type=working)

    grow()
    asked = {"exercise": bench.pk}
    assert_constant_queries(lambda: owner_client.get(URL, asked), grow=grow, at_most=14)
    assert_constant_queries(lambda: owner_client.get(URL, {"pick": ""}), grow=grow, at_most=14)


@pytest.mark.django_db(transaction=True)  # else nothing is kept
def test_what_stands_around_an_exercise_is_kept_until_the_data_changes(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    said: dict[str, Any] = {"weight": Decimal("62.5"), "rpe": Decimal("8.5"), "rest_seconds": 120}
    make_set(days_ago(owner, 3), exercise_type=bench, set_type=working, **said)

    def shown() -> Any:
        return owner_client.get(URL, {"exercise": bench.pk}).context

    first = shown()
    with queries() as asked:
        again = shown()
    assert again["last_time"] == first["last_time"]
    assert again["last_time"].sets[0].rpe == Decimal("8.5")
    assert [str(field) for field in again["form"].more_fields] == [str(field) for field in first["form"].more_fields]
    assert not [sql for sql in asked if 'FROM "sessions_app_settype"' in sql or "exercisefavourite" in sql]
    favourite_mark(scope=Scope.of_user(owner), exercise=bench, on=True)
    own_set_type_create(scope=Scope.of_user(owner), values=SetTypeValues(name="Paused"))
    changed = shown()
    assert changed["is_favourite"]
    assert [entry.name for entry in changed["form"].set_types] == ["Working set", "Paused"]


def test_the_last_time_is_found_by_index(
    owner: User, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    others = [make_exercise() for _ in range(20)]
    WorkoutSet.objects.bulk_create(
        WorkoutSet(
            session=session,
            owner=owner,
            local_date=session.local_date - timedelta(days=number % 700),
            exercise_type=bench if number % 20 == 0 else others[number % 20],
            set_type=working,
            position=number + 1,
        )
        for number in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with queries() as asked:
        last_time(Scope.of_user(owner), going_on(owner, 1), bench.pk)
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {asked[-1]}")
        plan = str(cursor.fetchall())
    assert "set_by_exercise" in plan


# --- In place ------------------------------------------------------------------------------------------------------


def test_a_set_is_changed_ticked_cloned_and_deleted_in_place_and_comes_back(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    row = make_set(session, exercise_type=bench, set_type=working, number_reps=3)
    here = f"?from=log&exercise={bench.pk}"

    def post(name: str, *args: Any, **data: Any) -> Any:
        return owner_client.post(reverse(name, args=args) + here, data, headers=HTMX)

    panel = owner_client.get(reverse("set-edit", args=[row.pk]) + here, headers=HTMX).content.decode()
    assert f"/edit/{here.replace('&', '&amp;')}" in panel or f"/edit/{here}" in panel
    assert ">Up<" not in panel
    changed = post("set-edit", row.pk, **set_form(bench, working, weight="70"), revision=row.revision)
    assert "session-head" not in changed.content.decode()
    post("rep-mark", row.pk, 3, success="0")
    assert not Rep.objects.get(workout_set=row, number=3).success

    cloned = post("set-clone", row.pk)
    assert (cloned["HX-Retarget"], WorkoutSet.objects.count()) == ("#log", 2)
    deleted = post("set-delete", row.pk).content.decode()
    assert 'hx-target="#log"' in deleted
    undo = re.search(r'hx-post="(/sessions/undo/[^"]+)"', deleted)
    assert undo
    assert "from=log" in undo[1]
    back = owner_client.post(undo[1].replace("&amp;", "&"), headers=HTMX)
    assert (back["HX-Retarget"], WorkoutSet.objects.count()) == ("#log", 2)


def test_without_scripts_a_change_leads_back_to_the_quick_log(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    row = make_set(session, exercise_type=bench, set_type=working)
    here = f"?from=log&exercise={bench.pk}"
    form = set_form(bench, working, weight="70") | {"revision": row.revision}
    answer = owner_client.post(reverse("set-edit", args=[row.pk]) + here, form)
    assert answer["Location"] == f"{URL}?exercise={bench.pk}#set-{row.pk}"
    answer = owner_client.post(reverse("rep-mark", args=[row.pk, 1]) + here, {"success": "0"})
    assert answer["Location"] == reverse("set-reps", args=[row.pk]) + here
    page = owner_client.get(answer["Location"]).content.decode()
    assert f'href="/log/{here.replace("&", "&amp;")}' in page


# --- Choose --------------------------------------------------------------------------------------------------------


def test_favourites_come_first_then_recent_ones_then_all_and_a_search(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    row, curl = make_exercise("Row"), make_exercise("Curl")
    make_set(days_ago(owner, 2), exercise_type=row)
    favourite_mark(scope=Scope.of_user(owner), exercise=curl, on=True)
    page = owner_client.get(URL)
    assert [choice.name for choice in page.context["exercises"]] == ["Curl", "Row"]
    assert f'href="/log/?exercise={curl.pk}"' in page.content.decode()
    assert f'<option value="{bench.pk}">Bench Press</option>' in page.content.decode()
    found = owner_client.get(URL, {"q": "bp"}, headers=HTMX | {"HX-Target": "exercise-results"})
    assert [choice.name for choice in found.context["exercises"]] == ["Bench Press"]
    assert found.content.decode().startswith('<div class="stack stack--tight" id="exercise-results">')


def test_a_star_makes_a_favourite_and_takes_it_back(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    url = reverse("exercise-favourite", args=[bench.pk])
    html = owner_client.post(url, {"on": "1"}, headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in html
    assert ExerciseFavourite.objects.filter(owner=owner, exercise_type=bench).exists()
    assert owner_client.post(url, {"on": "0"})["Location"] == f"{URL}?from=log&exercise={bench.pk}"
    assert not ExerciseFavourite.objects.exists()


def test_an_exercise_of_one_s_own_is_made_in_passing(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    url = reverse("quick-log-exercise")
    answer = owner_client.post(url, {"name": "Zercher Carry", "kind": "weight_distance"}, headers=HTMX)
    made = ExerciseType.objects.get(owner=owner)
    assert answer["HX-Retarget"] == "#log"
    assert answer.context["exercise"].id == made.pk
    answer = owner_client.post(url, {"name": " zercher CARRY", "kind": "duration"})
    assert answer.status_code == 422
    assert "There is an exercise called" in answer.content.decode()
    answer = owner_client.post(url, {"name": "Sled Drag", "kind": "distance"})
    assert answer["Location"] == f"{URL}?exercise={ExerciseType.objects.get(name='Sled Drag').pk}"


def test_finish_ends_the_session(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    make_set(session, exercise_type=bench)
    page = owner_client.get(URL).content.decode()
    finish = reverse("session-finish", args=[session.pk])
    assert f'action="{finish}"' in page
    owner_client.post(finish)
    assert "Start now" in owner_client.get(URL).content.decode()


def test_today_shows_a_newcomer_other_ways_to_begin(owner: User, owner_client: Client) -> None:
    page = owner_client.get("/").content.decode()
    assert "Other ways to begin" in page
    assert f'class="list__row" href="{reverse("import-list")}"' in page
    make_session(owner)
    assert "Other ways to begin" not in owner_client.get("/").content.decode()


def test_today_leads_to_the_quick_log(owner_client: Client, session: WorkoutSession) -> None:
    assert f'href="{URL}"' in owner_client.get("/").content.decode()
    answer = owner_client.post(reverse("session-new"), {"name": "Legs"})
    assert answer["Location"] == URL
