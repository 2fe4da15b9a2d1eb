"""Names of exercises as each app prints them by habit, each with the exercise that is meant ("-" = none of ours)."""

from pathlib import Path

import pytest

from sessions_app.catalogue.data import load_exercises
from sessions_app.catalogue.translations import read_language, slugs_in_other_languages, translated
from workouttracker.kit.text import name_key

FOLDER = Path(__file__).parents[1] / "samples" / "names"
APPS = sorted(file.stem for file in FOLDER.glob("*.txt"))
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


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Supino Reto (Barra)", "bench-press-barbell"),
        ("Supino Inclinado (Halteres)", "incline-bench-press-dumbbell"),
        ("Cadeira Extensora", "leg-extension-machine"),
        ("Rosca Direta (Barra)", "biceps-curl-barbell"),
        ("Sentadilla (Barra)", "squat-barbell"),
        ("Press de Hombros (Mancuernas)", "shoulder-press-dumbbell"),
        ("Remo con Barra", "bent-over-row-barbell"),
        ("Remo (Cable)", "seated-row-cable"),
        ("Dominadas", "pull-up"),
        ("Développé Couché (Haltères)", "bench-press-dumbbell"),
        ("Soulevé de Terre (Barre)", "deadlift-barbell"),
        ("Tirage Vertical (Poulie)", "lat-pulldown-cable"),
        ("Tractions (Lestées)", "pull-up-weighted"),
        ("Panca Piana (Bilanciere)", "bench-press-barbell"),
        ("Curl con Bilanciere", "biceps-curl-barbell"),
        ("Alzate Laterali (Manubri)", "lateral-raise-dumbbell"),
        ("Latzug (Kabel)", "lat-pulldown-cable"),
        ("Schulterdrücken (Maschine)", "shoulder-press-machine"),
        ("Hackenschmidt Squat (Maschine)", "hack-squat-machine"),
    ],
)
def test_names_in_the_languages_of_phones_find_the_right_exercise(name: str, slug: str) -> None:
    found = BY_NAME.get(name_key(name)) or slugs_in_other_languages().get(name_key(name))
    assert found == slug


def test_a_language_must_speak_of_movements_that_there_are() -> None:
    language = read_language("xx.toml", '[equipment]\n"Barbell" = ["Stang"]\n[moves]\n"Levitation" = ["Flyve"]\n')
    with pytest.raises(ValueError, match="no exercise is called 'Levitation'"):
        list(translated(language, BY_NAME))


@pytest.mark.parametrize("text", ["[equipment", "[moves]\n", '[equipment]\n[moves]\n"Squat" = "Knæbøj"\n'])
def test_a_language_file_that_is_wrong_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"xx\.toml: "):
        read_language("xx.toml", text)
