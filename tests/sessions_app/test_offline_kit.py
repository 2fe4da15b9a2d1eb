"""What the quick log knows without network: what the service worker keeps of an athlete."""

import html
import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from sessions_app.models import ExerciseAlias
from sessions_app.models.vocabulary import Kind
from sessions_app.services.catalogue import favourite_mark
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type, working_set_type
from tests.safety.queries import assert_constant_queries
from tests.sessions_app.routines import add_exercise, first_day, make_routine, targets

URL = "/log/kit/"


def kit_of(client: Client) -> dict[str, Any]:
    page = client.get(URL).content.decode()
    found = re.search(r'<script id="kit" type="application/json">(.*?)</script>', page)
    assert found
    kit: dict[str, Any] = json.loads(html.unescape(found[1]))
    return kit


def test_it_names_every_exercise_one_may_choose_and_nobody_else_s(
    owner: User, stranger: User, owner_client: Client
) -> None:
    shared, own = make_exercise("Bench Press"), make_exercise("Cellar Row", owner=owner, kind=Kind.BODYWEIGHT)
    make_exercise("Secret Row", owner=stranger)
    for name in ("BP", "Barbell Bench Press"):
        ExerciseAlias.objects.create(exercise_type=shared, name=name)
    favourite_mark(scope=Scope.of_user(owner), exercise=own, on=True)
    kit = kit_of(owner_client)
    assert kit["exercises"] == [
        [shared.pk, "Bench Press", "weight_reps", "", "BP"],
        [own.pk, "Cellar Row", "bodyweight", "", ""],
    ]
    assert kit["favourites"] == [own.pk]


def test_it_holds_the_last_time_of_recent_exercises_as_texts_for_the_form(owner: User, owner_client: Client) -> None:
    bench, working = make_exercise("Bench Press"), make_set_type(slug="working")
    for days, weight in ((9, 70), (2, 80)):
        session = make_session(owner, started_at=timezone.now() - timedelta(days=days))
        for more in (Decimal("0"), Decimal("2.5")):
            make_set(session, exercise_type=bench, set_type=working, weight=weight + more, rest_seconds=90)
    kit = kit_of(owner_client)
    assert kit["recent"] == [bench.pk]
    last = kit["last"][str(bench.pk)]
    assert last["rest"] == 90
    assert [row["words"].replace("\N{NO-BREAK SPACE}", " ") for row in last["sets"]] == ["80 kg × 5", "82.5 kg × 5"]
    assert last["sets"][1]["fill"]["weight"] == "82.5"
    assert last["sets"][1]["fill"]["set_type"] == str(working.pk)


def test_a_german_reader_also_finds_german_names(owner: User, owner_client: Client) -> None:
    bench = make_exercise("Bench Press")
    ExerciseAlias.objects.create(exercise_type=bench, name="Bankdrücken", source="translation", language="de")
    assert kit_of(owner_client)["exercises"][0][3] == ""
    owner.language = "de"
    owner.save()
    assert kit_of(owner_client)["exercises"][0][3] == "Bankdrücken"


def test_it_has_a_form_of_each_kind_and_says_whose_it_is(owner: User, owner_client: Client) -> None:
    make_set_type(slug="working")
    page = owner_client.get(URL)
    text = page.content.decode()
    assert f'<body data-user="{owner.storage_key}">' in text
    assert all(f'<template id="kit-{kind.value}">' in text for kind in Kind)
    assert "no-store" in page["Cache-Control"]


def test_it_asks_as_often_whatever_the_history(owner: User, owner_client: Client) -> None:
    def grow() -> None:
        for days in range(1, 4):
            session = make_session(owner, started_at=timezone.now() - timedelta(days=days))
            for _ in range(3):
                make_set(session)

    grow()
    assert_constant_queries(lambda: owner_client.get(URL), grow=grow, at_most=10)


def test_the_days_of_routines_come_with_what_is_to_be_done(owner: User, owner_client: Client) -> None:
    bench, row = make_exercise("Bench"), make_exercise("Row")
    routine = make_routine(owner)
    day = first_day(routine)
    add_exercise(day, bench, rest_seconds=150)
    add_exercise(day, row, base_weight=None, superset_group=1, sets=targets(1, 8, 12))
    make_set(make_session(owner), exercise_type=row, set_type=working_set_type(), weight=Decimal(45), number_reps=10)
    kept = kit_of(owner_client)["routines"][str(day.pk)]
    first, second = kept["exercises"]
    assert (kept["name"], first["id"], first["rest"], len(first["targets"])) == ("Day A", bench.pk, 150, 3)
    assert first["targets"][0]["fill"]["weight"] == "80"
    assert (second["superset"], second["targets"][0]["fill"]["weight"]) == (1, "45")


def test_the_kit_asks_as_often_however_many_routines(owner: User, owner_client: Client) -> None:
    add_exercise(first_day(make_routine(owner)))

    def grow() -> None:
        for number in range(3):
            add_exercise(first_day(make_routine(owner, f"More {number}")))

    assert_constant_queries(lambda: kit_of(owner_client), grow=grow)
