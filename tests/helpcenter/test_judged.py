"""Search over the shipped help: what people type, and what they mean. The same on both databases."""

import pytest

from helpcenter.search.find import Found, help_search

JUDGED: list[tuple[str, set[str]]] = [
    ("squating", {"compound-exercise", "exercises"}),
    ("1rm", {"one-rep-max"}),
    ("how do i delete my data", {"delete-my-data", "delete-data"}),
    ("strong import", {"from-strong"}),
    ("one rep max", {"one-rep-max"}),
    ("rest timer", {"rest-timer"}),
    ("rest timmer", {"rest-timer"}),
    ("offline", {"offline"}),
    ("no signal", {"no-signal", "offline"}),
    ("hevy", {"from-hevy"}),
    ("import from hevy", {"from-hevy"}),
    ("fit notes", {"from-fitnotes"}),
    ("trainai csv", {"from-trainai"}),
    ("stronglifts", {"from-stronglifts"}),
    ("forgot password", {"forgot-password", "sign-in"}),
    ("pasword reset", {"forgot-password", "sign-in"}),
    ("two factor", {"second-factor"}),
    ("passkey", {"passkey", "second-factor"}),
    ("recovery codes", {"recovery-code", "second-factor", "lost-phone"}),
    ("lost my phone", {"lost-phone"}),
    ("share with a friend", {"share", "friend-account"}),
    ("revoke link", {"revoke", "share", "take-link-back"}),
    ("link expired", {"shared-link"}),
    ("undo", {"undo"}),
    ("restore deleted workout", {"undo"}),
    ("duplicates", {"duplicate", "imported-twice", "clean-up"}),
    ("wrong unit", {"weights-wrong", "clean-up"}),
    ("kg to lbs", {"switch-units", "preferences", "clean-up"}),
    ("dark mode", {"preferences"}),
    ("language german", {"languages", "preferences"}),
    ("install on iphone", {"install", "need-to-install"}),
    ("warm up sets", {"warm-up", "log-warm-up", "set-types"}),
    ("drop set", {"drop-set", "set-types"}),
    ("superset", {"superset", "supersets"}),
    ("failed rep", {"failed-rep", "failed-set", "reps"}),
    ("rpe", {"rpe"}),
    ("progressive overload", {"progression"}),
    ("deload", {"deload"}),
    ("5x5", {"from-stronglifts", "routines"}),
    ("body weight", {"body"}),
    ("goal", {"goals"}),
    ("plate calculator", {"plates-and-warm-up"}),
    ("personal record", {"personal-record", "records"}),
    ("why is this not a pr", {"not-a-record"}),
    ("export to excel", {"export"}),
    ("csv columns", {"import-columns"}),
    ("cancel import", {"jobs"}),
    ("delete account", {"delete-account"}),
    ("create admin command", {"operator-commands"}),
    ("smtp settings", {"operator-settings"}),
    ("streak", {"streak"}),
    ("calender", {"history"}),
]
GERMAN: list[tuple[str, set[str]]] = [
    ("daten löschen", {"delete-data", "delete-my-data"}),
    ("wie lösche ich meine daten", {"delete-my-data", "delete-data"}),
    ("pausenuhr", {"rest-timer"}),
    ("passwort vergessen", {"forgot-password", "sign-in"}),
    ("trainingsplan", {"routine", "routines"}),
    ("kein empfang", {"no-signal", "offline"}),
    ("maximalgewicht", {"one-rep-max", "how-1rm"}),
    ("strong importieren", {"from-strong"}),
    ("körpergewicht", {"body", "bodyweight-exercise"}),
    ("gewichtseinheit falsch", {"weights-wrong", "clean-up"}),
    ("teilen", {"share", "friend-account"}),
    ("aufwermen", {"warm-up", "plates-and-warm-up", "log-warm-up"}),
]
BAR = 0.8


def rank(found: list[Found], expected: set[str]) -> float:
    """One divided by the place of the first expected one; 0 when it is not among the first ten."""
    places = [place for place, each in enumerate(found[:10], start=1) if each.slug in expected]
    return 1 / places[0] if places else 0.0


def mean_rank(judged: list[tuple[str, set[str]]], language: str) -> tuple[float, list[str]]:
    ranks = {text: rank(help_search(text, language=language).found, expected) for text, expected in judged}
    return sum(ranks.values()) / len(ranks), [f"{text}: {value:.2f}" for text, value in ranks.items() if value < 1]


def test_people_find_what_they_mean(shipped: None) -> None:
    assert len(JUDGED) >= 50
    mean, worse = mean_rank(JUDGED, "en")
    assert mean >= BAR, f"{mean:.3f}\n" + "\n".join(worse)


def test_people_find_it_in_german_too(shipped: None) -> None:
    mean, worse = mean_rank(GERMAN, "de")
    assert mean >= BAR, f"{mean:.3f}\n" + "\n".join(worse)


@pytest.mark.parametrize("text", ["squating", "1rm", "how do i delete my data", "strong import"])
def test_the_examples_are_found_at_once(shipped: None, text: str) -> None:
    expected = dict(JUDGED)[text]
    assert rank(help_search(text, language="en").found, expected) == 1
