"""Other spellings of a catalogue name that follow a rule, so that the data files list only those that don't.

The catalogue writes ``"<movement> (<equipment>)"``. Other trackers put the equipment first, after a dash or
abbreviate it, write "Push-Up", "Pushup" or "Push Ups", "Bicep" or "Biceps", "One Arm" or "Single Arm".
"""

import re
from collections.abc import Iterator

_BRACKETS = re.compile(r"(?P<movement>.+) \((?P<equipment>[^()]+)\)")

_ARRANGED = ("{equipment} {movement}", "{movement} - {equipment}")

_ARRANGED_BY_EQUIPMENT: dict[str, tuple[str, ...]] = {
    "Barbell": ("BB {movement}",),
    "Dumbbell": ("DB {movement}",),
    "Kettlebell": ("KB {movement}",),
    "Machine": ("{movement} Machine",),
    "Smith Machine": ("Smith {movement}", "{movement} (Smith)"),
    "Band": ("Resistance Band {movement}", "Banded {movement}", "{movement} (Resistance Band)"),
    "Suspension": ("TRX {movement}", "{movement} (TRX)"),
    "Trap Bar": ("Hex Bar {movement}", "{movement} (Hex Bar)"),
    "Bodyweight": ("Body Weight {movement}",),
}

_PLURALS: dict[str, str] = {
    "Carry": "Carries",
    "Clean": "Cleans",
    "Climber": "Climbers",
    "Crunch": "Crunches",
    "Crusher": "Crushers",
    "Curl": "Curls",
    "Deadlift": "Deadlifts",
    "Dip": "Dips",
    "Extension": "Extensions",
    "Fly": "Flys",
    "Jump": "Jumps",
    "Kickback": "Kickbacks",
    "Lunge": "Lunges",
    "Morning": "Mornings",
    "Press": "Presses",
    "Pull": "Pulls",
    "Pulldown": "Pulldowns",
    "Pullover": "Pullovers",
    "Pushdown": "Pushdowns",
    "Raise": "Raises",
    "Row": "Rows",
    "Shrug": "Shrugs",
    "Snatch": "Snatches",
    "Squat": "Squats",
    "Swing": "Swings",
    "Thrust": "Thrusts",
    "Thruster": "Thrusters",
    "Twist": "Twists",
    "Up": "Ups",
}

_COMPOUNDS: dict[str, tuple[str, ...]] = {
    "Push Up": ("Push-Up", "Pushup"),
    "Pull Up": ("Pull-Up", "Pullup"),
    "Chin Up": ("Chin-Up", "Chinup"),
    "Sit Up": ("Sit-Up", "Situp"),
    "Step Up": ("Step-Up", "Stepup"),
    "Muscle Up": ("Muscle-Up",),
    "Get Up": ("Get-Up", "Getup"),
    "Pulldown": ("Pull Down", "Pull-Down"),
    "Pushdown": ("Push Down", "Pressdown"),
    "Pullover": ("Pull Over", "Pull-Over"),
    "Kickback": ("Kick Back",),
    "Crossover": ("Cross-Over", "Cross Over"),
    "Skull Crusher": ("Skullcrusher",),
    "Rollout": ("Roll Out", "Roll-Out"),
    "Biceps": ("Bicep",),
    "Triceps": ("Tricep",),
    "Fly": ("Flye",),
    "T Bar": ("T-Bar",),
    "EZ Bar": ("EZ-Bar",),
    "Single Arm": ("Single-Arm", "One Arm", "One-Arm"),
    "Single Leg": ("Single-Leg", "One Leg", "One-Leg"),
    "Bent Over": ("Bent-Over",),
    "Close Grip": ("Close-Grip", "Narrow Grip"),
    "Wide Grip": ("Wide-Grip",),
    "Neutral Grip": ("Neutral-Grip",),
    "Reverse Grip": ("Reverse-Grip",),
    "Stiff Leg": ("Stiff-Leg", "Stiff Legged", "Stiff-Legged"),
    "Straight Arm": ("Straight-Arm",),
    "Half Kneeling": ("Half-Kneeling",),
    "Chest Supported": ("Chest-Supported",),
    "Cross Body": ("Cross-Body",),
    "Medicine Ball": ("Med Ball",),
    "Farmer's": ("Farmers", "Farmer"),
}

_COMPOUND_PATTERNS = tuple((re.compile(rf"\b{re.escape(word)}(?=s?\b)"), others) for word, others in _COMPOUNDS.items())


def spellings(name: str) -> Iterator[str]:
    """Spellings of an exercise's ``name`` other than itself, the likeliest first; some may come twice.

    ``"Chin Up (Weighted)"`` → ``"Weighted Chin Up"``, ``"Chin Up - Weighted"``, …, ``"Weighted Chinups"``.
    """
    arranged = arrangements(name)
    yield from arranged
    for form in (name, *arranged[:1], *arranged[-1:]):
        yield from compounds(form)


def arrangements(name: str) -> list[str]:
    """``name`` with its equipment at other places, the plain one first; its plural, when it has one, last.

    ``"Curl (Barbell)"`` → ``["Barbell Curl", "Curl - Barbell", "BB Curl", "Barbell Curls"]``.
    """
    found = _BRACKETS.fullmatch(name)
    if found is None:
        return _plurals(name)
    movement, equipment = found["movement"], found["equipment"]
    patterns = (*_ARRANGED, *_ARRANGED_BY_EQUIPMENT.get(equipment, ()))
    forms = [pattern.format(movement=movement, equipment=equipment) for pattern in patterns]
    return [*forms, *_plurals(f"{equipment} {movement}")]


def compounds(name: str) -> Iterator[str]:
    """``name`` with one of its compound words written another way (``"Push Up"`` → ``"Push-Up"``, ``"Pushup"``)."""
    for pattern, others in _COMPOUND_PATTERNS:
        if pattern.search(name):
            for other in others:
                yield pattern.sub(other, name)


def _plurals(movement: str) -> list[str]:
    """``movement`` in the plural; nothing when its last word isn't one that people count."""
    *before, last = movement.split(" ")
    return [" ".join([*before, _PLURALS[last]])] if last in _PLURALS else []
