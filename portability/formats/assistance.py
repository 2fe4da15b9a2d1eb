"""Weights below zero: help by a machine or a band, where the exercise is one in which people are helped.

``Chinups`` with -5 is a chin up with 5 less than the body to lift; our exercises with help hold that as 5. Nothing else
can be lifted with less than nothing: there a negative weight is an error like any other.
"""

import re

_SAYS_SO = re.compile(r"assist|asistid|unterst(ü|u)tz|gegengewicht", re.IGNORECASE)
_HELPED = re.compile(
    r"\b(pull|chin|push|muscle)[ -]?ups?\b|\bdips?\b|\bpistol|\bnordic|klimmz|liegest|\btractions?\b|\bdominadas?\b"
    r"|\btrazioni\b|\bbarra fixa\b|\bfondos\b",
    re.IGNORECASE,
)
_SIGNS = ("-", "\N{MINUS SIGN}")


def help_of(exercise: str, weight: str) -> tuple[str, str] | None:
    """Name of the exercise with help, and the weight without its sign; None when the weight is no help."""
    if not weight.startswith(_SIGNS) or weight[1:].startswith(_SIGNS):
        return None
    if _SAYS_SO.search(exercise):
        return exercise, weight[1:]
    return (f"{exercise} (Assisted)", weight[1:]) if _HELPED.search(exercise) else None
