"""The texts of problems, and the registry of formats."""

import ast
import re
from pathlib import Path

import pytest

from portability import formats
from portability.formats import problems, registry
from portability.formats.problems import KEPT, MESSAGES, UnreadableFileError
from portability.formats.records import Problem

FOLDER = Path(next(iter(formats.__path__)))
STANDARD = {"row", "column", "value"}


def test_a_problem_fills_its_values_into_the_text() -> None:
    problem = Problem(7, "Reps", "abc", "reps", {"limit": "1000"})
    assert problem.message.startswith("These reps can't be used. Expected a whole number from 0 to 1000")


def test_a_problem_can_be_said_in_another_language() -> None:
    problem = Problem(7, "", "", "rows_unreadable", {"last_row": "9"})
    assert problem.render(lambda _: "Zeilen %(row)s bis %(last_row)s") == "Zeilen 7 bis 9"
    assert UnreadableFileError("file_empty").render(str.upper).startswith("THIS FILE IS EMPTY.")


def test_percent_signs_in_a_value_are_only_text() -> None:
    assert "“100% legs”" in Problem(1, "", "", "title_in_pieces", {"name": "100% legs"}).message


def test_a_long_value_is_shortened() -> None:
    assert Problem(1, "", "x" * 200, "reps").value == "x" * 200
    assert Problem(1, "", "x" * 201, "reps").value == "x" * 199 + "…"


def test_problems_can_be_compared_and_kept_in_a_set() -> None:
    one, same = (Problem(1, "", "", "reps", {"limit": "5"}) for _ in range(2))
    assert {one, same} == {one}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_text_says_what_was_expected(code: str) -> None:
    assert "Expected " in MESSAGES[code]
    assert "!" not in MESSAGES[code]
    assert MESSAGES[code].endswith(".")


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_text_is_used_with_the_values_it_needs(code: str) -> None:
    source = "\n".join(path.read_text() for path in FOLDER.parent.rglob("*.py") if path.name != "problems.py")
    assert f'"{code}"' in source
    for name in set(re.findall(r"%\((\w+)\)s", MESSAGES[code])) - STANDARD:
        assert f'"{name}": ' in source


def test_every_text_is_marked_for_translation() -> None:
    tree = ast.parse(Path(problems.__file__).read_text())
    [texts] = [node.value for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)]
    assert len(texts.values) == len(MESSAGES)
    for value in texts.values:
        assert isinstance(value, ast.Call)
        assert ast.unparse(value.func) == "mark"


def test_formats_import_the_standard_library_and_the_kit_only() -> None:
    imported = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
    ours = {name for name in imported if name.startswith(("portability.formats", "workouttracker.kit"))}
    assert "workouttracker.kit.units" in ours
    assert {name.partition(".")[0] for name in imported - ours} & {"django", "portability", "workouttracker"} == set()


def test_the_registry_knows_each_format_by_its_key() -> None:
    assert {key: spec.key for key, spec in registry.FORMATS.items()} == {key: key for key in registry.FORMATS}
    assert registry.FORMATS["trainai"].label == "TrainAI (CSV)"


def test_each_problem_says_what_becomes_of_its_row() -> None:
    kinds = {code: Problem(1, "", "", code).kind for code in MESSAGES}
    assert {code for code, kind in kinds.items() if kind == "repaired"} == {
        "row_repaired",
        "title_in_pieces",
        "weight_is_help",
    }
    assert {code for code in KEPT if code not in MESSAGES} == set()
    assert (kinds["rpe"], kinds["weight"]) == ("kept", "left_out")
    left_out = [code for code, kind in kinds.items() if kind == "left_out" and "is left out" in MESSAGES[code]]
    assert len(left_out) > 15
    assert not any("is left out" in MESSAGES[code] for code in KEPT)
