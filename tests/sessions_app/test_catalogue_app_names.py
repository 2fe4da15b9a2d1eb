"""Names of exercises as each app prints them by habit, each with the exercise that is meant ("-" = none of ours)."""

from pathlib import Path

import pytest

from sessions_app.catalogue.data import load_exercises
from workouttracker.kit.text import name_key

FOLDER = Path(__file__).parents[1] / "samples" / "names"
APPS = ("strong", "hevy", "fitnotes", "stronglifts", "trainai")
ENOUGH = 120
BY_NAME = {name_key(name): each.slug for each in load_exercises() for name in (each.name, each.de, *each.aliases)}


def printed_by(app: str) -> dict[str, str]:
    """By name: the slug of the exercise that is meant."""
    lines = (FOLDER / f"{app}.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" > ") for line in lines)


@pytest.mark.parametrize("app", APPS)
def test_nineteen_of_twenty_names_find_the_right_exercise(app: str) -> None:
    names = printed_by(app)
    assert len(names) >= ENOUGH
    wrong = {name: BY_NAME.get(name_key(name)) for name, slug in names.items() if BY_NAME.get(name_key(name)) != slug}
    assert {name: found for name, found in wrong.items() if names[name] != "-"} == {}
    assert sum(slug != "-" for slug in names.values()) >= 0.95 * len(names)


@pytest.mark.parametrize("app", APPS)
def test_case_accents_and_spaces_do_not_matter(app: str) -> None:
    for name, slug in printed_by(app).items():
        if slug != "-":
            assert BY_NAME[name_key(f"  {name.upper()} ".replace(" ", "\N{NO-BREAK SPACE}"))] == slug
