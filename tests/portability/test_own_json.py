"""Our own JSON: read as it was written, validated by its published schema, and clear about what is wrong."""

import json
from datetime import UTC
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from portability.formats import schema
from portability.formats.problems import UnreadableFileError
from tests.portability.reading import read
from tests.samples import workouttracker
from tests.samples.workouts import workouts


def encoded(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def broken(**changes: Any) -> bytes:
    """An export whose first session has a set with these values."""
    document = workouttracker.generate(workouts(3))
    document["sessions"][0]["sets"][1] |= changes
    return encoded(document)


def test_sessions_sets_and_reps_are_those_of_the_counter() -> None:
    data = encoded(workouttracker.generate())
    found = read(data)
    assert (found.format, found.problems) == ("workouttracker", [])
    assert found.counts == workouttracker.count(data)


def test_nothing_is_lost() -> None:
    document = workouttracker.generate()
    found = read(encoded(document))
    for session, written in zip(found.sessions, document["sessions"], strict=True):
        assert session.started_at is not None
        assert session.started_at.astimezone(UTC).isoformat() == written["started_at"]
        assert session.started.isoformat() == written["started_local"]
        assert session.ended is not None
        assert session.ended.isoformat() == written["ended_local"]
        assert (session.kind, session.client_id, session.time_zone, session.calories, session.notes) == tuple(
            written[key] for key in ("kind", "client_id", "time_zone", "calories", "notes")
        )
        for row, each in zip(session.sets, written["sets"], strict=True):
            assert (row.exercise, row.set_type, row.notes, row.description, row.rest_seconds, row.target_reps) == tuple(
                each[key] for key in ("exercise", "set_type", "notes", "description", "rest_seconds", "target_reps")
            )
            assert row.rpe == (Decimal(each["rpe"]) if "rpe" in each else None)
            assert (row.duration_seconds, row.superset_group) == (each.get("duration_seconds"), each.get("superset"))
            reps = row.reps or [(row.weight, True)] * row.number_reps
            assert [
                (str(rep[0]), rep[1]) if isinstance(rep, tuple) else (str(rep.weight), rep.success) for rep in reps
            ] == [(rep["weight"], rep["success"]) for rep in each["reps"]]


def test_exercises_measurements_and_other_lists_come_too() -> None:
    found = read(encoded(workouttracker.generate(workouts(1))))
    own, shared = found.exercises
    assert (own.is_own, own.is_favourite, own.primary, own.aliases) == (True, True, ("lats",), ("Pullover, narrow",))
    assert (shared.is_own, shared.is_favourite) == (False, True)
    assert [(each.name, each.value, each.unit, each.comment) for each in found.measurements] == [
        ("Body weight", Decimal("82.1"), "kg", "dry")
    ]
    assert [(each.kind, each.row) for each in found.others] == [
        ("mappings", 1), ("mappings", 2), ("measures", 1), ("gear", 1), ("warm_ups", 1), ("routines", 1), ("goals", 1),
        ("feedback", 1),
    ]  # fmt: skip
    assert isinstance(routine := found.others[5].data, schema.Routine)
    assert schema.dumped(routine) == workouttracker.generate()["routines"][0]


def test_the_lists_may_stand_in_any_order() -> None:
    document = workouttracker.generate(workouts(3))
    turned = {"schema": "workout-export", "sessions": document["sessions"], **dict(reversed(document.items()))}
    assert read(encoded(turned)).counts == read(encoded(document)).counts


@pytest.mark.parametrize(
    ("changes", "path", "code", "value"),
    [
        ({"weight": "-1"}, "sessions[0].sets[1].weight", "json_too_small", "-1"),
        ({"weight": 99999}, "sessions[0].sets[1].weight", "json_too_large", "99999"),
        ({"weight": "heavy"}, "sessions[0].sets[1].weight", "json_value", "heavy"),
        ({"weight": "1.00001"}, "sessions[0].sets[1].weight", "json_value", "1.00001"),
        ({"rpe": "11"}, "sessions[0].sets[1].rpe", "json_too_large", "11"),
        ({"rpe": "8.3"}, "sessions[0].sets[1].rpe", "json_value", "8.3"),
        ({"exercise": ""}, "sessions[0].sets[1].exercise", "json_value", ""),
        ({"exercise": " \u2003\n"}, "sessions[0].sets[1].exercise", "json_value", " \u2003\n"),
        ({"exercise": "x" * 201}, "sessions[0].sets[1].exercise", "json_too_long", "x" * 199 + "…"),
        ({"reps": [{"success": True}]}, "sessions[0].sets[1].reps[0].weight", "json_missing", ""),
        ({"rest_seconds": 1e9}, "sessions[0].sets[1].rest_seconds", "json_too_large", "1000000000.0"),
    ],
)
def test_a_problem_names_the_path_and_only_its_set_is_left_out(
    changes: dict[str, Any], path: str, code: str, value: str
) -> None:
    found = read(broken(**changes))
    whole = read(broken())
    assert [(each.column, each.code, each.row) for each in found.problems] == [(path, code, 1)]
    assert found.problems[0].value[:199] == value[:199]
    assert path in found.problems[0].message
    assert found.counts.sessions == whole.counts.sessions
    assert found.counts.sets == whole.counts.sets - 1


def test_a_session_without_a_start_is_left_out() -> None:
    document = workouttracker.generate(workouts(3))
    del document["sessions"][1]["started_at"]
    found = read(encoded(document))
    assert [(each.column, each.code) for each in found.problems] == [("sessions[1].started_at", "json_missing")]
    assert len(found.sessions) == 2


def test_what_is_no_session_is_a_problem() -> None:
    document = workouttracker.generate(workouts(2))
    document["sessions"].insert(0, "Legs")
    document["sessions"].append(None)
    found = read(encoded(document))
    assert [each.column for each in found.problems] == ["sessions[0]", "sessions[3]"]
    assert len(found.sessions) == 2


def test_unknown_fields_are_skipped() -> None:
    document = workouttracker.generate(workouts(2)) | {"later": {"a": [1, {"b": 2}]}, "laters": [{"name": "x"}]}
    document["sessions"][0]["mood"] = "good"
    assert read(encoded(document)).problems == []


@pytest.mark.parametrize("version", ["2", "0", 7, None])
def test_another_version_is_refused(version: object) -> None:
    document = workouttracker.generate(workouts(1)) | {"version": version}
    with pytest.raises(UnreadableFileError) as refused:
        read(encoded(document))
    assert refused.value.code == "file_json_version"


def test_a_file_cut_anywhere_keeps_whole_sessions_and_says_so() -> None:
    data = encoded(workouttracker.generate(workouts(2)))
    whole = read(data)
    refused = set()
    for cut in range(100, len(data) - 1, 97):
        try:
            found = read(data[:cut])
        except UnreadableFileError as error:
            refused.add(error.code)
            continue
        assert found.codes == ["json_cut_off"]
        assert found.sessions == whole.sessions[: len(found.sessions)]
    assert refused == {"file_json_broken"}


def test_a_file_damaged_in_the_middle_keeps_what_stands_before() -> None:
    data = encoded(workouttracker.generate(workouts(6)))
    place = data.rindex(b'"started_at"')
    found = read(data[:place] + b"}" + data[place:])
    assert found.codes == ["json_broken"]
    assert len(found.sessions) == 5


def test_the_published_schema_describes_the_exports_and_refuses_others() -> None:
    published = schema.json_schema()
    Draft202012Validator.check_schema(published)
    validator = Draft202012Validator(published)
    validator.validate(workouttracker.generate())
    for change in ({"version": "9"}, {"sessions": [{"name": "x"}]}, {"sessions": "none"}):
        with pytest.raises(ValidationError):
            validator.validate(workouttracker.generate(workouts(1)) | change)
    for weight in ("-1", "1,5", "1.00001", -1, "heavy"):
        document = workouttracker.generate(workouts(1))
        document["sessions"][0]["sets"][0]["weight"] = weight
        with pytest.raises(ValidationError):
            validator.validate(document)


def test_what_the_models_write_is_what_they_read() -> None:
    for name, model in schema.LISTS.items():
        for each in workouttracker.generate()[name]:
            once = model.model_validate(each)
            written = schema.dumped(once)
            assert model.model_validate(json.loads(json.dumps(written))) == once
    rep = schema.Rep(weight=Decimal("62.5000"))
    assert schema.dumped(rep) == {"weight": "62.5"}


def test_names_that_have_no_place_are_said() -> None:
    document = workouttracker.generate(workouts(3)) | {"mood": "good"}
    document["sessions"][0] |= {"weather": "rain", "notes": "Wet"}
    document["sessions"][1]["sets"][0] |= {"tempo": "3-1-1"}
    document["sessions"][2]["sets"][0]["tempo"] = "4-0-1"
    document["profile"] = {"shoe_size": 44}
    found = read(encoded(document))
    assert found.info is not None
    assert sorted(found.info.unused) == ["mood", "sessions.sets.tempo", "sessions.weather"]
    assert found.problems == []


def test_no_name_of_an_export_is_without_a_place() -> None:
    info = read(encoded(workouttracker.generate())).info
    assert info is not None
    assert info.unused == ()


def test_not_more_names_are_said_than_anybody_reads() -> None:
    document = workouttracker.generate(workouts(1))
    document["sessions"][0] |= {f"{'x' * 500}{number}": number for number in range(30)}
    document["sessions"][0] |= {f"field{number}": number for number in range(30)}
    info = read(encoded(document)).info
    assert info is not None
    assert len(info.unused) == 20
    assert max(map(len, info.unused)) < 100
